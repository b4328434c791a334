"""The calendar of tiers: activation, the monthly check, extras, requests, replacements, the end."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from partners.events import PartnerEvent, emit
from partners.models import Certificate, CountryPresence, Enrolment, Post
from portal.audit.models import AuditRecord
from portal.guides.models import Program
from portal.guides.queries import guide_on
from portal.guides.services import create_program
from portal.jobs.kinds import KINDS, Done, More, Step
from portal.jobs.models import Job
from portal.problems import Conflict, Refusal
from tests.cast import VendorCast
from tests.tiering.staff import Staff, actor, since
from tests.tiering.test_decisions import card, held_on, noon
from tiering.models import (
    Collection,
    ExtrasTransition,
    ExtrasWatch,
    Scorecard,
    ScorecardLine,
    TierDecision,
    TierRequest,
)
from tiering.models.scorecards import Occasion
from tiering.queries.benefits import benefits_on
from tiering.queries.desk import desk_of, request_proof
from tiering.queries.extras import earliest_suspension, suspension_on
from tiering.services.decisions import give_entry_tier
from tiering.services.extras import suspend_extras
from tiering.services.following import follow_chunk
from tiering.services.overrides import override_tier
from tiering.services.replacements import extend_replacement
from tiering.services.requests import ask_for_tier, grant_request

pytestmark = pytest.mark.django_db


def run(kind: str, payload: dict[str, Any], at: datetime) -> Done:
    """All chunks of a job, one after the other."""
    cursor: Any = {}
    for _turn in range(300):
        step = Step(1, kind, "test", None, None, None, payload, cursor, 0, None, 0, 1, at)
        done = KINDS.get(kind).run(step)
        if isinstance(done, Done):
            return done
        assert isinstance(done, More)
        cursor = done.cursor
    raise AssertionError("it never ends")


@pytest.mark.rule("G-TIER-02", "G-CAT-02")
@pytest.mark.parametrize(("category", "tier"), [("VAR", "Bronze"), ("OEM", "Authorized")])
def test_activation_gives_the_entry_tier_in_its_transaction(
    acme: VendorCast, enrolment: Enrolment, category: str, tier: str
) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(category=category)
    event = PartnerEvent("activated", enrolment.program_id, partner_id=enrolment.partner_id, enrolment_id=enrolment.pk)
    for _twice in range(2):
        emit(event, by=actor(acme), at=noon(date(2014, 2, 10)))

    assert [(one.source, one.tier, one.starts_on) for one in TierDecision.objects.filter(enrolment=enrolment)] == [
        ("entry", tier, date(2014, 2, 10))
    ]


def test_activation_in_a_program_without_tiers_gives_none(acme: VendorCast, enrolment: Enrolment) -> None:
    program = create_program(slug="plain", name="Plain", legal_time_zone="UTC")
    other = Enrolment.objects.create(
        partner_id=enrolment.partner_id, program=program, category="VAR", period=since(date(2026, 1, 1))
    )
    emit(
        PartnerEvent("activated", other.program_id, partner_id=other.partner_id, enrolment_id=other.pk),
        by=None, at=noon(date(2026, 2, 10)),
    )  # fmt: skip

    assert not TierDecision.objects.filter(enrolment=other).exists()


@pytest.mark.rule("G-TIER-14")
def test_agreements_end_and_with_them_tier_and_benefits_but_not_by_a_breach(
    acme: VendorCast, enrolment: Enrolment
) -> None:
    """A breach, or a suspension, alone suspends nothing; the end does, and names what is to be given back."""
    give_entry_tier(enrolment)
    day = date(2014, 6, 10)
    ask_for_tier(enrolment, tier="Gold", by=actor(acme), at=noon(date(2014, 6, 1)))
    before = benefits_on(enrolment, day)
    event = {"partner_id": enrolment.partner_id, "enrolment_id": enrolment.pk}
    emit(PartnerEvent("suspended", enrolment.program_id, **event), by=actor(acme), at=noon(day))
    breached = benefits_on(enrolment, day)
    for _twice in range(2):
        emit(PartnerEvent("ended", enrolment.program_id, **event), by=actor(acme), at=noon(day))

    enrolment.refresh_from_db()
    assert {one.code for one in before if one.grants} >= {"lab_software", "university_discount"}
    assert breached == before
    assert (enrolment.period.upper, benefits_on(enrolment, day)) == (day, ())
    assert held_on(enrolment, date(2014, 6, 9), day, date(2014, 12, 31)) == ["Bronze", "-", "-"]
    assert TierRequest.objects.get().refused_on == day
    ended = AuditRecord.objects.filter(kind="tier.ended").first()
    assert ended is not None
    assert ended.detail["suspended"] == ["lab_software"]


@pytest.mark.rule("G-TIER-06", "G-TIER-07", "F-TIER-02")
def test_month_is_checked_once_in_the_programs_own_time_zone(acme: VendorCast, enrolment: Enrolment) -> None:
    """Los Angeles is still in February when the vendor's clock says 1 March: its turn comes at its midnight."""
    early = datetime(2014, 3, 1, 4, 30, tzinfo=UTC)
    for _twice in range(2):
        run("tiering.monthly", {"slot": "s", "at": early.isoformat()}, early)
    waiting = Job.objects.get(kind="tiering.monthly", payload__program=enrolment.program_id)
    assert waiting.due_at == datetime(2014, 3, 1, 8, tzinfo=UTC)
    for _twice in range(2):
        run("tiering.monthly", waiting.payload, waiting.due_at)

    job = Job.objects.get(kind="tiering.collect", payload__program=enrolment.program_id)
    assert (job.payload["as_of"], job.payload["flow_from"], job.payload["occasion"]) == (
        "2014-02-28", "2014-01-01", "monthly",
    )  # fmt: skip


@pytest.fixture
def gold(acme: VendorCast, enrolment: Enrolment) -> Enrolment:
    """Birch holds Gold in 2014."""
    give_entry_tier(enrolment)
    override_tier(
        enrolment,
        tier="Gold",
        reason="As agreed",
        starts_on=date(2014, 3, 1),
        by=actor(acme),
        at=noon(date(2014, 3, 1)),
    )
    return enrolment


def month(enrolment: Enrolment, day: date, *missed: str) -> Scorecard:
    """The scorecard of a month's end, looked at."""
    made = card(
        enrolment, tier="Silver" if missed else "Gold", held="Gold", as_of=day, missed=missed, occasion="monthly"
    )
    assert follow_chunk(made.collection, Occasion.MONTHLY, after=0, last=None) == enrolment.partner_id
    return made


def states(enrolment: Enrolment) -> list[str]:
    return [one.state for one in ExtrasWatch.objects.filter(enrolment=enrolment).order_by("id")]


@pytest.mark.rule("G-TIER-07")
def test_lost_line_warns_once_and_met_lines_serve_again(gold: Enrolment) -> None:
    """The tier stays; only stock lines and reports are lost inside a year, and nobody is suspended by a job."""
    month(gold, date(2014, 4, 30))
    month(gold, date(2014, 5, 31), "ps_methodology_assessment")  # a flow: not before the year ends
    assert states(gold) == []
    for _twice in range(2):
        month(gold, date(2014, 6, 30 if not _twice else 29), "trained_sales")
    assert states(gold) == ["warned"]
    assert held_on(gold, date(2014, 7, 1)) == ["Gold"]
    month(gold, date(2014, 7, 31))

    watch = ExtrasWatch.objects.get()
    assert (watch.state, watch.ended_on, watch.lost) == ("served", date(2014, 7, 31), ["trained_sales"])
    assert [(one.before, one.after, one.author_id) for one in ExtrasTransition.objects.order_by("id")] == [
        ("", "warned", None), ("warned", "served", None),
    ]  # fmt: skip


@pytest.mark.rule("G-TIER-07", "G-REQ-07")
def test_extras_are_suspended_by_a_person_after_the_time_to_mend_and_restored_by_the_check(
    acme: VendorCast, gold: Enrolment
) -> None:
    month(gold, date(2014, 3, 31), "trained_sales")
    watch = ExtrasWatch.objects.get()
    before = {one.code: one.percent for one in benefits_on(gold, date(2014, 10, 5))}
    assert earliest_suspension(watch) == date(2014, 10, 1)
    with pytest.raises(Refusal, match="Say why"):
        suspend_extras(watch, reason=" ", by=actor(acme), at=noon(date(2014, 10, 1)))
    with pytest.raises(Refusal, match="not before"):
        suspend_extras(watch, reason="No plan", by=actor(acme), at=noon(date(2014, 9, 30)))
    suspend_extras(watch, reason="No plan", by=actor(acme), at=noon(date(2014, 10, 1)))
    with pytest.raises(Conflict), transaction.atomic():
        suspend_extras(watch, reason="Again", by=actor(acme), at=noon(date(2014, 10, 2)))

    during = {one.code: one.percent for one in benefits_on(gold, date(2014, 10, 5))}
    assert (before["university_discount"], during["university_discount"]) == (Decimal(25), Decimal(15))
    assert held_on(gold, date(2014, 10, 5)) == ["Gold"]
    month(gold, date(2014, 10, 31))
    assert states(gold) == ["restored"]
    assert suspension_on(gold.pk, date(2014, 10, 30)) == watch
    assert {one.code: one.percent for one in benefits_on(gold, date(2014, 10, 31))} == before


@pytest.mark.rule("G-TIER-07", "G-REV-06")
def test_monthly_scorecard_shows_a_flow_as_the_closed_year_left_it(acme: VendorCast, enrolment: Enrolment) -> None:
    """In January no running year has reached a flow yet: nobody looks as if about to drop. A second look adds nothing."""
    give_entry_tier(enrolment)
    override_tier(
        enrolment,
        tier="Gold",
        reason="As agreed",
        starts_on=date(2015, 1, 1),
        by=actor(acme),
        at=noon(date(2015, 1, 1)),
    )
    card(enrolment, tier="Gold", held="Gold", as_of=date(2014, 12, 31))
    month(enrolment, date(2015, 1, 31), "ps_methodology_assessment")
    newest = Scorecard.objects.filter(occasion="monthly").latest("number")
    follow_chunk(newest.collection, Occasion.MONTHLY, after=0, last=None)

    assert (newest.number, newest.tier, newest.missed) == (2, "Gold", 0)
    assert Scorecard.objects.filter(occasion="monthly").count() == 2


@pytest.mark.rule("G-TIER-07")
def test_watch_ends_with_the_tier(gold: Enrolment) -> None:
    month(gold, date(2014, 3, 31), "trained_sales")
    card_ = card(gold, tier="", held="", as_of=date(2015, 1, 31), missed=("trained_sales",), occasion="monthly")
    follow_chunk(card_.collection, Occasion.MONTHLY, after=0, last=None)

    assert states(gold) == ["ended"]


@pytest.mark.rule("G-REV-06", "G-TIER-06", "G-TIER-05")
def test_request_is_judged_by_the_better_of_two_years(acme: VendorCast, enrolment: Enrolment) -> None:
    """The running year has not reached the flow, the closed one had: with it every line is met, and the proof says so."""
    give_entry_tier(enrolment)
    card(enrolment, tier="Gold", held="Bronze", as_of=date(2014, 12, 31))
    asked = ask_for_tier(enrolment, tier="Gold", by=actor(acme), at=noon(date(2015, 5, 20)))
    wanted = Job.objects.get(kind="tiering.collect").payload
    running = card(
        enrolment,
        tier="",
        held="Bronze",
        as_of=date(2015, 5, 20),
        missed=("ps_methodology_assessment",),
        occasion="request",
    )
    follow_chunk(running.collection, Occasion.REQUEST, after=0, last=None)
    follow_chunk(running.collection, Occasion.REQUEST, after=0, last=None)

    proof = request_proof(desk_of(enrolment, now=noon(date(2015, 5, 21))))
    assert (wanted["as_of"], wanted["flow_from"], wanted["partner"]) == (
        "2015-05-20",
        "2015-01-01",
        enrolment.partner_id,
    )
    assert proof is not None
    assert (proof.number, proof.tier, Scorecard.objects.filter(occasion="request").count()) == (2, "Gold", 2)
    assert set(ScorecardLine.objects.filter(scorecard=proof).values_list("result", flat=True)) == {"met"}
    asked.refresh_from_db()
    decision = grant_request(
        asked, scorecard=proof, fulfilled_on=date(2015, 5, 20), reason="", by=actor(acme), at=noon(date(2015, 7, 30))
    )
    assert decision.starts_on == date(2015, 7, 1)


@pytest.mark.rule("G-TIER-06")
def test_check_asks_in_the_partners_place_once_a_quarter(acme: VendorCast, enrolment: Enrolment) -> None:
    """Facts are stored, scored as a request, and found to be enough: one request waits, however often the month is looked at."""
    give_entry_tier(enrolment)
    day = date(2014, 5, 31)
    collection = Collection.objects.create(
        program_id=enrolment.program_id, as_of=day, flow_from=date(2014, 1, 1), report_by=day, known_at=noon(day),
        done_at=noon(day),
    )  # fmt: skip
    for occasion in ("monthly", "request"):
        made = Scorecard.objects.create(
            program_id=enrolment.program_id, partner_id=enrolment.partner_id, enrolment=enrolment, collection=collection,
            guide_id=guide_on(enrolment.program_id, day).version_id,
            as_of=day, occasion=occasion, tier="Gold", held="Bronze", digest=occasion.encode().ljust(32),
        )  # fmt: skip
        ScorecardLine.objects.create(
            scorecard=made, partner_id=made.partner_id, position=0, tier="Gold", requirement="gcp", scope="US", result="met",
            kinds="---", rule="G-MIX-03",
        )  # fmt: skip
    for _twice in range(2):
        follow_chunk(collection, Occasion.MONTHLY, after=0, last=None)

    asked = TierRequest.objects.get()
    assert (asked.tier, asked.asked_by_id, asked.asked_on, asked.fulfilled_on) == ("Gold", None, day, day)
    assert held_on(enrolment, date(2014, 7, 1)) == ["Bronze"]


def left_in_january(acme: VendorCast, enrolment: Enrolment) -> tuple[Staff, int]:
    """Somebody with a certificate whose last day was 15 January 2014."""
    staff = Staff(acme, enrolment.partner_id)
    CountryPresence.objects.create(
        partner_id=enrolment.partner_id, program_id=enrolment.program_id, country="US", period=since(date(2014, 1, 1))
    )
    staff.domain(first=date(2013, 1, 1))
    person = staff.hire(first=date(2013, 1, 1), until=date(2014, 1, 15))
    Certificate.objects.create(
        person=person,
        partner_id=enrolment.partner_id,
        code="GCP8-CIV",
        issued_on=date(2013, 2, 1),
        expires_on=date(2016, 2, 1),
    )
    return staff, person.pk


def leaving(enrolment: Enrolment, day: date) -> int:
    """Certificates of leavers that count on a day."""
    from tests.tiering.staff import values_of
    from tiering.services.collection import collect

    program = Program.objects.get(pk=enrolment.program_id)
    found = collect(program, as_of=day, flow_from=date(day.year, 1, 1), report_by=day, at=noon(day))
    return sum(
        int(Decimal(str(value))) for value in values_of(found, "certifications_leaving", enrolment.partner_id).values()
    )


# C55 a
@pytest.mark.rule("G-REQ-07")
def test_extension_lets_a_leavers_certificates_count_for_nine_months(acme: VendorCast, enrolment: Enrolment) -> None:
    _staff, person = left_in_january(acme, enrolment)
    before = [leaving(enrolment, day) for day in (date(2014, 7, 15), date(2014, 7, 16))]
    manager = actor(acme)
    with pytest.raises(Refusal, match="Say why"):
        extend_replacement(enrolment, person_id=person, reason=" ", by=manager, at=noon(date(2014, 7, 20)))
    with pytest.raises(Refusal, match="Nobody left"):
        extend_replacement(enrolment, person_id=person, reason="late", by=manager, at=noon(date(2014, 10, 16)))
    extend_replacement(
        enrolment, person_id=person, reason="Two are in training", by=manager, at=noon(date(2014, 7, 20))
    )
    with pytest.raises(Conflict), transaction.atomic():
        extend_replacement(enrolment, person_id=person, reason="again", by=manager, at=noon(date(2014, 7, 21)))

    assert before == [1, 0]
    days = (date(2014, 7, 19), date(2014, 7, 20), date(2014, 10, 15), date(2014, 10, 16))
    assert [leaving(enrolment, day) for day in days] == [0, 1, 1, 0]
    assert Post.objects.filter(person_id=person).count() == 1
