"""Whether a product test still holds. Pure; for how long comes from the guide."""

from datetime import date

from portal.clock import add_months


def is_test_valid(*, passed_on: date | None, today: date, months: int) -> bool:
    """The product test is sat again each year; on the anniversary itself it still holds (F-TIER-05)."""
    return passed_on is not None and add_months(today, -months) <= passed_on <= today
