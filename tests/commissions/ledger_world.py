"""A small world for the ledger's tests: two vendors with a program, a partner each and one more."""

from dataclasses import dataclass
from datetime import date

from commissions.models import Account
from commissions.services.ledger import Posting, Side, post_entry
from partners.models import Partner
from portal.guides.models import Program
from portal.money import Money
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor

DAY = date(2026, 10, 31)
EXPENSE, PAYABLE, HELD = Account.Kind.EXPENSE, Account.Kind.PAYABLE, Account.Kind.HELD


@dataclass(frozen=True)
class World:
    vendor: int
    partner: int
    rival: int
    stranger: int
    """Another vendor."""
    foreigner: int
    """A partner of it."""


def build_world() -> World:
    with acting_as(Role.PLATFORM):
        vendor, stranger = Vendor.objects.create(), Vendor.objects.create()
    with acting_as(Role.STAFF, vendor=vendor.pk):
        partner, rival = Partner.objects.create(name="Birch"), Partner.objects.create(name="Cedar")
        Program.objects.create(slug="flow", name="Flow")
    with acting_as(Role.STAFF, vendor=stranger.pk):
        foreigner = Partner.objects.create(name="Dune")
    return World(vendor.pk, partner.pk, rival.pk, stranger.pk, foreigner.pk)


def earning_sides(partner: int, minor: int, currency: str = "USD") -> list[Side]:
    return [Side(EXPENSE, Money(minor, currency)), Side(PAYABLE, Money(-minor, currency), partner)]


def post(partner: int, minor: int = 100, *, key: str = "k1", currency: str = "USD") -> Posting:
    return post_entry(kind="earning", source_key=key, effective_on=DAY, sides=earning_sides(partner, minor, currency))
