"""From which day a tier counts. Pure; which effect a move has comes from the guide's `[tiering.moves]`."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from portal.clock import add_months, first_day_of_next_quarter

Effect = Literal["new_year", "next_quarter", "next_month", "after_grace", "after_decision"]
DAY = timedelta(days=1)


class NoGrace(ValueError):
    """The move waits for the end of a recovery period, and there is none."""


def year_end(day: date) -> date:
    """The last day of the program year, which is the calendar year (G-GEN-01)."""
    return date(day.year, 12, 31)


def effective_day(effect: Effect, *, on: date, grace_ends: date | None = None) -> date:
    """The first day of a move that was fulfilled or decided `on` a day.

    A quarter's fulfilment counts from the next one: 31 March gives 1 April, 1 April gives 1 July (G-TIER-05). After a recovery
    period it is the day after the decision, and not before the day after the period (G-TIER-09). Raises NoGrace.
    """
    if effect == "next_quarter":
        return first_day_of_next_quarter(on)
    if effect == "next_month":
        return add_months(on.replace(day=1), 1)
    if effect == "new_year":
        return date(on.year + 1, 1, 1)
    if effect == "after_decision":
        return on + DAY
    if grace_ends is None:
        raise NoGrace("this move waits for the end of a recovery period")
    return max(on, grace_ends) + DAY


def review_effect(*, reviewed: date, decided_on: date, is_downgrade: bool, until: date) -> date:
    """From when the annual review of the year that ended on `reviewed` counts.

    Decided up to `until` (31 January): from 1 January. Later: an upgrade still from 1 January, a downgrade from the day after the
    decision, and the old tier runs on meanwhile (G-REV-05).
    """
    first = reviewed + DAY
    return decided_on + DAY if is_downgrade and decided_on > until else first


def grace_end(*, granted_on: date, days: int) -> date:
    """The last day of a recovery period: 20 January and 90 days is 20 April (G-TIER-08)."""
    return granted_on + timedelta(days=days)


def is_downgrade(order: Sequence[str], *, before: str, after: str) -> bool:
    """Whether `after` stands below `before`; `order` is best first, and no tier is below all."""
    return _rank(order, after) > _rank(order, before)


def _rank(order: Sequence[str], tier: str) -> int:
    return order.index(tier) if tier in order else len(order)
