"""Demo people: somebody who counts at every partner one looks at, certificates that end, leavers, exams booked, imports."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.codes import known_codes
from partners.demo import FAMILY, GIVEN
from partners.models import Certificate, CompanyFact, ExamBooking, Partner, Person, Post, Training
from partners.services.records import receive_records
from portal.accounts.actor import Actor
from portal.accounts.identify import member_of
from portal.accounts.models import Membership
from portal.demo.parts import World, demo_part
from portal.guides.models import Program
from portal.tenancy import bare

#: Partners that get people, and how many each.
PARTNERS, PEOPLE = 8, 6
#: Where no guide names a certificate.
PLAIN = ("CORE", "PRO")
ROLES = ("consultant", "pre_sales", "sales", "support", "developer", "business_development")
SHEET = "\n".join(
    (
        "partner,name,mail,country,role,customer_facing,since",
        "ERP-1001,Paula Imported,paula.imported@{0},US,consultant,yes,2025-02-01",
        "ERP-1002,Piotr Imported,piotr.imported@{1},US,support,no,2025-03-01",
        "ERP-1002,Nobody Readable,no mail at all,US,support,no,2025-03-01",
        "",
    )
)


@demo_part("colleagues", order=82)
def build_people(world: World) -> None:
    """After the tiers, which hire those who count toward them; here everybody has a story of today."""
    codes = sorted(known_codes(list(world.programs.values()), world.today).programs) or list(PLAIN)
    partners = list(Partner.objects.filter(pk__in=world.partners[:PARTNERS]).order_by("pk"))
    facts = CompanyFact.objects.filter(partner__in=partners, period__contains=world.today)
    domains = dict(facts.filter(kind=CompanyFact.Kind.DOMAIN).values_list("partner_id", "value"))
    countries = dict(facts.filter(kind=CompanyFact.Kind.COUNTRY).values_list("partner_id", "value"))
    for number, partner in enumerate(partners):
        _staff(world, partner, codes[number % len(codes) :] + codes, domains[partner.pk], countries[partner.pk])
    _import(world, [domains[partner.pk] for partner in partners])


def _staff(world: World, partner: Partner, codes: Sequence[str], domain: str, country: str) -> None:
    """Six people: one whose certificate ends in three weeks, one who leaves, one who left, one who is booked for an exam."""
    today = world.today
    made = []
    for place in range(PEOPLE):
        name = f"{world.random.choice(GIVEN)} {world.random.choice(FAMILY)}"
        mail = f"{name.replace(' ', '.').lower()}.{place}@{domain}"
        made.append(Person(partner=partner, name=name, mail=mail, created_at=world.now))
    Person.objects.bulk_create(made)
    ends = {4: today + timedelta(days=25), 5: today - timedelta(days=50)}
    since = today - timedelta(days=500)
    Post.objects.bulk_create(
        Post(
            person=person, partner=partner, country=country, role=ROLES[place], customer_facing=place < 3,
            alliance_manager=place == 2, domain=domain, period=DateRange(since, ends.get(place)),
        )
        for place, person in enumerate(made)
    )  # fmt: skip
    lasts = {0: 21, 1: 400, 4: 300, 5: 200}
    Certificate.objects.bulk_create(
        Certificate(
            person=made[place], partner=partner, code=codes[place % len(codes)], issued_on=since + timedelta(days=30),
            expires_on=today + timedelta(days=days),
        )
        for place, days in lasts.items()
    )  # fmt: skip
    ExamBooking.objects.create(
        person=made[3], partner=partner, code=codes[0], booked_on=today - timedelta(days=9),
        exam_on=today + timedelta(days=12),
    )  # fmt: skip
    Training.objects.create(
        person=made[2],
        partner=partner,
        kind="sales",
        course="Sales essentials",
        completed_on=today - timedelta(days=90),
    )


def _import(world: World, domains: Sequence[str]) -> None:
    """A file that an academy sent, one row of it wrong; the portal's own job reads it as soon as it runs."""
    by = _actor(world)
    program = Program.objects.get(pk=next(iter(world.programs.values())))
    sheet = SHEET.format(*domains).encode()
    receive_records(program=program, kind="people", content=sheet, name="academy-people.csv", by=by)


def _actor(world: World) -> Actor:
    user = Membership.objects.values_list("user_id", flat=True).get(pk=world.members["manager"])
    with bare():
        found = member_of(user, world.vendor_id)
    assert found is not None
    return found
