"""Whoever comes to own or lead a partner is screened the same minute; whoever left stands in the register no more."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from compliance.models import Case, Subject
from compliance.queries.cases import FOLLOW
from compliance.queries.register import every_row
from partners.models import Partner, PartnerExecutive
from partners.services.company.facts import change_fact
from partners.services.company.principals import add_executive, add_owner, change_share, end_executive
from portal.accounts.models import User
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from tests.cast import mail_of
from tests.compliance.world import CLEAN, ENTRIES, LATER, NOW, WANTED, WANTED_COMPANY, Office, load
from tests.partners.test_people_pages import text_of
from tests.tiering.staff import actor

DAY = date(2025, 3, 1)


def screen_now(office: Office) -> None:
    """What a worker does as soon as the change is there."""
    with office.at_work():
        jobs = list(Job.objects.filter(kind=FOLLOW, state="queued").values_list("pk", flat=True))
    assert jobs
    for job in jobs:
        run_job(job)


def names_of(office: Office, partner: Partner) -> set[str]:
    with office.at_work():
        return set(Subject.objects.filter(partner=partner, known_until=None).values_list("name", flat=True))


def own(office: Office, partner: Partner, name: str, share: str) -> Any:
    with office.at_work():
        return add_owner(
            partner, kind="person", name=name, share=Decimal(share), country="DE", birth_date=None, begins=DAY,
            by=actor(office.vendor), at=NOW,
        )  # fmt: skip


@pytest.mark.rule("A-DD-02", "G-ETH-02")
def test_new_executive_on_a_list_opens_a_case_the_same_minute(office: Office) -> None:
    partner = office.partner("Rowan Data", executives=(CLEAN,))
    load(*ENTRIES)
    with office.at_work():
        add_executive(
            partner, name=WANTED, role="CFO", country="DE", birth_date=None, begins=DAY, by=actor(office.vendor), at=NOW
        )
    screen_now(office)

    with office.at_work():
        case = Case.objects.get(partner=partner)
    assert case.state == "escalated"
    assert names_of(office, partner) == {"Rowan Data", CLEAN, WANTED}


@pytest.mark.rule("A-DD-03")
def test_owner_is_screened_strictly_above_the_share(office: Office) -> None:
    partner = office.partner("Rowan Data")
    load(*ENTRIES)
    owner = own(office, partner, WANTED, "10.00")
    screen_now(office)
    assert names_of(office, partner) == {"Rowan Data"}

    with office.at_work():
        change_share(owner, share=Decimal("10.01"), begins=date(2025, 4, 1), by=actor(office.vendor), at=LATER)
    screen_now(office)
    assert names_of(office, partner) == {"Rowan Data", WANTED}
    with office.at_work():
        assert Case.objects.get(partner=partner).state == "escalated"


@pytest.mark.rule("A-DD-02")
@pytest.mark.parametrize("kind", ["legal_name", "trade_name"])
def test_new_name_of_a_company_is_screened(office: Office, kind: str) -> None:
    partner = office.partner("Rowan Data")
    load(*ENTRIES)
    with office.at_work():
        change_fact(partner, kind=kind, value=WANTED_COMPANY, begins=DAY, by=actor(office.vendor), at=NOW)
    screen_now(office)

    with office.at_work():
        assert Case.objects.filter(partner=partner).exists()


@pytest.mark.rule("X-05")
def test_ended_executive_leaves_the_register(office: Office) -> None:
    partner = office.partner("Rowan Data", executives=(CLEAN, "Ulrike Hausmann"))
    load(*ENTRIES)
    officer, by = office.officer, actor(office.vendor)
    own(office, partner, "Olga Ownersen", "60")
    screen_now(office)
    assert CLEAN in names_of(office, partner)
    with office.at_work():
        person = PartnerExecutive.objects.get(partner=partner, name=CLEAN)
        end_executive(person, ends=date(2025, 6, 1), by=by, at=LATER)
    screen_now(office)

    assert names_of(office, partner) == {"Rowan Data", "Ulrike Hausmann", "Olga Ownersen"}
    with office.at_work():
        rows = every_row(officer, LATER.date())
        assert CLEAN not in {row.subject.name for row in rows if row.subject.partner_id == partner.pk}


@pytest.mark.rule("A-DD-02", "X-06")
def test_partner_reads_nothing_of_a_hit(office: Office) -> None:
    with office.at_work():
        partner = Partner.objects.get(pk=office.vendor.partners[0])
    load(*ENTRIES)
    own(office, partner, WANTED, "60")
    screen_now(office)
    client = Client()
    client.force_login(User.objects.get(email=mail_of("acme", "partner_admin1")))
    page = text_of(client, "/acme/company/")

    with office.at_work():
        assert Case.objects.filter(partner=partner).exists()
    assert WANTED in page
    for word in ("due diligence", "screening", "/cases/", "escalated"):
        assert word not in page.partition("<main")[2].casefold()
