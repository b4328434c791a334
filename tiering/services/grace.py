"""Recovery periods after a failed review: granting, extending, and what is decided at their end. Nothing happens by itself."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.guides.queries import guide_on
from portal.problems import Conflict, Refusal
from tiering.models import Grace, Scorecard, TierDecision
from tiering.models.tiers import Source
from tiering.queries.programs import tiering_of
from tiering.queries.tiers import tier_on
from tiering.rules.moves import effective_day, grace_end, is_downgrade
from tiering.services.calendar import hold
from tiering.services.decisions import check_tier, decide, legal_day, stop_on_unconfirmed

TERMINATION = "tiering.termination"


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
    newest = Grace.objects.filter(scorecard=grace.scorecard_id).latest("number")
    return decide(
        enrolment,
        source=Source.FAILED_RECOVERY,
        tier=tier,
        before=before,
        starts_on=effective_day("after_grace", on=today, grace_ends=newest.ends_on),
        reason=reason,
        decided_on=today,
        guide=guide,
        scorecard=grace.scorecard,
        by=by,
    )


def keep_after_grace(grace: Grace, *, reason: str, by: Actor) -> None:
    """Keep the tier although the recovery period was not met, with name and reason (G-TIER-09)."""
    if not reason.strip():
        raise Refusal(_("Say why the tier is kept."), field="reason")
    record("tier.kept", by=by, subject=grace, partner_id=grace.partner_id, reason=reason.strip())


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
    """What was decided is in the audit trail; ending agreements is another act."""
    record("tier.termination_reviewed", by=by, subject=approval, partner_id=approval.partner_id, outcome=approval.state)


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
    return grace
