from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.money import Money
from tiering.rules.steps import RevenueStep, is_test_valid, reach_tier

STEPS = [RevenueStep("authorized", Money(500_00, "USD"))]


# C82
@pytest.mark.rule("F-TIER-02", "F-TIER-05")
@pytest.mark.parametrize(
    ("minor", "test_valid", "tier"),
    [(499_99, True, "registered"), (500_00, True, "authorized"), (900_00, False, "registered")],
)
def test_revenue_reaches_the_tier_only_with_the_test(minor: int, test_valid: bool, tier: str) -> None:
    revenue = Money(minor, "USD")
    assert reach_tier(entry="registered", steps=STEPS, revenue=revenue, test_valid=test_valid) == tier


@pytest.mark.rule("F-TIER-05")
@pytest.mark.parametrize(
    ("passed_on", "valid"),
    [
        (None, False),
        (date(2025, 11, 20), False),
        (date(2025, 11, 21), True),
        (date(2026, 11, 21), True),
        (date(2026, 11, 22), False),
    ],
)
def test_product_test_holds_for_a_year(passed_on: date | None, valid: bool) -> None:
    assert is_test_valid(passed_on=passed_on, today=date(2026, 11, 21), months=12) is valid


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), max_size=5, unique=True))
def test_highest_reached_step_wins_whatever_their_order(minor: int, limits: list[int]) -> None:
    steps = [RevenueStep(f"from {limit}", Money(limit, "USD")) for limit in limits]
    expected = max((limit for limit in limits if limit <= minor), default=None)
    reached = reach_tier(entry="entry", steps=steps, revenue=Money(minor, "USD"), test_valid=True)
    assert reached == ("entry" if expected is None else f"from {expected}")
