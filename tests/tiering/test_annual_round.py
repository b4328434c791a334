"""The annual review as a whole: started by the calendar or a person, measured, scored, found, decided. No row here is the demo's."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from partners.models import CountryPresence, Enrolment
from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.audit.models import AuditRecord
from portal.guides.models import Program
from portal.guides.queries.open_figures import open_figures
from portal.guides.rules import FigureKind, read_value
from portal.guides.services import create_program
from portal.guides.services.figures import Entered, enter_figures
from portal.jobs.models import Job
from portal.problems import Conflict
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor
from tests.cast import VendorCast, look_up
from tests.portal.guides.people import admin_of, second_admin_of
from tests.tiering.cards import enrol, scored, shipped_program
from tests.tiering.library import review_of
from tests.tiering.staff import Staff, actor, at_work, staff_of
from tests.tiering.test_api import ask
from tests.tiering.test_calendar_jobs import run
from tests.tiering.test_races import at_once
from tests.tiering.test_scorecard_pages import page_of, signed_in
from tiering.models import Collection, Reading, ReviewOutcome, Scorecard
from tiering.queries.tiers import tier_on
from tiering.rules.reviews import first_day, last_report, newest_round
from tiering.services.annual import score_again, start_annual_review
from tiering.services.decisions import give_entry_tier
from tiering.services.waivers import waive_requirement
from tiering.shell import reviews_waiting

NEW_YEAR = datetime(2026, 1, 1, 5, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 5, tzinfo=UTC)
JANUARY = datetime(2026, 1, 20, 12, tzinfo=UTC)
YEAR_END = date(2025, 12, 31)


@pytest.fixture
def january(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of pages and API: 20 January 2026."""
    monkeypatch.setattr(timezone, "now", lambda: JANUARY)


def work(at: datetime) -> None:
    """What a worker does: every job of tiering that waits, and those that it asks for."""
    while job := Job.objects.filter(kind__startswith="tiering.", state=Job.State.QUEUED).order_by("id").first():
        done = run(job.kind, job.payload, at)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=done.result)


def turn(at: datetime) -> list[str]:
    """One day of the calendar."""
    done = run("tiering.annual", {}, at)
    work(at)
    return list(done.result["started"])


def read(enrolment: Enrolment, metric: str, value: Any, *, scope: str = "", taken: date = date(2025, 9, 15)) -> None:
    """A figure that somebody reported of 2025."""
    kind = {"flag": value} if isinstance(value, bool) else {"number": Decimal(value)}
    Reading.objects.create(
        program_id=enrolment.program_id, partner_id=enrolment.partner_id, metric=metric, scope=scope, taken_on=taken,
        period=DateRange(date(2025, 1, 1), date(2026, 1, 1)), **kind,
    )  # fmt: skip


def hire_certified(staff: Staff, *codes: str) -> None:
    for number, code in enumerate(codes):
        person = staff.hire(country="EE")
        staff.certify(person, code=code, issued=date(2025, 3, 1 + number))
        staff.train(person)


def waive_target(acme: VendorCast, enrolment: Enrolment) -> None:
    """No letter set a minimum level of business."""
    waive_requirement(
        enrolment, requirement="mlb", reason="No letter went out", starts_on=date(2025, 12, 1), ends_on=date(2026, 1, 31),
        by=actor(acme),
    )  # fmt: skip


def reseller(acme: VendorCast, *, waived: bool = True) -> Enrolment:
    """Birch holds Bronze, sells in a small market, and did in 2025 what Silver asks there."""
    enrolment = enrol(shipped_program(), acme.partners[0])
    give_entry_tier(enrolment)
    staff = staff_of(acme)
    staff.domain()
    CountryPresence.objects.create(
        partner_id=staff.partner,
        program_id=enrolment.program_id,
        country="EE",
        period=DateRange(date(2024, 1, 1), None),
    )
    hire_certified(staff, "GCP8-CIV", "GCP8-CSIP", "GCP8-CVP", "GCPS8-CORE", "GCS8-CCTS")
    for metric, value in (("business_plan", True), ("code_of_ethics", True), ("nps_avg", "8.2"), ("kpi2", 100)):
        read(enrolment, metric, value)
    read(enrolment, "kpi1", 86)
    read(enrolment, "kpi1", 20, taken=date(2025, 12, 15))
    read(enrolment, "customers", 4, scope="EE")
    if waived:
        waive_target(acme, enrolment)
    return enrolment


@pytest.mark.django_db
@pytest.mark.rule("G-REV-01", "G-REV-06", "G-TIER-04")
def test_program_with_an_enrolled_partner_comes_from_readings_to_a_tier_on_new_years_day(
    acme: VendorCast, january: None
) -> None:
    with at_work(acme):
        enrolment = reseller(acme)
        early = turn(datetime(2025, 12, 31, 23, tzinfo=UTC))
        started = [turn(NEW_YEAR), turn(JANUARY)]
        cards = list(Scorecard.objects.filter(enrolment=enrolment, occasion="annual", as_of=YEAR_END))
        collection = Collection.objects.get(pk=cards[0].collection_id)
    waiting = ask("channel_manager", f"portfolio/{enrolment.program_id}/annual-review/").json()
    desk = page_of(signed_in(acme, "channel_manager"), "/acme/portfolio/?program=gpn-2014&edge=to_decide")
    decided = ask("channel_manager", f"enrolments/{enrolment.pk}/review/", {"tier": "Silver"})
    after = ask("channel_manager", f"portfolio/{enrolment.program_id}/annual-review/").json()

    assert early == ["gpn-2014 2024"]  # that of 2025 waits until its data are over
    assert started == [["gpn-2014 2025"], []]
    assert [(card.tier, card.held) for card in cards] == [("Silver", "Bronze")]
    assert (collection.flow_from, collection.report_by) == (date(2025, 1, 1), date(2025, 9, 30))
    assert (waiting["year"], waiting["running"], waiting["to_decide"]) == (2025, False, 1)
    assert ">Birch</a>" in desk
    assert decided.status_code == 201, decided.json()
    assert after["to_decide"] == 0
    with at_work(acme):
        held = tier_on(date(2026, 1, 1), enrolment_id=enrolment.pk)
        before = tier_on(YEAR_END, enrolment_id=enrolment.pk)
        assert (held and held.tier, before and before.tier) == ("Silver", "Bronze")
        assert ReviewOutcome.objects.filter(enrolment=enrolment).count() == 1


@pytest.mark.django_db
@pytest.mark.rule("G-REV-04", "X-05")
def test_review_that_waits_for_a_target_is_measured_again_until_it_is_decided(acme: VendorCast, january: None) -> None:
    with at_work(acme):
        enrolment = reseller(acme, waived=False)
        turn(NEW_YEAR)
    path = f"enrolments/{enrolment.pk}/"
    draft = ask("channel_manager", path + "review/", {"tier": "Silver"})
    with at_work(acme):
        waive_target(acme, enrolment)
    rival = ask("partner_admin1", path + "review-again/", {}, key="rival")
    asked, twice = (ask("channel_manager", path + "review-again/", {}, key=key) for key in ("first", "second"))
    with at_work(acme):
        work(JANUARY)
        cards = Scorecard.objects.filter(enrolment=enrolment, as_of=YEAR_END).order_by("number")
        seen = [(card.number, card.tier) for card in cards]
    decided = ask("channel_manager", path + "review/", {"tier": "Silver"}, key="then")
    late = ask("channel_manager", path + "review-again/", {}, key="late")
    with at_work(acme), pytest.raises(Conflict, match="answered"):
        score_again(cards[0], by=actor(acme))

    assert (draft.status_code, rival.status_code) == (409, 403)
    assert (asked.status_code, twice.status_code) == (201, 409)
    assert seen == [(1, ""), (2, "Silver")]
    assert (decided.status_code, late.status_code) == (201, 409)


def confirm_proposals(program: Program, acme: VendorCast, year: int) -> None:
    """One person enters what the guide proposes for a year, another confirms it."""
    second = second_admin_of(acme)
    with at_work(acme):
        entered = [
            Entered(one.name, read_value(one.kind, "yes" if one.kind is FigureKind.YES else one.proposed))
            for one in open_figures(program.pk, year, date(year, 12, 31))
            if not one.by_letter
        ]
        enter_figures(program, year=year, entered=entered, by=admin_of(acme), reason="As proposed", at=JANUARY)
        decide(Approval.objects.get(kind="guides.figures"), approve=True, by=second, reason="", at=JANUARY)


@pytest.mark.django_db
@pytest.mark.rule("X-04", "G-TIER-04")
def test_live_vendor_decides_once_the_figures_of_the_year_are_confirmed(acme: VendorCast, january: None) -> None:
    with at_work(acme):
        enrolment = reseller(acme)
        turn(NEW_YEAR)
    with acting_as(Role.PLATFORM):
        Vendor.objects.filter(pk=acme.id).update(mode="live")
    path = f"enrolments/{enrolment.pk}/review/"
    stopped = ask("channel_manager", path, {"tier": "Silver"})
    confirm_proposals(enrolment.program, acme, 2025)
    decided = ask("channel_manager", path, {"tier": "Silver"}, key="confirmed")

    assert (stopped.status_code, "nobody confirmed" in str(stopped.json())) == (409, True)
    assert decided.status_code == 201, decided.json()


@pytest.mark.django_db
@pytest.mark.rule("A-REV-05", "S-REV-01")
@pytest.mark.parametrize(
    ("slug", "category", "at", "as_of", "tier"),
    [
        ("appfoundry", "ISV", DECEMBER, date(2026, 11, 30), "Bronze"),
        ("aligned-si", "SI", NEW_YEAR, YEAR_END, "Silver"),
    ],
)
def test_programs_without_a_monthly_review_are_reviewed_on_their_day(
    acme: VendorCast,
    monkeypatch: pytest.MonkeyPatch,
    slug: str,
    category: str,
    at: datetime,
    as_of: date,
    tier: str,
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)
    with at_work(acme):
        enrolment = enrol(shipped_program(slug), acme.partners[0], category=category)
        give_entry_tier(enrolment)
        for requirement in ("arr", "score") if slug == "aligned-si" else ():
            waive_requirement(
                enrolment, requirement=requirement, reason="No target", starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31),
                by=actor(acme),
            )  # fmt: skip
        started = turn(at)
        card = Scorecard.objects.get(enrolment=enrolment, occasion="annual")
    decided = ask("channel_manager", f"enrolments/{enrolment.pk}/review/", {"tier": tier, "reason": "It goes on."})

    assert started == [f"{slug} {as_of.year}"]
    assert card.as_of == as_of
    assert decided.status_code == 201, decided.json()
    assert decided.json()["tier"] == tier


@pytest.mark.rule("A-REV-05", "G-REV-06")
def test_round_is_measured_when_its_data_are_over() -> None:
    sister, network = review_of("appfoundry"), review_of("gpn-2014")
    before, after = (newest_round(sister, today=day) for day in (date(2026, 11, 30), date(2026, 12, 1)))

    assert (before.last, after.last, first_day(after)) == (date(2025, 11, 30), date(2026, 11, 30), date(2026, 12, 1))
    assert newest_round(network, today=date(2026, 1, 1)).last == YEAR_END
    assert last_report(network, newest_round(network, today=date(2026, 1, 1))) == date(2025, 9, 30)
    assert last_report(sister, after) == date(2026, 11, 30)


@pytest.mark.django_db
@pytest.mark.rule("G-REV-01", "X-06")
def test_manager_starts_it_once_by_page_and_is_told_why_not_again(acme: VendorCast, january: None) -> None:
    with at_work(acme):
        enrolment = enrol(shipped_program(), acme.partners[0])
    here = f"/acme/portfolio/{enrolment.program_id}/annual-review/"
    manager = signed_in(acme, "channel_manager")
    button = page_of(manager, "/acme/portfolio/?program=gpn-2014")
    asked = page_of(manager, here)
    refused = [signed_in(acme, name).post(here).status_code for name in ("finance", "partner_admin1")]
    first, second = manager.post(here), manager.post(here)
    running = page_of(manager, "/acme/portfolio/?program=gpn-2014")
    with at_work(acme):
        work(JANUARY)
        acts = AuditRecord.objects.filter(kind="tier.review_started").count()
    done = page_of(manager, "/acme/portfolio/?program=gpn-2014")

    assert f'href="{here}"' in button
    assert "31.12.2025" in asked or "12/31/2025" in asked or "Dec" in asked
    assert not set(refused) & {200, 302}
    assert (first.status_code, second.status_code, acts) == (302, 422, 1)
    assert "The annual review of 2025 is being measured." in running
    assert "The annual review of 2025 is done." in done


@pytest.mark.django_db
@pytest.mark.rule("G-REV-01", "X-06")
def test_machine_starts_it_once(acme: VendorCast, january: None) -> None:
    with at_work(acme):
        enrolment = enrol(shipped_program(), acme.partners[0])
        other = create_program(slug="plain", name="Plain", legal_time_zone="UTC")
    path = f"portfolio/{enrolment.program_id}/annual-review/"
    rival = ask("partner_admin1", path, {}, key="rival")
    first, again = ask("program_admin", path, {}), ask("program_admin", path, {}, key="again")
    without = ask("program_admin", f"portfolio/{other.pk}/annual-review/", {}, key="plain")

    assert rival.status_code in (403, 404)
    assert (first.status_code, first.json()["running"], first.json()["next_start"]) == (201, True, "2027-01-01")
    assert (again.status_code, without.status_code) == (409, 409)
    assert "no annual review" in str(without.json())


@pytest.mark.django_db
def test_nothing_is_started_for_nobody_nor_where_reviews_are_there(acme: VendorCast) -> None:
    """The year's one round is not used up by a program without partners, and records that came from elsewhere stay as they are."""
    with at_work(acme):
        program = shipped_program()
        empty = turn(NEW_YEAR)
        enrolment = enrol(program, acme.partners[0])
        scored(enrolment)
        brought = turn(NEW_YEAR)
        with pytest.raises(Conflict, match="is done"):
            start_annual_review(program, by=actor(acme), at=NEW_YEAR)

    assert (empty, brought) == ([], [])


@pytest.mark.django_db
def test_inbox_names_the_reviews_to_decide(acme: VendorCast) -> None:
    with at_work(acme):
        enrolment = enrol(shipped_program(), acme.partners[0])
        scored(enrolment)
        manager = actor(acme)
        items = reviews_waiting(manager, JANUARY)
        later = reviews_waiting(manager, datetime(2027, 3, 1, tzinfo=UTC))

    assert [(str(item.title), item.due) for item in items] == [
        ("Annual review of 2025: 1 partner", datetime(2026, 1, 31, tzinfo=UTC))
    ]
    assert "edge=to_decide" in items[0].url
    assert [item.due for item in later] == [None]


@pytest.mark.rule("G-REV-01")
def test_two_at_once_start_one_round(fresh_database: Any) -> None:
    acme = look_up("acme")
    with at_work(acme):
        program = shipped_program()
        enrol(program, acme.partners[0])

    def start() -> None:
        with at_work(acme):
            start_annual_review(program, by=actor(acme), at=JANUARY)

    outcomes = at_once(start, start, start)
    with at_work(acme):
        jobs = Job.objects.filter(kind="tiering.collect", key=f"annual:{program.pk}:2025").count()
        acts = AuditRecord.objects.filter(kind="tier.review_started").count()
    assert (outcomes, jobs, acts) == (["Conflict", "Conflict", "done"], 1, 1)
