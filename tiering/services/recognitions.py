"""Tiers of single countries and specializations, written into the calendar with the decision they come from (G-MC-06, G-MIX-11)."""

from datetime import date

from tiering.models import Recognition, Scorecard, TierDecision
from tiering.rules.moves import is_downgrade, year_end
from tiering.services.calendar import assign, end_parts

_PLACES = {Recognition.Kind.COUNTRY: "country", Recognition.Kind.SPECIALIZATION: "specialization"}


def write_recognitions(decision: TierDecision, scorecard: Scorecard, *, order: tuple[str, ...]) -> list[TierDecision]:
    """Where the figures reach another tier than the one decided: a country never stands above it, a specialization may.

    "" means that no tier is reached there. What was recognised before ends with the day before. Inside the hold.
    """
    end_parts(decision.enrolment, starts_on=decision.starts_on)
    made = []
    for one in Recognition.objects.filter(scorecard=scorecard, kind__in=_PLACES).order_by("kind", "key"):
        tier = one.tier
        if one.kind == Recognition.Kind.COUNTRY and is_downgrade(order, before=tier, after=decision.tier):
            tier = decision.tier
        if tier != decision.tier:
            made.append(_write(decision, _PLACES[Recognition.Kind(one.kind)], one.key, tier))
    return made


def _write(decision: TierDecision, place: str, key: str, tier: str) -> TierDecision:
    part: TierDecision = TierDecision.objects.create(
        program_id=decision.program_id,
        partner_id=decision.partner_id,
        enrolment_id=decision.enrolment_id,
        source=decision.source,
        before="",
        tier=tier,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        reason=decision.reason,
        author_id=decision.author_id,
        scorecard_id=decision.scorecard_id,
        guide_id=decision.guide_id,
        decided_on=decision.decided_on,
        **{place: key},
    )
    assign(part, until=_last_day(decision))
    return part


def _last_day(decision: TierDecision) -> date:
    """With the tier it belongs to, and at most to the year's end: the next review looks again."""
    end: date = decision.ends_on or year_end(decision.starts_on)
    return end
