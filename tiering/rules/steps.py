"""Which tier a partner's revenue reaches, and what bars the way up. Pure; steps and figures come from the guide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.clock import add_months
from portal.money import Money


@dataclass(frozen=True, slots=True)
class RevenueStep:
    """A tier that is reached at `least`, itself included (F-TIER-02)."""

    tier: str
    least: Money


def is_test_valid(*, passed_on: date | None, today: date, months: int) -> bool:
    """The product test is sat again each year; on the anniversary itself it still holds (F-TIER-05)."""
    return passed_on is not None and add_months(today, -months) <= passed_on <= today


def reach_tier(*, entry: str, steps: Sequence[RevenueStep], revenue: Money, test_valid: bool) -> str:
    """The highest step that unrounded revenue reaches; without a valid test, however good sales are, the entry tier."""
    reached = [step for step in steps if test_valid and revenue >= step.least]
    return max(reached, key=lambda step: step.least.minor).tier if reached else entry
