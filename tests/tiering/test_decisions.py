"""Tiers: entry, review, promotion, recovery, override; who was what on any day."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from partners.models import Enrolment
from portal.approvals.models import Approval
from portal.approvals.services import decide as decide_approval
from portal.guides.queries import guide_on
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor
from tests.cast import VendorCast
from tests.tiering.staff import actor, at_work
from tiering.models import (
    Collection,
    Grace,
    RequirementWaiver,
    Scorecard,
    ScorecardLine,
    TierAssignment,
    TierDecision,
)
from tiering.queries.tiers import calendar_of, graces_open_on, tier_on, tiers_on
from tiering.services.decisions import give_entry_tier, promote
from tiering.services.grace import (
    extend_grace,
    grant_grace,
    lower_after_grace,
    open_termination_review,
)
from tiering.services.overrides import override_tier
from tiering.services.requests import ask_for_tier, grant_request, refuse_request
from tiering.services.reviews import decide_review
from tiering.services.waivers import end_waiver, waive_requirement

pytestmark = pytest.mark.django_db


def noon(day: date) -> datetime:
    """Noon of a day, far from every midnight."""
    return datetime(day.year, day.month, day.day, 20, tzinfo=UTC)


def card(
    enrolment: Enrolment,
    *,
    tier: str,
    held: str,
    as_of: date = date(2014, 12, 31),
    missed: tuple[str, ...] = (),
    **more: Any,
) -> Scorecard:
    """A scorecard with one line of each tier above Bronze."""
    collection = Collection.objects.create(
        program_id=enrolment.program_id,
        as_of=as_of,
        flow_from=date(as_of.year, 1, 1),
        report_by=as_of,
        known_at=noon(as_of),
    )
    made: Scorecard = Scorecard.objects.create(
        program_id=enrolment.program_id,
        partner_id=enrolment.partner_id,
        enrolment=enrolment,
        guide_id=guide_on(enrolment.program_id, as_of).version_id,
        collection=collection,
        as_of=as_of,
        tier=tier,
        held=held,
        digest=sha256(tier.encode()).digest(),
        **{"occasion": "annual", **more},
    )
    for position, (rung, key) in enumerate((("Gold", "trained_sales"), ("Gold", "ps_methodology_assessment"))):
        ScorecardLine.objects.create(
            scorecard=made,
            partner_id=enrolment.partner_id,
            position=position,
            tier=rung,
            requirement=key,
            scope="partner",
            result="missed" if key in missed else "met",
            kinds="---",
            rule="G-REQ-03",
        )
    return made


def shown(enrolment: Enrolment) -> list[tuple[str, date, date | None]]:
    """The calendar: tier, first day, first day after."""
    return [(row.tier, row.period.lower, row.period.upper) for row in calendar_of(enrolment.pk)]


def held_on(enrolment: Enrolment, *days: date) -> list[str]:
    return [found.tier if (found := tier_on(day, enrolment_id=enrolment.pk)) else "-" for day in days]


@pytest.mark.rule("G-TIER-02", "G-TIER-03")
@pytest.mark.parametrize(
    ("category", "tier"), [("VAR", "Bronze"), ("TECH", "Bronze"), ("Services Partner", "Bronze"), ("OEM", "Authorized")]
)
def test_new_partner_starts_at_the_entry_tier(enrolment: Enrolment, category: str, tier: str) -> None:
    enrolment.category = category

    decision = give_entry_tier(enrolment)

    assert decision is not None
    assert shown(enrolment) == [(tier, date(2014, 2, 10), date(2015, 1, 1))]
    assert give_entry_tier(enrolment) is None


@pytest.mark.rule("G-TIER-04", "G-TIER-03", "X-05")
def test_review_is_confirmed_by_a_person_from_january(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze")

    before = held_on(enrolment, date(2015, 1, 20))
    decision = decide_review(review, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 20)))

    assert before == ["Bronze"]
    assert (decision.scorecard_id, decision.guide_id, decision.author_id) == (
        review.pk,
        review.guide_id,
        actor(acme).membership_id,
    )
    assert shown(enrolment)[-1] == ("Silver", date(2015, 1, 1), date(2016, 1, 1))
    assert held_on(enrolment, date(2014, 2, 9), date(2014, 12, 31), date(2015, 1, 1)) == ["-", "Bronze", "Silver"]


@pytest.mark.rule("G-TIER-04")
def test_deciding_otherwise_needs_a_reason(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze")

    with pytest.raises(Refusal, match="otherwise"):
        decide_review(review, tier="Bronze", reason=" ", by=actor(acme), at=noon(date(2015, 1, 20)))
    decide_review(review, tier="Bronze", reason="Pending audit", by=actor(acme), at=noon(date(2015, 1, 20)))

    assert held_on(enrolment, date(2015, 6, 1)) == ["Bronze"]


@pytest.mark.rule("G-REV-05")
def test_late_downgrade_lets_the_old_tier_run_on(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    first = card(enrolment, tier="Silver", held="Bronze")
    decide_review(first, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 20)))
    second = card(enrolment, tier="Bronze", held="Silver", as_of=date(2015, 12, 31))

    running = tier_on(date(2016, 2, 20), enrolment_id=enrolment.pk)
    decide_review(second, tier="Bronze", reason="", by=actor(acme), at=noon(date(2016, 3, 9)))

    assert running is not None
    assert (running.tier, running.runs_on) == ("Silver", True)
    assert shown(enrolment)[1:] == [
        ("Silver", date(2015, 1, 1), date(2016, 1, 1)),
        ("Silver", date(2016, 1, 1), date(2016, 3, 10)),
        ("Bronze", date(2016, 3, 10), date(2017, 1, 1)),
    ]


@pytest.mark.rule("G-REV-05")
def test_late_upgrade_counts_from_january(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Silver", held="Bronze")

    decide_review(review, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 5, 9)))

    assert held_on(enrolment, date(2015, 1, 1), date(2015, 12, 31)) == ["Silver", "Silver"]


@pytest.mark.rule("G-TIER-10")
def test_failing_the_lowest_tier_opens_a_review_by_people(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="", held="Bronze")

    with pytest.raises(Refusal) as refused:
        decide_review(review, tier="", reason="failed", by=actor(acme), at=noon(date(2015, 1, 20)))
    approval = open_termination_review(review, reason="No trained people left", by=actor(acme))

    assert refused.value.code == "no-lower-tier"
    assert (approval.kind, approval.state) == ("tiering.termination", Approval.State.OPEN)
    assert held_on(enrolment, date(2015, 2, 1)) == ["Bronze"]


@pytest.mark.rule("G-TIER-05", "G-TIER-06", "G-TIER-11")
def test_promotion_counts_from_the_next_quarter_however_late(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    request = ask_for_tier(enrolment, tier="Gold", by=actor(acme), at=noon(date(2014, 3, 1)))
    proof = card(enrolment, tier="Gold", held="Bronze", as_of=date(2014, 3, 31), occasion="request")

    decision = grant_request(
        request, scorecard=proof, fulfilled_on=date(2014, 3, 31), reason="", by=actor(acme), at=noon(date(2014, 5, 20))
    )

    assert (decision.source, decision.starts_on) == ("promotion", date(2014, 4, 1))
    assert shown(enrolment) == [
        ("Bronze", date(2014, 2, 10), date(2014, 4, 1)),
        ("Gold", date(2014, 4, 1), date(2015, 1, 1)),
    ]


@pytest.mark.rule("G-TIER-05", "G-TIER-11", "G-TIER-13")
def test_promotion_needs_every_line(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    day = date(2014, 3, 31)
    lacking = card(
        enrolment,
        tier="Silver",
        held="Bronze",
        as_of=day,
        occasion="request",
        missed=("ps_methodology_assessment",),
    )

    with pytest.raises(Refusal, match="ps_methodology_assessment"):
        promote(enrolment, tier="Gold", fulfilled_on=day, scorecard=lacking, reason="", by=actor(acme), at=noon(day))
    with pytest.raises(Refusal, match="inside a year"):
        promote(enrolment, tier="Silver", fulfilled_on=day, scorecard=lacking, reason="", by=actor(acme), at=noon(day))

    assert held_on(enrolment, date(2014, 12, 1)) == ["Bronze"]


@pytest.mark.rule("G-TIER-06")
def test_refusal_of_a_request_names_a_line_that_is_not_met(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    day = date(2014, 3, 31)
    request = ask_for_tier(enrolment, tier="Gold", by=actor(acme), at=noon(day))
    proof = card(enrolment, tier="Silver", held="Bronze", as_of=day, occasion="request", missed=("trained_sales",))

    with pytest.raises(Conflict):
        ask_for_tier(enrolment, tier="Gold", by=None, at=noon(day))
    with pytest.raises(Refusal, match="is met"):
        refuse_request(request, requirement="ps_methodology_assessment", scorecard=proof, by=actor(acme), at=noon(day))
    with pytest.raises(Refusal, match="Name the line"):
        refuse_request(request, scorecard=proof, by=actor(acme), at=noon(day))
    refused = refuse_request(request, requirement="trained_sales", scorecard=proof, by=actor(acme), at=noon(day))

    assert (refused.refused_on, refused.refused_requirement) == (day, "trained_sales")


# C64
@pytest.mark.rule("G-TIER-08", "G-TIER-09")
@pytest.mark.parametrize(
    ("decided", "first"),
    [
        (date(2015, 4, 20), date(2015, 4, 21)),
        (date(2015, 4, 10), date(2015, 4, 21)),
        (date(2015, 5, 4), date(2015, 5, 5)),
    ],
)
def test_lower_tier_begins_after_grace(acme: VendorCast, enrolment: Enrolment, decided: date, first: date) -> None:
    grace = failed_review(acme, enrolment)

    decision = lower_after_grace(grace, tier="Bronze", reason="not met", by=actor(acme), at=noon(decided))

    assert grace.ends_on == date(2015, 4, 20)
    assert (decision.source, decision.starts_on) == ("failed_recovery", first)
    assert held_on(enrolment, first, date(2015, 12, 31)) == ["Bronze", "Bronze"]


# C64 d
@pytest.mark.rule("G-TIER-09")
def test_nothing_happens_at_the_end_of_grace_by_itself(acme: VendorCast, enrolment: Enrolment) -> None:
    grace = failed_review(acme, enrolment)

    assert held_on(enrolment, date(2015, 4, 21), date(2015, 12, 31)) == ["Silver", "Silver"]
    assert [found.pk for found in graces_open_on(date(2015, 6, 1), program_id=enrolment.program_id)] == [grace.pk]


@pytest.mark.rule("G-TIER-08")
def test_grace_is_granted_once_and_extended_to_the_longest(acme: VendorCast, enrolment: Enrolment) -> None:
    grace = failed_review(acme, enrolment)
    manager, at = actor(acme), noon(date(2015, 4, 1))

    with pytest.raises(Conflict):
        grant_grace(grace.scorecard, reason="again", by=manager, at=at)
    with pytest.raises(Refusal, match="1 to 180"):
        extend_grace(grace, ends_on=date(2015, 7, 20), reason="more", by=manager, at=at)
    longer = extend_grace(grace, ends_on=date(2015, 7, 19), reason="more", by=manager, at=at)
    decision = lower_after_grace(grace, tier="Bronze", reason="not met", by=manager, at=noon(date(2015, 5, 1)))

    assert longer.number == 2
    assert decision.starts_on == date(2015, 7, 20)


def failed_review(acme: VendorCast, enrolment: Enrolment) -> Grace:
    """A Silver partner whose review of 2014 reached Bronze only, with grace from 20 January."""
    give_entry_tier(enrolment)
    override = card(enrolment, tier="Silver", held="Bronze", as_of=date(2014, 12, 30))
    decide_review(override, tier="Silver", reason="", by=actor(acme), at=noon(date(2015, 1, 2)))
    review = card(enrolment, tier="Bronze", held="Silver")
    return grant_grace(review, reason="New staff", by=actor(acme), at=noon(date(2015, 1, 20)))


@pytest.mark.rule("G-TIER-12", "X-05")
def test_override_ends_by_its_period_and_the_tier_below_returns(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)

    decision = override_tier(
        enrolment,
        tier="Silver",
        reason="Strategic project",
        starts_on=date(2014, 6, 1),
        ends_on=date(2014, 9, 30),
        by=actor(acme),
        at=noon(date(2014, 5, 20)),
    )

    assert (decision.before, decision.tier, decision.reason) == ("Bronze", "Silver", "Strategic project")
    days = (date(2014, 5, 31), date(2014, 6, 1), date(2014, 9, 30), date(2014, 10, 1))
    assert held_on(enrolment, *days) == ["Bronze", "Silver", "Silver", "Bronze"]


@pytest.mark.rule("G-TIER-12")
def test_override_lasts_to_the_years_end_and_no_day_longer(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)

    override_tier(
        enrolment,
        tier="Gold",
        reason="As agreed",
        starts_on=date(2014, 2, 10),
        by=actor(acme),
        at=noon(date(2014, 2, 10)),
    )

    assert held_on(enrolment, date(2014, 12, 31), date(2015, 1, 1)) == ["Gold", "Bronze"]


@pytest.mark.rule("G-TIER-12")
def test_override_stays_inside_the_category(acme: VendorCast, enrolment: Enrolment) -> None:
    enrolment.category = "TECH"
    day = date(2014, 6, 1)

    with pytest.raises(Refusal) as refused:
        override_tier(enrolment, tier="Gold", reason="please", starts_on=day, by=actor(acme), at=noon(day))
    with pytest.raises(Refusal, match="Say why"):
        override_tier(enrolment, tier="Silver", reason=" ", starts_on=day, by=actor(acme), at=noon(day))

    assert refused.value.code == "tier-outside-category"
    assert TierDecision.objects.count() == 0


@pytest.mark.rule("G-TIER-12")
def test_second_override_of_the_same_days_is_refused(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    values: dict[str, Any] = {"reason": "agreed", "by": actor(acme), "at": noon(date(2014, 5, 1))}
    override_tier(enrolment, tier="Silver", starts_on=date(2014, 6, 1), ends_on=date(2014, 7, 31), **values)

    with pytest.raises(Conflict):
        override_tier(enrolment, tier="Gold", starts_on=date(2014, 7, 31), **values)
    override_tier(enrolment, tier="Gold", starts_on=date(2014, 8, 1), **values)

    assert held_on(enrolment, date(2014, 7, 31), date(2014, 8, 1)) == ["Silver", "Gold"]


def test_review_does_not_touch_an_override(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    manager, at = actor(acme), noon(date(2015, 1, 10))
    override_tier(
        enrolment, tier="Gold", reason="x", starts_on=date(2015, 3, 1), ends_on=date(2015, 3, 31), by=manager, at=at
    )

    decide_review(card(enrolment, tier="Silver", held="Bronze"), tier="Silver", reason="", by=manager, at=at)

    days = (date(2015, 2, 28), date(2015, 3, 1), date(2015, 3, 31), date(2015, 4, 1))
    assert held_on(enrolment, *days) == ["Silver", "Gold", "Gold", "Silver"]


@pytest.mark.rule("G-TIER-03")
def test_database_knows_one_tier_a_day(enrolment: Enrolment) -> None:
    decision = give_entry_tier(enrolment)
    row = TierAssignment.objects.get(enrolment=enrolment)
    assert decision is not None

    with pytest.raises(IntegrityError, match="enrolment_has_one_tier_a_day"), transaction.atomic():
        TierAssignment.objects.create(
            program_id=row.program_id, partner_id=row.partner_id, enrolment=enrolment, tier="Gold", source="promotion",
            decision=decision, period=row.period,
        )  # fmt: skip


@pytest.mark.rule("X-04")
def test_live_vendor_decides_nothing_on_unconfirmed_figures(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)
    review = card(enrolment, tier="Bronze", held="Silver")
    with acting_as(Role.PLATFORM):
        Vendor.objects.filter(pk=acme.id).update(mode="live")

    with pytest.raises(Refusal) as refused:
        grant_grace(review, reason="New staff", by=actor(acme), at=noon(date(2015, 1, 20)))

    assert refused.value.code == "unconfirmed-figure"
    assert "tiering.grace.days" in str(refused.value)
    assert Grace.objects.count() == 0


@pytest.mark.rule("X-09")
def test_tiers_are_told_by_program(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)

    here = tiers_on(date(2024, 6, 1), program_id=enrolment.program_id)
    there = tiers_on(date(2024, 6, 1), program_id=acme.program, partner_id=enrolment.partner_id)

    assert [(held.enrolment_id, held.tier) for held in here] == [(enrolment.pk, "Bronze")]
    assert [held.tier for held in there] == [""]


@pytest.mark.rule("X-08")
def test_waiver_and_override_are_different_things(acme: VendorCast, enrolment: Enrolment) -> None:
    give_entry_tier(enrolment)

    waiver = waive_requirement(
        enrolment, requirement="trained_sales", scope="US", reason="Courses were full",
        starts_on=date(2014, 12, 1), ends_on=date(2014, 12, 31), by=actor(acme),
    )  # fmt: skip

    assert (waiver.for_rebates, waiver.rebates_approved_by_id) == (False, None)
    assert held_on(enrolment, date(2014, 12, 31)) == ["Bronze"]
    with pytest.raises(Refusal, match="no such requirement"):
        waive_requirement(
            enrolment, requirement="good_looks", reason="x", starts_on=date(2014, 12, 1),
            ends_on=date(2014, 12, 31), by=actor(acme),
        )  # fmt: skip
    with pytest.raises(Conflict):
        waive_requirement(
            enrolment, requirement="trained_sales", scope="US", reason="again", starts_on=date(2014, 12, 31),
            ends_on=date(2015, 1, 31), by=actor(acme),
        )  # fmt: skip


@pytest.mark.rule("X-08", "G-RBL-04")
def test_waiver_counts_for_rebates_once_finance_approved(acme: VendorCast, enrolment: Enrolment) -> None:
    waiver = waive_requirement(
        enrolment, requirement="nps_avg_min", reason="One outage", starts_on=date(2014, 12, 1),
        ends_on=date(2014, 12, 31), for_rebates=True, by=actor(acme),
    )  # fmt: skip
    approval = Approval.objects.get(kind="tiering.waiver_for_rebates", subject_id=waiver.pk)

    decide_approval(approval, approve=True, by=actor(acme, "finance"), reason="", at=noon(date(2014, 12, 5)))
    waiver.refresh_from_db()
    ended = end_waiver(waiver, on=date(2014, 12, 10), reason="Fixed", by=actor(acme))

    assert waiver.rebates_approved_by_id == acme.member("finance")
    assert ended.period.upper == date(2014, 12, 11)


@pytest.mark.rule("X-08")
def test_author_cannot_approve_a_waiver_for_rebates(acme: VendorCast, enrolment: Enrolment) -> None:
    waiver = waive_requirement(
        enrolment, requirement="trained_sales", reason="x", starts_on=date(2014, 12, 1),
        ends_on=date(2014, 12, 31), for_rebates=True, by=actor(acme),
    )  # fmt: skip

    with pytest.raises(IntegrityError, match="rebate_waiver_needs_another_person"), transaction.atomic():
        RequirementWaiver.objects.filter(pk=waiver.pk).update(
            rebates_approved_by_id=waiver.author_id, rebates_approved_at=noon(date(2014, 12, 5))
        )
    with pytest.raises(DatabaseError, match="stays as it was given"), transaction.atomic():
        RequirementWaiver.objects.filter(pk=waiver.pk).update(reason="Something else")


@pytest.mark.rule("X-05")
@pytest.mark.parametrize("model", [TierDecision, Scorecard, ScorecardLine, Grace])
@pytest.mark.parametrize("role", [Role.STAFF, Role.PLATFORM, Role.PARTNER])
def test_decisions_and_scorecards_are_never_written_over(
    acme: VendorCast, enrolment: Enrolment, model: Any, role: Role
) -> None:
    failed_review(acme, enrolment)
    lower = Grace.objects.get()
    lower_after_grace(lower, tier="Bronze", reason="not met", by=actor(acme), at=noon(date(2015, 5, 1)))
    partner = acme.partners[0] if role is Role.PARTNER else None

    with pytest.raises(DatabaseError), acting_as(role, vendor=acme.id, partner=partner):
        model.objects.update(partner_id=acme.partners[1])
    with pytest.raises(DatabaseError), acting_as(role, vendor=acme.id, partner=partner):
        model.objects.all().delete()

    with at_work(acme):
        assert model.objects.filter(partner_id=acme.partners[0]).exists()
