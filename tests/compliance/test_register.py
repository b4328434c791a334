"""The register: everybody at partners as of any day, on a page and in a file without a live formula."""

from datetime import timedelta

import pytest
from django.test import Client

from compliance.queries.register import every_row
from compliance.services.nightly import screen_partners
from compliance.states import Risk
from partners.models import Partner, PartnerExecutive
from portal.accounts.models import User
from tests.cast import mail_of
from tests.compliance.world import CLEAN, ENTRIES, NOW, SINCE, WANTED, Office, load


@pytest.fixture
def partner(office: Office) -> Partner:
    """A partner with one clean executive and one who stands on a list."""
    load(*ENTRIES)
    made = office.partner("=Rowan Data", executives=(CLEAN, WANTED))
    with office.at_work():
        screen_partners(after=0, most=100, at=NOW)
    return made


def test_register_says_risk_lists_and_what_is_due(office: Office, partner: Partner) -> None:
    officer = office.officer
    with office.at_work():
        rows = [row for row in every_row(officer, NOW.date(), at=NOW) if row.subject.partner_id == partner.pk]
    said = {row.subject.name: (row.risk, row.open_hits, row.lists) for row in rows}

    assert said["=Rowan Data"] == (Risk.LOW, 0, "un 00000000")
    assert said[WANTED] == (Risk.HIGH, 1, "un 00000000")
    assert {row.due_on for row in rows} == {NOW.date() + timedelta(days=7)}


def test_register_is_as_of_any_day(office: Office, partner: Partner) -> None:
    officer, later = office.officer, NOW + timedelta(days=3)
    with office.at_work():
        PartnerExecutive.objects.filter(partner=partner, name=WANTED).update(period=(SINCE.lower, later.date()))
        screen_partners(after=0, most=100, at=later)
        names = [
            {row.subject.name for row in every_row(officer, day, at=later) if row.subject.partner_id == partner.pk}
            for day in (NOW.date() - timedelta(days=1), NOW.date(), later.date())
        ]

    assert names == [set(), {"=Rowan Data", CLEAN, WANTED}, {"=Rowan Data", CLEAN}]


def test_officer_reads_and_exports_the_register(office: Office, partner: Partner) -> None:
    client = Client()
    client.force_login(User.objects.get(email=mail_of("acme", "compliance")))
    page = client.get("/acme/cases/register/").content.decode()
    file = client.get("/acme/cases/register/export/").content.decode("utf-8-sig")

    assert WANTED in page
    assert '"\'=Rowan Data"' in file
    assert "OUTSIDER" not in file
    assert client.get("/acme/cases/register/?on=2020-01-01").status_code == 200
    assert client.get("/acme/cases/register/?on=nonsense").status_code == 200
    stranger = Client()
    stranger.force_login(User.objects.get(email=mail_of("acme", "channel_manager")))
    assert stranger.get("/acme/cases/register/").status_code == 403
