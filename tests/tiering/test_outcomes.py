"""What came of reviews and recovery periods: three outcomes of a review, and the end of a period."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest
from django.db import DatabaseError, transaction

from partners.models import Enrolment, EnrolmentTrait
from portal.approvals.services import decide as decide_approval
from portal.deadlines.models import Deadline
from portal.deadlines.tasks import act
from portal.jobs.models import Job
from portal.problems import Conflict, Refusal
from tests.cast import VendorCast
from tests.tiering.staff import actor, since
from tests.tiering.test_decisions import card, failed_review, held_on, noon, shown
from tiering.models import Grace, GraceOutcome, ReviewOutcome, ScorecardLine
from tiering.models.outcomes import Economics
from tiering.queries.tiers import graces_open_on, tier_on
from tiering.services.decisions import give_entry_tier
from tiering.services.grace import (
    confirm_recovery,
    extend_grace,
    keep_after_grace,
    lower_after_grace,
    open_termination_review,
)
from tiering.services.reviews import decide_review

pytestmark = pytest.mark.django_db
OVER = date(2015, 4, 21)


@pytest.mark.rule("G-REV-03", "X-05")
def test_review_decides_category_tier_and_prices_apart(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    for kind, value in (("uses_sdk", ""), ("specialization", "GVP")):
        EnrolmentTrait.objects.create(
            enrolment=enrolment,
            partner_id=enrolment.partner_id,
            kind=kind,
            value=value,
            period=since(date(2014, 2, 10)),
        )
    review = card(enrolment, tier="Silver", held="Bronze")
    decision = decide_review(
        review, tier="Silver", reason="It hosts now", category="Managed Services Partner", economics=Economics.HELD,
        by=actor(acme), at=noon(date(2015, 1, 20)),
    )  # fmt: skip

    outcome = ReviewOutcome.objects.get()
    moved = decision.enrolment
    assert (outcome.category, outcome.decision_id, outcome.economics) == ("MSP", decision.pk, "held")
    assert (moved.category, moved.period.lower, outcome.scorecard_id) == ("MSP", date(2015, 1, 1), review.pk)
    enrolment.refresh_from_db()
    assert enrolment.period.upper == date(2015, 1, 1)
    assert shown(enrolment) == [("Bronze", date(2014, 2, 10), date(2015, 1, 1))]
    assert shown(moved) == [("Silver", date(2015, 1, 1), date(2016, 1, 1))]
    assert [trait.kind for trait in EnrolmentTrait.objects.filter(enrolment=moved)] == ["uses_sdk"]
    assert tier_on(date(2015, 1, 5), enrolment_id=enrolment.pk) is None


class Said(NamedTuple):
    """What a person says of a review."""

    tier: str = "Silver"
    reason: str = ""
    category: str = ""
    economics: Economics = Economics.FOLLOW


@pytest.mark.rule("G-REV-03")
@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(economics=Economics.SEPARATE), "otherwise"),
        (Said(category="MSP"), "otherwise"),
        (Said(category="Bakery", reason="x"), "no such category"),
        (Said(category="VAR", reason="x"), "in that category already"),
        (Said(category="TECH", tier="Gold", reason="x"), "may hold"),
    ],
)
def test_review_refuses_what_does_not_fit_and_changes_nothing(
    acme: VendorCast, enrolment: Enrolment, said: Said, words: str
) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze")
    with pytest.raises(Refusal, match=words), transaction.atomic():
        decide_review(review, by=actor(acme), at=noon(date(2015, 1, 20)), **said._asdict())

    enrolment.refresh_from_db()
    assert enrolment.period.upper is None
    assert (ReviewOutcome.objects.count(), Enrolment.objects.filter(program_id=enrolment.program_id).count()) == (0, 1)
    assert held_on(enrolment, date(2015, 2, 1)) == ["Bronze"]


@pytest.mark.rule("G-REV-04")
def test_review_without_a_target_is_a_draft_until_it_is_set(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Bronze", held="Bronze")
    ScorecardLine.objects.create(
        scorecard=review, partner_id=review.partner_id, position=9, tier="Gold", requirement="mlb", scope="US",
        result="missing_target", kinds="---", rule="G-REQ-02",
    )  # fmt: skip
    with pytest.raises(Refusal, match="mlb") as refused:
        decide_review(review, tier="Bronze", reason="", by=actor(acme), at=noon(date(2015, 1, 20)))
    again = card(enrolment, tier="Silver", held="Bronze", number=2)
    decide_review(again, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 25)))

    assert refused.value.code == "missing-target"
    assert held_on(enrolment, date(2015, 1, 1)) == ["Silver"]


def test_review_is_decided_once(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze")
    decide_review(review, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 20)))
    with pytest.raises(Conflict, match="decided already"), transaction.atomic():
        decide_review(review, tier="Bronze", reason="again", by=actor(acme), at=noon(date(2015, 1, 21)))

    assert held_on(enrolment, date(2015, 6, 1)) == ["Silver"]


@pytest.mark.rule("G-TIER-04")
def test_newer_scorecard_of_a_decided_review_decides_nothing(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze")
    decide_review(review, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 20)))
    newer = card(enrolment, tier="Bronze", held="Silver", number=2)
    with pytest.raises(Conflict, match="decided already"), transaction.atomic():
        decide_review(newer, tier="Bronze", reason="Measured again", by=actor(acme), at=noon(date(2015, 1, 21)))

    assert ReviewOutcome.objects.count() == 1
    assert held_on(enrolment, date(2015, 6, 1)) == ["Silver"]


def test_monthly_scorecard_decides_nothing_where_the_year_does(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    month = card(enrolment, tier="Silver", held="Bronze", occasion="monthly")
    with pytest.raises(Refusal, match="is none"):
        decide_review(month, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 20)))


def close_by_keeping(acme: VendorCast, grace: Grace) -> None:
    keep_after_grace(grace, reason="New staff start in June", by=actor(acme), at=noon(OVER))


def close_by_lowering(acme: VendorCast, grace: Grace) -> None:
    lower_after_grace(grace, tier="Bronze", reason="not met", by=actor(acme), at=noon(OVER))


def close_by_recovery(acme: VendorCast, grace: Grace) -> None:
    proof = card(grace.enrolment, tier="Silver", held="Silver", as_of=date(2015, 4, 20), occasion="grace")
    confirm_recovery(grace, proof=proof, reason="", by=actor(acme), at=noon(OVER))


def close_by_termination(acme: VendorCast, grace: Grace) -> None:
    approval = open_termination_review(grace.scorecard, reason="Nobody is left", by=actor(acme))
    decider = actor(acme, "program_admin")
    decide_approval(approval, approve=True, by=decider, reason="As agreed with them", at=noon(OVER))


@pytest.mark.rule("G-TIER-08", "G-TIER-09")
@pytest.mark.parametrize(
    ("close", "outcome", "tier"),
    [
        (close_by_keeping, "kept", "Silver"),
        (close_by_lowering, "lowered", "Bronze"),
        (close_by_recovery, "met", "Silver"),
        (close_by_termination, "terminated", "Silver"),
    ],
)
def test_each_decision_closes_the_recovery_period_for_good(
    acme: VendorCast, enrolment: Enrolment, close: Callable[[VendorCast, Grace], None], outcome: str, tier: str
) -> None:
    grace = failed_review(acme, enrolment)
    before = [one.pk for one in graces_open_on(date(2015, 6, 1), program_id=enrolment.program_id)]
    close(acme, grace)

    assert before == [grace.pk]
    assert graces_open_on(date(2015, 6, 1), program_id=enrolment.program_id) == []
    assert GraceOutcome.objects.get().outcome == outcome
    assert held_on(enrolment, date(2015, 6, 1)) == [tier]
    assert Deadline.objects.get(kind="tiering.grace").outcome == outcome
    with pytest.raises(Conflict, match="closed"):
        extend_grace(grace, ends_on=date(2015, 5, 30), reason="more", by=actor(acme), at=noon(OVER))
    with pytest.raises(Conflict, match="closed"):
        lower_after_grace(grace, tier="Bronze", reason="more", by=actor(acme), at=noon(OVER))
    with pytest.raises(DatabaseError), transaction.atomic():
        GraceOutcome.objects.update(outcome="kept")


@pytest.mark.rule("G-TIER-09")
def test_refused_termination_leaves_the_period_to_be_decided(acme: VendorCast, enrolment: Enrolment) -> None:
    grace = failed_review(acme, enrolment)
    approval = open_termination_review(grace.scorecard, reason="Nobody is left", by=actor(acme))
    decide_approval(approval, approve=False, by=actor(acme, "program_admin"), reason="They hire", at=noon(OVER))

    assert [one.pk for one in graces_open_on(OVER, program_id=enrolment.program_id)] == [grace.pk]


@pytest.mark.rule("G-TIER-09", "G-TIER-08")
def test_tier_is_not_kept_before_the_period_is_over(acme: VendorCast, enrolment: Enrolment) -> None:
    grace = failed_review(acme, enrolment)
    with pytest.raises(Refusal, match="runs until"):
        keep_after_grace(grace, reason="early", by=actor(acme), at=noon(date(2015, 4, 20)))
    short = card(enrolment, tier="Bronze", held="Silver", as_of=date(2015, 4, 20), occasion="grace")
    other = card(enrolment, tier="Silver", held="Silver", as_of=date(2015, 4, 20), occasion="monthly")
    for proof, words in ((short, "does not reach"), (other, "made for this recovery")):
        with pytest.raises(Refusal, match=words):
            confirm_recovery(grace, proof=proof, reason="", by=actor(acme), at=noon(OVER))


@pytest.mark.rule("G-REV-06", "G-TIER-09")
def test_end_of_a_recovery_period_is_measured_over_its_twelve_months(acme: VendorCast, enrolment: Enrolment) -> None:
    """Stocks on the last day, flows over the twelve months to it, of this partner alone; nothing is decided by it."""
    grace = failed_review(acme, enrolment)
    longer = extend_grace(grace, ends_on=date(2015, 5, 31), reason="more", by=actor(acme), at=noon(date(2015, 4, 1)))
    clock = Deadline.objects.get(kind="tiering.grace")
    act(clock, clock.due_at)

    job = Job.objects.get(kind="tiering.collect")
    assert clock.due_at.isoformat() == "2015-06-01T07:00:00+00:00"
    assert job.payload == {
        "program": enrolment.program_id, "as_of": "2015-05-31", "flow_from": "2014-06-01", "report_by": "2015-05-31",
        "occasion": "grace", "partner": enrolment.partner_id,
    }  # fmt: skip
    assert [one.pk for one in graces_open_on(date(2015, 7, 1), program_id=enrolment.program_id)] == [longer.pk]
    assert held_on(enrolment, date(2015, 7, 1)) == ["Silver"]
