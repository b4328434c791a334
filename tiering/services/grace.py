"""Recovery periods after a failed review: granting, extending, and what is decided at their end. Nothing happens by itself."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.clock import day_start
from portal.deadlines.services import close_deadline, set_deadline
from portal.guides.queries import guide_on
from portal.problems import Conflict, Refusal
from tiering.models import Grace, GraceOutcome, Scorecard, TierDecision
from tiering.models.scorecards import Occasion
from tiering.models.tiers import Source
from tiering.queries.programs import terms_of, tiering_of
from tiering.queries.tiers import tier_on
from tiering.rules.moves import effective_day, grace_end, is_downgrade
from tiering.services.calendar import DAY, hold
from tiering.services.decisions import check_tier, decide, legal_day, stop_on_unconfirmed
from tiering.services.recognitions import write_recognitions

TERMINATION = "tiering.termination"
CLOCK = "tiering.grace"
Outcome = GraceOutcome.Outcome


@transaction.atomic
def grant_grace(scorecard: Scorecard, *, reason: str, by: Actor, at: datetime, days: int | None = None) -> Grace:
    """A recovery period for a review that was not passed, from today on; one for each review (G-TIER-08).

    Raises Refusal without a reason, for a review that held its tier, for more days than the guide allows; Conflict for a second.
    """
    today = legal_day(scorecard.program, at)
    guide = guide_on(scorecard.program_id, today)
    section = tiering_of(guide)
    if section.grace is None:
        raise Refusal(_("This program knows no recovery period."))
    if not is_downgrade(section.order, before=scorecard.held, after=scorecard.tier):
        raise Refusal(_("This review was passed: there is nothing to recover."))
    days = section.grace.days.value if days is None else days
    _check_days(days, most=section.grace.max_days.value)
    stop_on_unconfirmed(guide, ["tiering.grace"])
    return _write(scorecard, 1, granted_on=today, ends_on=grace_end(granted_on=today, days=days), reason=reason, by=by)


@transaction.atomic
def extend_grace(grace: Grace, *, ends_on: date, reason: str, by: Actor, at: datetime) -> Grace:
    """Give more time; all of it together stays below the longest that the guide allows (G-TIER-09)."""
    guide = guide_on(grace.scorecard.program_id, legal_day(grace.scorecard.program, at))
    section = tiering_of(guide)
    _check_open(grace)
    if ends_on <= grace.ends_on:
        raise Refusal(_("An extension ends later than what it extends."), field="ends_on")
    most = section.grace.max_days.value if section.grace else 0
    _check_days((ends_on - grace.granted_on).days, most=most)
    stop_on_unconfirmed(guide, ["tiering.grace"])
    return _write(grace.scorecard, grace.number + 1, granted_on=grace.granted_on, ends_on=ends_on, reason=reason, by=by)


@transaction.atomic
def lower_after_grace(grace: Grace, *, tier: str, reason: str, by: Actor, at: datetime) -> TierDecision:
    """Lower the tier, from the day after the decision and not before the day after the recovery period (G-TIER-09).

    Raises Refusal without a reason, for a tier that is not lower, and for none: that is a termination review (G-TIER-10).
    """
    enrolment = grace.enrolment
    hold(enrolment)
    _check_open(grace)
    today = legal_day(enrolment.program, at)
    guide = guide_on(enrolment.program_id, today)
    check_tier(guide, enrolment, tier)
    if not reason.strip():
        raise Refusal(_("Say why the tier is lowered."), field="reason")
    held = tier_on(today, enrolment_id=enrolment.pk)
    before = held.tier if held else ""
    if not is_downgrade(tiering_of(guide).order, before=before, after=tier):
        raise Refusal(_("%(tier)s is not below %(before)s.") % {"tier": tier, "before": before}, field="tier")
    stop_on_unconfirmed(guide, ["tiering.grace", "tiering.moves.downgrade"])
    decision = decide(
        enrolment,
        source=Source.FAILED_RECOVERY,
        tier=tier,
        before=before,
        starts_on=effective_day("after_grace", on=today, grace_ends=last_day_of(grace)),
        reason=reason,
        decided_on=today,
        guide=guide,
        scorecard=grace.scorecard,
        by=by,
    )
    write_recognitions(decision, grace.scorecard, order=tiering_of(guide).order)
    _close(grace, Outcome.LOWERED, reason=reason, by=by, today=today, decision=decision)
    return decision


@transaction.atomic
def keep_after_grace(grace: Grace, *, reason: str, by: Actor, at: datetime) -> GraceOutcome:
    """Keep the tier although the recovery period was not met, with name and reason (G-TIER-09). It closes the period."""
    if not reason.strip():
        raise Refusal(_("Say why the tier is kept."), field="reason")
    hold(grace.enrolment)
    _check_open(grace)
    today = legal_day(grace.scorecard.program, at)
    _check_over(grace, today)
    record("tier.kept", by=by, subject=grace, partner_id=grace.partner_id, reason=reason.strip())
    return _close(grace, Outcome.KEPT, reason=reason, by=by, today=today)


@transaction.atomic
def confirm_recovery(grace: Grace, *, proof: Scorecard, reason: str, by: Actor, at: datetime) -> GraceOutcome:
    """The lines were met in time: the tier goes on. `proof` is the scorecard of the period's end, and reaches the tier (G-REV-06)."""
    hold(grace.enrolment)
    _check_open(grace)
    today = legal_day(grace.scorecard.program, at)
    held = grace.scorecard.held
    order = tiering_of(guide_on(grace.scorecard.program_id, today)).order
    if proof.enrolment_id != grace.enrolment_id or proof.occasion != Occasion.GRACE or proof.as_of <= grace.granted_on:
        raise Refusal(_("Only a scorecard made for this recovery period proves that it was met."))
    if is_downgrade(order, before=held, after=proof.tier):
        raise Refusal(_("The scorecard of %(day)s does not reach %(tier)s.") % {"day": proof.as_of, "tier": held})
    reason = reason.strip() or _("All lines were met.")
    record("tier.recovered", by=by, subject=grace, partner_id=grace.partner_id, proof=proof.pk)
    return _close(grace, Outcome.MET, reason=reason, by=by, today=today, proof=proof)


def open_termination_review(scorecard: Scorecard, *, reason: str, by: Actor) -> Approval:
    """A partner that fails its lowest tier is looked at by people; nothing ends by itself (G-TIER-10, G-TIER-09 b)."""
    if not reason.strip():
        raise Refusal(_("Say why: whoever decides will read it."), field="reason")
    return ask(
        TERMINATION,
        subject_id=scorecard.pk,
        by=by,
        partner_id=scorecard.partner_id,
        detail={"reason": reason.strip(), "held": scorecard.held},
    )


def termination_decided(approval: Approval, *, by: Actor) -> None:
    """Approved, it closes the recovery period of its review. Ending the agreements is another act (G-TIER-09 b)."""
    record("tier.termination_reviewed", by=by, subject=approval, partner_id=approval.partner_id, outcome=approval.state)
    grace = Grace.objects.filter(scorecard_id=approval.subject_id).order_by("-number").first()
    if approval.state != Approval.State.APPROVED or grace is None or outcome_of(grace) is not None:
        return
    assert approval.decided_at is not None
    today = legal_day(grace.scorecard.program, approval.decided_at)
    reason = approval.reason or str(approval.detail.get("reason", ""))
    _close(grace, Outcome.TERMINATED, reason=reason, by=by, today=today)


def last_day_of(grace: Grace) -> date:
    """The last day of the period with all that extends it."""
    last: date = Grace.objects.filter(scorecard_id=grace.scorecard_id).latest("number").ends_on
    return last


def outcome_of(grace: Grace) -> GraceOutcome | None:
    """How the period ended, None while it is open."""
    found: GraceOutcome | None = GraceOutcome.objects.filter(scorecard_id=grace.scorecard_id).first()
    return found


def _check_open(grace: Grace) -> None:
    outcome = outcome_of(grace)
    if outcome is not None:
        words = {"outcome": outcome.get_outcome_display(), "day": outcome.decided_on}
        raise Conflict(_("This recovery period was closed on %(day)s: %(outcome)s.") % words)


def _check_over(grace: Grace, today: date) -> None:
    last = last_day_of(grace)
    if today <= last:
        raise Refusal(_("The recovery period runs until %(day)s.") % {"day": last})


def _close(
    grace: Grace,
    outcome: GraceOutcome.Outcome,
    *,
    reason: str,
    by: Actor,
    today: date,
    decision: TierDecision | None = None,
    proof: Scorecard | None = None,
) -> GraceOutcome:
    try:
        with transaction.atomic():
            closed: GraceOutcome = GraceOutcome.objects.create(
                partner_id=grace.partner_id,
                enrolment_id=grace.enrolment_id,
                scorecard_id=grace.scorecard_id,
                outcome=outcome,
                decision=decision,
                proof=proof,
                reason=reason.strip(),
                author_id=by.membership_id,
                decided_on=today,
            )
    except IntegrityError as error:
        if "grace_is_closed_once" in str(error):
            raise Conflict(_("Somebody decided this already.")) from None
        raise
    close_deadline(CLOCK, grace.scorecard_id, outcome.value)
    return closed


def _check_days(days: int, *, most: int) -> None:
    if not 0 < days <= most:
        raise Refusal(_("A recovery period lasts 1 to %s days.") % most, field="days")


def _write(scorecard: Scorecard, number: int, *, granted_on: date, ends_on: date, reason: str, by: Actor) -> Grace:
    if not reason.strip():
        raise Refusal(_("Say why the time is granted."), field="reason")
    try:
        with transaction.atomic():
            grace: Grace = Grace.objects.create(
                partner_id=scorecard.partner_id,
                enrolment_id=scorecard.enrolment_id,
                scorecard=scorecard,
                number=number,
                granted_on=granted_on,
                ends_on=ends_on,
                reason=reason.strip(),
                author_id=by.membership_id,
            )
    except IntegrityError as error:
        if "review_has_one_grace" in str(error):
            raise Conflict(_("This review has its recovery period already: extend that one.")) from None
        raise
    record("tier.grace_granted", by=by, subject=grace, partner_id=grace.partner_id, ends_on=ends_on, number=number)
    _set_clock(grace)
    return grace


def _set_clock(grace: Grace) -> None:
    """From the first instant after it, somebody has to decide; some days before its end it is said."""
    zone = ZoneInfo(grace.scorecard.program.legal_time_zone)
    due = day_start(grace.ends_on + DAY, zone=zone)
    early = timedelta(days=terms_of(grace).remind_days.value)
    set_deadline(CLOCK, subject_id=grace.scorecard_id, due_at=due, remind_at=due - early, partner_id=grace.partner_id)
