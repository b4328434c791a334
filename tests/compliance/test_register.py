"""The register: everybody at partners as of any day, on a page and in a file without a live formula."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from compliance.models import Case, Screening, Subject
from compliance.queries.hits import open_hits
from compliance.queries.register import every_row
from compliance.services.nightly import screen_partners
from compliance.states import Risk
from partners.events import Kind, PartnerEvent, emit
from partners.models import Partner, PartnerExecutive
from portal.accounts.models import User
from portal.guides.services import publish_guide
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from tests.cast import mail_of
from tests.compliance.world import CLEAN, ENTRIES, NOW, SINCE, WANTED, Office, due_diligence_source, load

TODAY = NOW.date()


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
        rows = [row for row in every_row(officer, NOW.date()) if row.subject.partner_id == partner.pk]
    said = {row.subject.name: (row.risk, row.open_hits, row.lists) for row in rows}

    assert said["=Rowan Data"] == (Risk.LOW, 0, "United Nations Security Council 00000000")
    assert said[WANTED] == (Risk.HIGH, 1, "United Nations Security Council 00000000")
    assert {row.due_on for row in rows} == {NOW.date() + timedelta(days=7)}


def test_register_is_as_of_any_day(office: Office, partner: Partner) -> None:
    officer, later = office.officer, NOW + timedelta(days=3)
    with office.at_work():
        PartnerExecutive.objects.filter(partner=partner, name=WANTED).update(period=(SINCE.lower, later.date()))
        screen_partners(after=0, most=100, at=later)
        names = [
            {row.subject.name for row in every_row(officer, day) if row.subject.partner_id == partner.pk}
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


def risk_of_wanted(office: Office, on: date = TODAY) -> tuple[Risk, int]:
    """What the register says of the person on the list."""
    officer = office.officer
    with office.at_work():
        (row,) = [row for row in every_row(officer, on) if row.subject.name == WANTED]
    return row.risk, row.open_hits


@pytest.mark.rule("A-DD-02", "G-ETH-02")
def test_hit_stays_in_the_register_when_the_threshold_is_raised(office: Office, partner: Partner) -> None:
    later = NOW + timedelta(days=1)
    with office.at_work():
        for screening in Screening.objects.filter(subject__name=WANTED):
            screening.pk, screening.threshold, screening.hits, screening.screened_at = None, 1000, 0, later
            screening.save()
        assert open_hits(list(Subject.objects.filter(name=WANTED).values_list("pk", flat=True)))

    assert risk_of_wanted(office, later.date()) == (Risk.HIGH, 1)

    load(*ENTRIES[1:], at=later + timedelta(days=2), mark="2")
    assert risk_of_wanted(office, later.date()) == (Risk.HIGH, 1)


@pytest.mark.rule("G-ETH-02")
def test_hit_is_in_the_register_again_when_its_list_version_returns(office: Office, partner: Partner) -> None:
    days = [NOW + timedelta(days=count) for count in range(3)]
    for day, entries, mark in ((days[1], ENTRIES[1:], "2"), (days[2], ENTRIES, "1")):
        load(*entries, at=day, mark=mark)
        with office.at_work():
            screen_partners(after=0, most=100, at=day)

    said = [risk_of_wanted(office, day.date()) for day in days]

    assert said == [(Risk.HIGH, 1), (Risk.LOW, 0), (Risk.HIGH, 1)]


@pytest.mark.rule("X-03")
def test_what_is_due_is_due_by_the_guide_of_the_asked_day(office: Office, partner: Partner) -> None:
    officer, later = office.officer, NOW.date() + timedelta(days=30)
    source = due_diligence_source("screened").replace("list_age_days = { value = 7", "list_age_days = { value = 3")
    source = source.replace("effective_from = 2024-01-01", f"effective_from = {later}")
    with office.at_work():
        publish_guide(office.program, source=source, effective_from=later)
        due = [{row.due_on for row in every_row(officer, day)} for day in (NOW.date(), later)]

    assert due == [{NOW.date() + timedelta(days=7)}, {NOW.date() + timedelta(days=3)}]


def tell(office: Office, kind: Kind, partner: Partner, *, at: datetime) -> None:
    """What partners tell, and the job that follows it."""
    with office.at_work():
        emit(PartnerEvent(kind, program_id=office.program.pk, partner_id=partner.pk, enrolment_id=1), by=None, at=at)
        job = Job.objects.get(kind="compliance.follow_partner", key__contains=f":{kind}:")
    assert run_job(job.pk) == "done"


@pytest.mark.rule("G-ETH-02", "A-DD-03")
def test_partner_enters_the_register_when_it_is_active_and_leaves_it_at_the_end(office: Office) -> None:
    officer = office.officer
    load(*ENTRIES)
    made = office.partner("Larch Systems", executives=(WANTED,))

    tell(office, "activated", made, at=NOW)
    assert risk_of_wanted(office) == (Risk.HIGH, 1)
    with office.at_work():
        assert Case.objects.get(partner=made).state == "escalated"
        Partner.objects.filter(pk=made.pk).update(state=Partner.State.TERMINATED)
    tell(office, "ended", made, at=NOW)
    with office.at_work():
        assert [row for row in every_row(officer, NOW.date()) if row.subject.partner_id == made.pk] == []
        assert Subject.objects.filter(partner=made, known_until=None).count() == 0


@pytest.mark.rule("G-ETH-02")
def test_who_ended_before_is_closed_by_the_next_nightly_run(office: Office, partner: Partner) -> None:
    with office.at_work():
        Partner.objects.filter(pk=partner.pk).update(state=Partner.State.TERMINATED)
        screen_partners(after=0, most=100, at=NOW + timedelta(days=1))
        assert not Subject.objects.filter(partner=partner, known_until=None).exists()
