"""Builds the demo: vendors, programs and staff here, everything else by the parts that apps registered."""

import hashlib
import random
from datetime import UTC, date, datetime, time
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.accounts.identify import find_vendor
from portal.accounts.models import ApiKey, Membership, User
from portal.demo.parts import DEMO_PARTS, World
from portal.demo.secrets import api_key_of, password_of, totp_secret_of
from portal.demo.vendors import OPERATOR, STAFF, VENDORS, DemoVendor, mail_of
from portal.guides.documents import read_guide
from portal.guides.services import create_program, publish_guide
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Address, Brand, Vendor

LIBRARY = Path(__file__).resolve().parent.parent / "guides" / "library"
YEARS = 2


@transaction.atomic
def build_demo(today: date) -> list[str]:
    """Build what is missing and return the slugs that were built; a vendor that is there already is left alone."""
    built = []
    for vendor in VENDORS:
        if find_vendor(vendor.slug) is None:
            _build_vendor(vendor, today)
            built.append(vendor.slug)
    if not User.objects.filter(email=OPERATOR).exists():
        make_login(OPERATOR, "Olga Operator", second_factor=True, is_operator=True)
    return built


def _build_vendor(vendor: DemoVendor, today: date) -> None:
    with acting_as(Role.PLATFORM):
        row = Vendor.objects.create(
            mode="demo",
            time_zone="America/Los_Angeles",
            currencies=["USD", "EUR"],
            sender=f"partners@{vendor.slug}.example",
        )
        Address.objects.create(slug=vendor.slug, vendor_id=row.pk)
    logins = {person: make_login(mail_of(person, vendor.slug), name, second_factor=True) for person, _, name in STAFF}
    world = _world(vendor, row.pk, today)
    with acting_as(Role.STAFF, vendor=row.pk):
        since = datetime.combine(world.began, time(), UTC)
        Brand.objects.create(name=vendor.name, hue=vendor.hue, logo=vendor.logo, period=DateTimeTZRange(since, None))
        for person, role, _ in STAFF:
            world.members[person] = make_member(logins[person], role)
        for slug in vendor.programs:
            world.programs[slug] = _publish(slug)
        for key, part in sorted(DEMO_PARTS.all().items(), key=lambda item: item[1].order):
            if not part.vendors or vendor.slug in part.vendors:
                world.random.seed(f"{vendor.slug}:{key}")
                part.build(world)


def _world(vendor: DemoVendor, vendor_id: int, today: date) -> World:
    midnight = datetime.combine(today, time(), UTC)  # never ahead of the clock, whenever the demo is built
    began = date(today.year - YEARS, today.month, 1)
    return World(vendor.slug, vendor_id, today, midnight, began, random.Random(vendor.slug))  # noqa: S311 -- the same history each time is the point


def _publish(slug: str) -> int:
    source = (LIBRARY / f"{slug}.toml").read_text()
    head = read_guide(source).head
    program = create_program(slug=slug, name=head.name, legal_time_zone=head.legal_time_zone)
    publish_guide(program, source=source, effective_from=head.effective_from, reason="First version")
    return program.pk


def make_login(mail: str, name: str, *, second_factor: bool = False, is_operator: bool = False) -> User:
    """A person who can sign in, with the demo's derived password and, if wanted, TOTP. Runs as the bare login."""
    user = User.objects.create_user(mail, password_of(mail), name=name, is_operator=is_operator)
    EmailAddress.objects.create(user=user, email=mail, verified=True, primary=True)
    if second_factor:
        TOTP.activate(user, totp_secret_of(mail))
    return user


def make_member(user: User, role: str, partner: int | None = None, *, with_key: bool = True) -> int:
    """A membership at the acting vendor, with the demo's derived API key."""
    member: Membership = Membership.objects.create(
        user=user, role=role, partner_id=partner, name=user.name, email=user.email
    )
    if with_key:
        key = api_key_of(user.email)
        ApiKey.objects.create(
            membership=member,
            user_id=user.pk,
            partner_id=partner,
            name="Demo",
            digest=hashlib.sha256(key.encode()).digest(),
            hint=key[:8],
        )
    return member.pk
