"""Changing a vendor: settings, looks, address, mode. Looks and addresses are dated; old addresses keep leading here."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.currencies import is_active
from portal.jobs.mail import is_address
from portal.problems import Refusal
from portal.tenancy import Role, acting_as, current_vendor_id
from portal.tenancy.models import RESERVED, Address, Brand, Vendor
from portal.tenancy.queries import forget_slug
from portal.tenancy.rules import is_hue, is_path_data, is_slug

SLUG_HELP = _("Choose 2 to 40 small letters, digits and hyphens that are no path of the portal.")


def create_vendor(*, name: str, slug: str, currency: str, at: datetime) -> int:
    """An empty vendor in demo mode; returns its id. Runs as the platform, for the operator. Raises Refusal for a taken slug."""
    _check_slug(slug)
    _check_currencies([currency])
    with acting_as(Role.PLATFORM):
        vendor = Vendor.objects.create(mode=Vendor.Mode.DEMO, currencies=[currency])
        _claim(slug, vendor.pk)
    with acting_as(Role.STAFF, vendor=vendor.pk):
        Brand.objects.create(name=name.strip(), period=DateTimeTZRange(at, None))
        record("vendor.created")
    return int(vendor.pk)


@transaction.atomic
def change_settings(*, time_zone: str, currencies: Sequence[str], sender: str, first_month: int, by: Actor) -> None:
    """Time zone, currencies, sender of mails, first month of the fiscal year. Raises Refusal for what does not exist."""
    if time_zone and time_zone not in available_timezones():
        raise Refusal(_("This time zone does not exist."), field="time_zone")
    _check_currencies(currencies)
    if sender and not is_address(sender):
        raise Refusal(_("This is no mail address."), field="sender")
    vendor = Vendor.objects.select_for_update().get(pk=current_vendor_id())
    vendor.time_zone, vendor.currencies, vendor.sender = time_zone, list(currencies), sender
    vendor.fiscal_year_start_month = first_month
    vendor.save(update_fields=["time_zone", "currencies", "sender", "fiscal_year_start_month"])
    record(
        "vendor.settings_changed",
        by=by,
        subject=vendor,
        time_zone=time_zone,
        currencies=list(currencies),
        month=first_month,
    )


@transaction.atomic
def change_brand(*, name: str, hue: int, logo: str, by: Actor, at: datetime) -> Brand:
    """New name and looks from now on; what was stays on record. Raises Refusal for a mark that is more than one path."""
    if logo and not is_path_data(logo):
        raise Refusal(
            _("Paste the path data of one SVG path: it begins with M and holds commands and numbers."), field="logo"
        )
    if not is_hue(hue):
        raise Refusal(_("A hue is an angle from 0 to 359."), field="hue")
    Vendor.objects.select_for_update().get(pk=current_vendor_id())
    current = Brand.objects.filter(period__contains=at).first()
    if current is not None and current.period.lower == at:
        raise Refusal(_("Somebody changed this in the same moment: look again."))
    if current is not None:
        current.period = DateTimeTZRange(current.period.lower, at)
        current.save(update_fields=["period"])
    brand: Brand = Brand.objects.create(name=name.strip(), hue=hue, logo=logo.strip(), period=DateTimeTZRange(at, None))
    record("vendor.brand_changed", by=by, subject=brand)
    return brand


@transaction.atomic
def move_vendor(*, slug: str, by: Actor, at: datetime) -> None:
    """Give the vendor another address. Every old one keeps leading to it, and may be taken up again."""
    _check_slug(slug)
    vendor_id = current_vendor_id()
    Vendor.objects.select_for_update().get(pk=vendor_id)
    Address.objects.filter(current=True).update(current=False)
    if not Address.objects.filter(slug=slug).update(current=True, since=at):
        _claim(slug, vendor_id)
    forget_slug()
    record("vendor.moved", by=by, slug=slug)


def _claim(slug: str, vendor_id: int) -> None:
    try:
        with transaction.atomic():
            Address.objects.create(slug=slug, vendor_id=vendor_id)
    except IntegrityError as error:
        if "slug" in str(error):
            raise Refusal(_("This address is taken."), field="slug") from None
        raise


def _check_slug(slug: str) -> None:
    if not is_slug(slug, RESERVED):
        raise Refusal(SLUG_HELP, field="slug")


def _check_currencies(codes: Sequence[str]) -> None:
    unknown = [code for code in codes if not is_active(code)]
    if unknown or not codes:
        raise Refusal(_("Name currencies by their three letters, such as USD."), field="currencies")
