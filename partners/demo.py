"""Demo partners: forty companies a vendor, their dated facts, enrolments, agreements and people."""

import random
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Agreement, CompanyFact, Enrolment, Partner, PartnerExternalId
from portal.accounts.models import Membership, User
from portal.demo.build import make_login, make_member
from portal.demo.parts import World, demo_part
from portal.demo.vendors import PARTNER_PEOPLE, mail_of
from portal.tenancy import bare

COUNT = 40
FIRST = (
    "Alder", "Basalt", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper", "Kestrel", "Lumen",
    "Meridian", "Nimbus", "Onyx", "Pioneer", "Quarry", "Ridge", "Summit", "Tidewater",
)  # fmt: skip
SECOND = ("Consulting", "Systems", "Cloud", "Partners", "Digital", "Integration", "Advisory", "Networks")
FORMS = {
    "US": "Inc.",
    "DE": "GmbH",
    "ES": "S.L.",
    "FR": "SAS",
    "GB": "Ltd",
    "NL": "B.V.",
    "PL": "Sp. z o.o.",
    "MX": "S.A. de C.V.",
}
EURO = {"DE", "ES", "FR", "NL"}
GIVEN = (
    "Ada",
    "Bruno",
    "Chiara",
    "Dario",
    "Elena",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Katya",
    "Luis",
    "Mina",
    "Nils",
)
FAMILY = (
    "Abbott",
    "Berger",
    "Costa",
    "Dubois",
    "Esposito",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ivanova",
    "Jansen",
    "Kowalski",
    "Lopez",
)
CATEGORIES = {"partner-program": ("Solutions", "ISV", "Affiliate"), "gpn-2014": ("VAR", "SR", "MSP", "CLD"), "appfoundry": ("ISV",),
              "aligned-si": ("System integrator",)}  # fmt: skip


@demo_part("partners", order=10)
def build_partners(world: World) -> None:
    """Partners with agreements in every program of the vendor, and their people."""
    companies = [_company(world.random, number) for number in range(COUNT)]
    partners = Partner.objects.bulk_create([Partner(name=name, created_at=world.now) for name, _, _ in companies])
    world.partners = [partner.pk for partner in partners]
    since = [world.began + timedelta(days=world.random.randrange(0, 200) if index > 5 else 0) for index in range(COUNT)]
    _write_facts(companies, partners, since)
    for slug, program in world.programs.items():
        _enrol(world, slug, program, companies, partners, since)
    _write_people(world, partners)


def _company(rng: random.Random, number: int) -> tuple[str, str, str]:
    country = rng.choice(list(FORMS)) if number else "US"
    stem = f"{FIRST[number % len(FIRST)]} {SECOND[(number * 3 + number // len(FIRST)) % len(SECOND)]}"
    return stem, country, f"{stem} {FORMS[country]}"


def _write_facts(companies: list[tuple[str, str, str]], partners: list[Partner], since: list[date]) -> None:
    facts, ids = [], []
    for number, (partner, (name, country, legal), day) in enumerate(
        zip(partners, companies, since, strict=True), start=1
    ):
        period = DateRange(day, None)
        domain = f"{name.lower().replace(' ', '-')}.example"
        currency = "EUR" if country in EURO else "USD"
        values = {"legal_name": legal, "country": country, "domain": domain, "payout_currency": currency}
        if number % 7 == 0:
            values["trade_name"] = f"{name} Online"
        facts += [CompanyFact(partner=partner, kind=kind, value=value, period=period) for kind, value in values.items()]
        ids.append(PartnerExternalId(partner=partner, system="erp", value=f"ERP-{1000 + number}"))
    CompanyFact.objects.bulk_create(facts)
    PartnerExternalId.objects.bulk_create(ids)


def _enrol(
    world: World,
    slug: str,
    program: int,
    companies: list[tuple[str, str, str]],
    partners: list[Partner],
    since: list[date],
) -> None:
    periods = [DateRange(day, None) for day in since]
    categories = CATEGORIES[slug]
    Enrolment.objects.bulk_create(
        Enrolment(partner=partner, program_id=program, category=categories[index % len(categories)], period=period)
        for index, (partner, period) in enumerate(zip(partners, periods, strict=True))
    )
    Agreement.objects.bulk_create(
        Agreement(
            partner=partner,
            program_id=program,
            number=f"{slug.upper()}-{index + 1:04}",
            currency="EUR" if companies[index][1] in EURO else "USD",
            period=periods[index],
            signed_on=since[index],
        )
        for index, partner in enumerate(partners)
    )


def _write_people(world: World, partners: list[Partner]) -> None:
    """The first partner has a person for each role; the others one salesperson each, who cannot sign in."""
    first, *others = partners
    people = [(f"{world.random.choice(GIVEN)} {world.random.choice(FAMILY)}", partner) for partner in others]
    with bare():
        logins = [make_login(mail_of(person, world.slug), name) for person, _, name in PARTNER_PEOPLE]
        users = User.objects.bulk_create(
            User(email=f"sales{partner.pk}@{world.slug}-partner.example", name=name) for name, partner in people
        )
    for user, (person, role, _) in zip(logins, PARTNER_PEOPLE, strict=True):
        world.members[person] = make_member(user, role, first.pk)
    members = Membership.objects.bulk_create(
        Membership(user=user, role="partner_sales", partner_id=partner.pk, name=user.name, email=user.email)
        for user, (_, partner) in zip(users, people, strict=True)
    )
    world.members |= {f"partner_sales:{member.partner_id}": member.pk for member in members}
    world.members[f"partner_sales:{first.pk}"] = world.members["sales"]
