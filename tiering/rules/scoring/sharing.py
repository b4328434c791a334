"""What is asked of a partner in several countries: a share in each, the largest quota over all, one in each region."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

from tiering.guide.recognition import RecognitionSection
from tiering.guide.requirements import Requirement
from tiering.rules.cards.lines import MISSING_TARGET
from tiering.rules.scoring.conditions import Demand
from tiering.rules.scoring.countries import Group
from tiering.rules.scoring.demands import demand_of


def share_demand(
    key: str, requirement: Requirement, tier: str, group: Group, recognition: RecognitionSection
) -> Demand | None:
    """The share of a country's own quota, rounded up (G-MC-02)."""
    demand = demand_of(requirement, tier, group)
    if demand is None or demand.silence:
        return demand
    required = int((Decimal(demand.required) * recognition.share.value).to_integral_value(ROUND_CEILING))
    return Demand(tier, required, required, _total_of(key, recognition).rule)


def pooled_demand(
    key: str, requirement: Requirement, tier: str, groups: Sequence[Group], recognition: RecognitionSection
) -> Demand | None:
    """More than the quota of the largest country, or at least that; open where a country has no class."""
    demands = [demand_of(requirement, tier, group) for group in groups]
    known = [demand for demand in demands if demand is not None]
    if not known:
        return None
    open_ones = [demand for demand in known if demand.result == MISSING_TARGET]
    asked = [demand.required for demand in known if not demand.silence]
    if open_ones or not asked:
        return open_ones[0] if open_ones else known[0]
    exceeds = key in recognition.exceed_largest.value and recognition.total_strict.value
    required = max(asked) + 1 if exceeds else max(asked)
    return Demand(tier, required, required, _total_of(key, recognition).rule)


def region_demand(
    requirement: Requirement, tier: str, groups: Sequence[Group], recognition: RecognitionSection
) -> Demand | None:
    """So many in a region, whatever the quotas of its countries (G-MC-04)."""
    demands = [demand_of(requirement, tier, group) for group in groups]
    if demands[0] is None or demands[0].result == "not_applicable":
        return demands[0]
    required = recognition.per_region_count.value
    return Demand(tier, required, required, recognition.per_region.rule)


def _total_of(key: str, recognition: RecognitionSection) -> Any:
    return recognition.exceed_largest if key in recognition.exceed_largest.value else recognition.reach_largest
