"""The points of the go-live list that the ground itself knows of."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts.models import PARTNER_ROLES
from portal.accounts.queries import members, with_second_factor
from portal.tenancy import current_vendor_id
from portal.tenancy.go_live import Finding, go_live_check
from portal.tenancy.models import Vendor


def _vendor() -> Vendor:
    vendor: Vendor = Vendor.objects.get(pk=current_vendor_id())
    return vendor


@go_live_check("time_zone", label=_("Time zone"))
def time_zone_is_set() -> Finding:
    """Which the dates of the vendor's own books are in."""
    zone = _vendor().time_zone
    return Finding(bool(zone), zone or _("Not chosen: dates would be those of UTC."), "settings:vendor")


@go_live_check("currencies", label=_("Currencies"))
def currencies_are_set() -> Finding:
    """Which sales are imported and partners are paid in."""
    codes = _vendor().currencies
    return Finding(bool(codes), ", ".join(codes) or _("None named."), "settings:vendor")


@go_live_check("sender", label=_("Sender of mails"))
def sender_is_set() -> Finding:
    """An address of the vendor's own, so that answers arrive."""
    sender = _vendor().sender
    return Finding(
        bool(sender), sender or _("Not set: mails would come from the installation's address."), "settings:vendor"
    )


@go_live_check("second_factor", label=_("Staff with second factor"))
def staff_have_second_factors() -> Finding:
    """Everybody who works for the vendor; and two people at least, since one alone cannot approve."""
    staff = [member.user_id for member in members().exclude(role__in=PARTNER_ROLES).filter(suspended=False)]
    missing = len(set(staff) - with_second_factor(staff))
    if len(staff) < 2:
        return Finding(
            False, _("Two people at least have to work here: what pays needs a second one."), "settings:people"
        )
    words = ngettext("%(n)d person has none.", "%(n)d people have none.", missing) % {"n": missing}
    return Finding(missing == 0, words if missing else _("Everybody has one."), "settings:people")
