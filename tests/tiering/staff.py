"""Builders of partner records, for tests that count them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import (
    Certificate,
    CompanyFact,
    CountryPresence,
    Enrolment,
    Partner,
    Person,
    Post,
    Training,
)
from portal.accounts.actor import Actor
from portal.accounts.rights import rights_of
from portal.guides.models import Program
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tiering.models import Collection, Fact, FactSource
from tiering.services.collection import collect

YEAR_END = date(2025, 12, 31)
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


def since(first: date, until: date | None = None) -> DateRange:
    """Days from `first` on, up to and with `until`."""
    return DateRange(first, until, "[]") if until else DateRange(first, None)


@contextmanager
def at_work(vendor: VendorCast) -> Iterator[None]:
    """As the vendor's staff."""
    with acting_as(Role.STAFF, vendor=vendor.id):
        yield


def actor(vendor: VendorCast, role: str = "channel_manager", partner: int = 0) -> Actor:
    """A member at work."""
    partner_id = vendor.partners[partner] if role.startswith("partner_") else None
    return Actor(
        vendor.id, vendor.member(role, partner), vendor.user(role, partner), role, role, partner_id, rights_of(role)
    )


@dataclass(slots=True)
class Staff:
    """The people of one partner of the cast."""

    vendor: VendorCast
    partner: int
    count: int = 0

    def present(self, *countries: str, first: date = date(2024, 1, 1)) -> None:
        """Enrol in countries."""
        for country in countries:
            CountryPresence.objects.create(
                partner_id=self.partner, program_id=self.vendor.program, country=country, period=since(first)
            )

    def domain(self, value: str = "birch.example", first: date = date(2024, 1, 1), until: date | None = None) -> None:
        """The partner's own mail domain."""
        CompanyFact.objects.create(partner_id=self.partner, kind="domain", value=value, period=since(first, until))

    def hire(
        self, *, first: date = date(2024, 1, 1), until: date | None = None, mail: str = "", **values: object
    ) -> Person:
        """Somebody with a post, from 2024 on unless said otherwise."""
        self.count += 1
        mail = mail or f"p{self.count}@birch.example"
        person: Person = Person.objects.create(partner_id=self.partner, name=f"Person {self.count}", mail=mail)
        post: dict[str, object] = {"country": "US", "role": "sales", "customer_facing": True, **values}
        Post.objects.create(
            person=person,
            partner_id=self.partner,
            domain=mail.partition("@")[2],
            period=since(first, until),
            **post,
        )
        return person

    def certify(
        self, person: Person, code: str = "GCP8-CIV", issued: date = date(2025, 3, 1), **values: object
    ) -> None:
        """An exam passed, good for two years."""
        dates = {"issued_on": issued, "expires_on": date(issued.year + 2, issued.month, issued.day), **values}
        Certificate.objects.create(person=person, partner_id=self.partner, code=code, **dates)

    def train(self, person: Person, kind: str = "sales", course: str = "basics", on: date = date(2025, 2, 1)) -> None:
        """A course completed."""
        Training.objects.create(person=person, partner_id=self.partner, kind=kind, course=course, completed_on=on)


def certify_reseller(vendor: VendorCast, enrolment: Enrolment) -> None:
    """The partner in the US through 2014, with the people and certificates that Bronze asks of a reseller."""
    staff, year = staff_of(vendor), since(date(2014, 1, 1))
    staff.domain(first=date(2014, 1, 1))
    enrolment.period = year
    Enrolment.objects.filter(pk=enrolment.pk).update(period=year)
    CountryPresence.objects.create(partner_id=staff.partner, program_id=enrolment.program_id, country="US", period=year)
    for number, code in enumerate(("GCP8-CIV", "GCP8-CVP", "GCPS8-CORE", "GCS8-CCTS")):
        person = staff.hire(first=date(2013, 6, 1))
        staff.certify(person, code=code, issued=date(2014, 3, 1 + number))
        staff.train(person, on=date(2014, 2, 1))


def staff_of(vendor: VendorCast, partner: int = 0) -> Staff:
    """The people of the first or second partner."""
    return Staff(vendor, vendor.partners[partner])


def measured(vendor: VendorCast, as_of: date = YEAR_END) -> Collection:
    """Collect everything, as an annual review would."""
    program = Program.objects.get(pk=vendor.program)
    return collect(program, as_of=as_of, flow_from=date(as_of.year, 1, 1), report_by=date(as_of.year, 9, 30), at=NOW)


def values_of(collection: Collection, metric: str, partner: int) -> dict[tuple[str, str], object]:
    """(scope, item) to value."""
    rows = Fact.objects.filter(collection=collection, metric=metric, partner_id=partner)
    return {
        (row.scope, row.item): row.number if row.number is not None else row.flag if row.flag is not None else row.word
        for row in rows
    }


def reasons_of(collection: Collection, metric: str, partner: int) -> list[str]:
    """Why rows were not counted, sorted."""
    rows = FactSource.objects.filter(collection=collection, metric=metric, partner_id=partner, counted=False)
    return sorted(rows.values_list("why", flat=True))


def enrolment_of(vendor: VendorCast, partner: int = 0) -> Enrolment:
    """A partner's enrolment."""
    enrolment: Enrolment = Enrolment.objects.get(partner_id=vendor.partners[partner], program_id=vendor.program)
    return enrolment


def partner_named(vendor: VendorCast, partner: int = 0) -> Partner:
    """A partner of the cast."""
    found: Partner = Partner.objects.get(pk=vendor.partners[partner])
    return found
