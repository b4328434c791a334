"""Setting a tier by hand for a while (G-TIER-12). The scorecard's own result stays beside it; the override ends by its period."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.guides.queries import guide_on
from portal.problems import Refusal
from tiering.models import TierDecision
from tiering.models.tiers import Source
from tiering.queries.tiers import tier_on
from tiering.rules.moves import year_end
from tiering.services.calendar import hold
from tiering.services.decisions import check_tier, decide, legal_day


@transaction.atomic
def override_tier(
    enrolment: Enrolment,
    *,
    tier: str,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
    by: Actor,
    at: datetime,
) -> TierDecision:
    """Give `tier` from `starts_on` up to and with `ends_on`, by default 31 December of that year.

    Raises Refusal without a reason, for a tier that the category cannot hold (G-CAT-02), for days in the wrong order or outside
    the enrolment; Conflict where another override is in force.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the partner and the audit log will show it."), field="reason")
    ends_on = ends_on or year_end(starts_on)
    if ends_on < starts_on:
        raise Refusal(_("It ends before it begins."), field="ends_on")
    period = enrolment.period
    if starts_on < period.lower or (period.upper is not None and ends_on >= period.upper):
        raise Refusal(_("The partner is not enrolled on all of these days."), field="starts_on")
    hold(enrolment)
    guide = guide_on(enrolment.program_id, starts_on)
    check_tier(guide, enrolment, tier)
    held = tier_on(starts_on, enrolment_id=enrolment.pk)
    before = held.tier if held else ""
    if before == tier:
        raise Refusal(_("The partner has %s on that day already.") % tier, field="tier")
    return decide(
        enrolment,
        source=Source.OVERRIDE,
        tier=tier,
        before=before,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        decided_on=legal_day(enrolment.program, at),
        guide=guide,
        by=by,
    )
