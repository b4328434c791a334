"""The fixed cast, written once into the template database.

**acme** runs the program `flow` with partners Birch and Cedar. **globex** is the outsider: same shapes, other vendor, its data is
always present and must never be seen. Names of globex carry the marker OUTSIDER.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from partners.models import Agreement, CompanyFact, Enrolment, Partner, PartnerExternalId
from portal.accounts.identify import find_vendor
from portal.accounts.models import ApiKey, Membership, User
from portal.guides.models import Program
from portal.guides.services import create_program, publish_guide
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Address, Brand, Vendor

PASSWORD = "a long enough passphrase"
#: Second factor of everybody who works for a vendor, and of the operator.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
#: Roles of the people at each vendor; partner roles once for each partner.
STAFF = ("channel_manager", "finance", "compliance", "program_admin")
PARTNER = ("partner_admin", "partner_sales", "partner_finance")
GUIDE = """
[guide]
program = "flow"
name = "{name} Flow"
legal_time_zone = "America/New_York"
effective_from = 2024-01-01
"""


@dataclass(frozen=True, slots=True)
class VendorCast:
    """Ids of one vendor's people and things, looked up once for each test."""

    id: int
    slug: str
    program: int
    partners: tuple[int, int]
    members: dict[str, int]
    users: dict[str, int]

    def member(self, role: str, partner: int = 0) -> int:
        """Membership id of a role; partner roles of the first partner, or of the second."""
        return self.members[f"{role}{partner + 1}" if role in PARTNER else role]

    def user(self, role: str, partner: int = 0) -> int:
        """User id of a role."""
        return self.users[f"{role}{partner + 1}" if role in PARTNER else role]

    def key(self, role: str, partner: int = 0) -> str:
        """A working API key of a role."""
        return key_of(self.slug, f"{role}{partner + 1}" if role in PARTNER else role)


def mail_of(vendor: str, person: str) -> str:
    """Login of a person of the cast, such as `finance@acme.example`."""
    return f"{person}@{vendor}.example"


def key_of(vendor: str, person: str) -> str:
    """API key of a person of the cast."""
    return f"pp_test_{vendor}_{person}"


def build() -> None:
    """Write both vendors. Order fixed, so that ids are the same in every template."""
    for slug, name, partners in (
        ("acme", "Acme", ("Birch", "Cedar")),
        ("globex", "OUTSIDER Globex", ("OUTSIDER Dogwood", "OUTSIDER Elm")),
    ):
        _build_vendor(slug, name, partners)
    operator = User.objects.create_user("operator@portal.example", PASSWORD, name="Olga", is_operator=True)
    _verify(operator, second_factor=True)


def _build_vendor(slug: str, name: str, partners: tuple[str, str]) -> None:
    with acting_as(Role.PLATFORM):
        vendor = Vendor.objects.create(
            mode="demo", time_zone="America/New_York", currencies=["USD", "EUR"], sender=f"partners@{slug}.example"
        )
        Address.objects.create(slug=slug, vendor_id=vendor.pk)
    people = [*STAFF, *(f"{role}{number}" for number in (1, 2) for role in PARTNER), "suspended"]
    users = {person: _make_user(slug, person, name) for person in people}
    with acting_as(Role.STAFF, vendor=vendor.pk):
        Brand.objects.create(name=name, hue=250, period=DateTimeTZRange(BEGAN, None))
        program = create_program(slug="flow", name=f"{name} Flow", legal_time_zone="America/New_York")
        publish_guide(program, source=guide_source(name), effective_from=date(2024, 1, 1))
        made = [_make_partner(program, partner, f"P{number}") for number, partner in enumerate(partners, start=1)]
        for person, user in users.items():
            _make_member(vendor.pk, slug, person, user, made)


def guide_source(name: str) -> str:
    """The cast's guide: every section of the shipped freshworks guide under the cast's own head."""
    from portal.embedded.places import ROOT

    shipped = (ROOT / "portal/guides/library/partner-program.toml").read_text()
    _, _, sections = shipped.partition("[guide]")
    _, bracket, rest = sections.partition("\n[")
    return GUIDE.format(name=name) + bracket + rest


def _make_user(slug: str, person: str, name: str) -> User:
    user = User.objects.create_user(mail_of(slug, person), PASSWORD, name=f"{name} {person}")
    _verify(user, second_factor=person in (*STAFF, "suspended"))
    return user


def _verify(user: User, *, second_factor: bool) -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if second_factor:
        TOTP.activate(user, TOTP_SECRET)


def _make_partner(program: Program, name: str, reference: str) -> Partner:
    partner: Partner = Partner.objects.create(name=name, created_at=BEGAN)
    since = DateRange(date(2024, 1, 1), None)
    Enrolment.objects.create(partner=partner, program=program, category="Solutions", period=since)
    PartnerExternalId.objects.create(partner=partner, system="erp", value=reference)
    for kind, value in (("legal_name", f"{name} Ltd"), ("country", "US"), ("payout_currency", "USD")):
        CompanyFact.objects.create(partner=partner, kind=kind, value=value, period=since)
    Agreement.objects.create(
        partner=partner,
        program=program,
        number=f"AG-{reference}",
        currency="USD",
        period=since,
        signed_on=date(2024, 1, 1),
    )
    return partner


def _make_member(vendor: int, slug: str, person: str, user: User, partners: list[Partner]) -> None:
    role, number = (person[:-1], int(person[-1])) if person[-1].isdigit() else (person, 0)
    partner = partners[number - 1].pk if number else None
    member = Membership.objects.create(
        user=user,
        role="channel_manager" if person == "suspended" else role,
        partner_id=partner,
        name=user.name,
        email=user.email,
        suspended=person == "suspended",
    )
    key = key_of(slug, person)
    ApiKey.objects.create(
        membership=member,
        user_id=user.pk,
        partner_id=partner,
        name="test",
        digest=hashlib.sha256(key.encode()).digest(),
        hint=key[:8],
    )


def look_up(slug: str) -> VendorCast:
    """Ids of one vendor of the cast."""
    found = find_vendor(slug)
    assert found is not None
    vendor_id = found.vendor_id
    with acting_as(Role.STAFF, vendor=vendor_id):
        rows = Membership.objects.order_by("pk").values_list("email", "pk", "user_id")
        people = {email.split("@")[0]: (member, user) for email, member, user in rows}
        first, second = Partner.objects.order_by("pk").values_list("pk", flat=True)[:2]
        program = Program.objects.values_list("pk", flat=True).get(slug="flow")
    return VendorCast(
        vendor_id,
        slug,
        program,
        (first, second),
        {person: ids[0] for person, ids in people.items()},
        {person: ids[1] for person, ids in people.items()},
    )
