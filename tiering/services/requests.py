"""Asking for a tier inside the year, and what becomes of it (G-TIER-06)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.queries import guide_on
from portal.problems import Conflict, Refusal
from tiering.models import Scorecard, TierDecision, TierRequest
from tiering.queries.programs import tiering_of
from tiering.services.decisions import check_tier, legal_day, promote, unmet_lines
from tiering.services.rounds import start_evaluation


@transaction.atomic
def ask_for_tier(
    enrolment: Enrolment, *, tier: str, by: Actor | None, at: datetime, scorecard: Scorecard | None = None
) -> TierRequest:
    """Ask, which starts an evaluation of today (G-REV-06).

    Raises Refusal for a tier that is not reached inside a year, Conflict where it was asked for already.
    """
    today = legal_day(enrolment.program, at)
    guide = guide_on(enrolment.program_id, today)
    check_tier(guide, enrolment, tier)
    if tier not in tiering_of(guide).moves:
        raise Refusal(_("%s is not reached inside a year.") % tier, field="tier")
    try:
        with transaction.atomic():
            asked: TierRequest = TierRequest.objects.create(
                program_id=enrolment.program_id,
                partner_id=enrolment.partner_id,
                enrolment=enrolment,
                tier=tier,
                asked_on=today,
                asked_by_id=by.membership_id if by else None,
                scorecard=scorecard,
            )
    except IntegrityError as error:
        if "tier_is_asked_for_once" in str(error):
            raise Conflict(_("This tier was asked for already, and waits for a decision.")) from None
        raise
    record("tier.asked", by=by, subject=asked, partner_id=asked.partner_id, tier=tier)
    start_evaluation(enrolment.program, partner_id=enrolment.partner_id, on=today, by=by)
    return asked


@transaction.atomic
def ask_for_tier_by_check(enrolment: Enrolment, *, tier: str, scorecard: Scorecard) -> TierRequest:
    """The monthly check found every line met: it asks in the partner's place, as of its own day (G-TIER-06)."""
    asked: TierRequest = TierRequest.objects.create(
        program_id=enrolment.program_id,
        partner_id=enrolment.partner_id,
        enrolment=enrolment,
        tier=tier,
        asked_on=scorecard.as_of,
        scorecard=scorecard,
        fulfilled_on=scorecard.as_of,
    )
    record("tier.asked", subject=asked, partner_id=asked.partner_id, tier=tier)
    return asked


@transaction.atomic
def grant_request(
    request: TierRequest, *, scorecard: Scorecard, fulfilled_on: date, reason: str, by: Actor, at: datetime
) -> TierDecision:
    """Promote: from the quarter after the fulfilment, however late this is said."""
    request = _open(request)
    decision = promote(
        request.enrolment,
        tier=request.tier,
        fulfilled_on=fulfilled_on,
        scorecard=scorecard,
        reason=reason,
        by=by,
        at=at,
    )
    request.scorecard, request.fulfilled_on, request.decision = scorecard, fulfilled_on, decision
    request.save(update_fields=["scorecard", "fulfilled_on", "decision"])
    return decision


@transaction.atomic
def refuse_request(
    request: TierRequest,
    *,
    requirement: str = "",
    matter: str = "",
    scorecard: Scorecard | None,
    by: Actor,
    at: datetime,
) -> TierRequest:
    """Refuse, naming a line that is not met or a compliance matter that is open; nothing else is a ground."""
    request = _open(request)
    unmet = {line.requirement for line in unmet_lines(scorecard, request.tier)} if scorecard else set()
    if requirement and requirement not in unmet:
        raise Refusal(_("That line is met: name one that is not."), field="requirement")
    if not requirement and not matter.strip():
        raise Refusal(_("Name the line that is not met, or the compliance matter that is open."), field="requirement")
    request.refused_on, request.refused_by_id = legal_day(request.program, at), by.membership_id
    request.refused_requirement, request.refusal, request.scorecard = requirement, matter.strip(), scorecard
    request.save(update_fields=["refused_on", "refused_by", "refused_requirement", "refusal", "scorecard"])
    record("tier.refused", by=by, subject=request, partner_id=request.partner_id, requirement=requirement)
    return request


def _open(request: TierRequest) -> TierRequest:
    fresh: TierRequest = TierRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if fresh.decision_id is not None or fresh.refused_on is not None:
        raise Conflict(_("Somebody decided this already."))
    return fresh
