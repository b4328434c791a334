"""Deciding a review: category, tier and economic benefits, three outcomes in one act (G-REV-03, G-TIER-04)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.guides.queries import Guide, guide_on
from portal.problems import Conflict, Refusal
from tiering.models import Economics, ReviewOutcome, Scorecard, ScorecardLine, TierDecision
from tiering.models.tiers import Source
from tiering.queries.programs import review_occasions, tiering_of
from tiering.queries.rounds import is_decided
from tiering.services.calendar import hold
from tiering.services.categories import move_category
from tiering.services.decisions import (
    REVIEW_FIGURES,
    check_tier,
    decide,
    figures_behind,
    legal_day,
    review_day,
    stop_on_unconfirmed,
)
from tiering.services.recognitions import write_recognitions


@transaction.atomic
def decide_review(
    scorecard: Scorecard,
    *,
    tier: str,
    reason: str,
    by: Actor,
    at: datetime,
    category: str = "",
    economics: Economics = Economics.FOLLOW,
) -> TierDecision:
    """A person confirms, or decides against, what the review recommends (G-TIER-04, G-REV-05).

    `category` is another one that the partner moves to at the same time; `economics` says what becomes of prices and discounts.
    Raises Refusal for a tier that the category cannot hold, for none (G-TIER-10), for anything else than recommended without a
    reason, for a scorecard of another occasion, while a target is missing (G-REV-04), and on a live vendor where a figure behind
    it is not confirmed (X-04). Conflict where it was decided.
    """
    enrolment = scorecard.enrolment
    guide = guide_on(enrolment.program_id, scorecard.as_of)
    if scorecard.occasion not in review_occasions(guide):
        raise Refusal(_("Only a review decides the tier: this scorecard is none."))
    hold(enrolment)
    if is_decided(scorecard):
        raise Conflict(_("This review was decided already."))
    _check_targets(scorecard)
    differs = tier != scorecard.tier or bool(category) or economics != Economics.FOLLOW
    if differs and not reason.strip():
        raise Refusal(_("Say why you decide otherwise than the scorecard recommends."), field="reason")
    today = legal_day(scorecard.program, at)
    starts_on = review_day(guide, scorecard, tier=tier, decided_on=today) if tier else today
    if category:
        enrolment = move_category(enrolment, category=category, starts_on=starts_on, guide=guide)
    check_tier(guide, enrolment, tier)
    stop_on_unconfirmed(guide, [*figures_behind(scorecard, tier), *REVIEW_FIGURES])
    decision = _decide(
        scorecard, enrolment, tier=tier, starts_on=starts_on, today=today, guide=guide, reason=reason, by=by
    )
    write_recognitions(decision, scorecard, order=tiering_of(guide).order)
    _write_outcome(scorecard, decision, category=enrolment.category if category else "", economics=economics)
    return decision


def _check_targets(scorecard: Scorecard) -> None:
    """Raises Refusal while a line has no target: the review stays a draft until it is set or waived (G-REV-04)."""
    lines = ScorecardLine.objects.filter(scorecard=scorecard, result=ScorecardLine.Result.MISSING_TARGET)
    names = sorted(set(lines.values_list("requirement", flat=True)))
    if names:
        raise Refusal(
            _("A draft until targets are set or waived: %(names)s (G-REV-04).") % {"names": ", ".join(names)},
            code="missing-target",
        )


def _decide(
    scorecard: Scorecard,
    enrolment: Enrolment,
    *,
    tier: str,
    starts_on: date,
    today: date,
    guide: Guide,
    reason: str,
    by: Actor,
) -> TierDecision:
    return decide(
        enrolment,
        source=Source.REVIEW,
        tier=tier,
        before=scorecard.held,
        starts_on=starts_on,
        reason=reason,
        decided_on=today,
        guide=guide,
        scorecard=scorecard,
        by=by,
    )


def _write_outcome(scorecard: Scorecard, decision: TierDecision, *, category: str, economics: Economics) -> None:
    assert decision.author_id is not None
    try:
        with transaction.atomic():
            ReviewOutcome.objects.create(
                partner_id=scorecard.partner_id,
                enrolment_id=scorecard.enrolment_id,
                scorecard=scorecard,
                category=category,
                decision=decision,
                economics=economics,
                reason=decision.reason,
                author_id=decision.author_id,
                decided_on=decision.decided_on,
            )
    except IntegrityError as error:
        if "review_is_decided_once" in str(error):
            raise Conflict(_("This review was decided already.")) from None
        raise
