"""When a review looks at which days, and what its result does to the tier that is held. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from portal.clock import Period
from tiering.guide.reviews import Review

DAY = timedelta(days=1)


class Round(NamedTuple):
    """A round of a review: its days, and the first and last day of the data that it judges."""

    opens: date
    decides: date
    first: date
    last: date


class Outcome(StrEnum):
    """What a review proposes."""

    KEEP = "keep"
    UP = "up"
    DOWN = "down"
    BY_HAND = "by_hand"


class Verdict(NamedTuple):
    """The tier that holds afterwards; `task` names what somebody has to look at."""

    outcome: Outcome
    tier: str
    task: str = ""


def review_round(review: Review, *, year: int) -> Round:
    """The round that a yearly review holds in `year`. Figures are year to date: nothing is annualised (A-REV-05)."""
    if not (review.opens and review.decides and review.data_of and review.data_from and review.data_to):
        raise ValueError("a monthly review has a round each month")
    of = year if review.data_of.value == "running_year" else year - 1
    return Round(
        _day(year, review.opens.value),
        _day(year, review.decides.value),
        _day(of, review.data_from.value),
        _day(of, review.data_to.value),
    )


def first_day(found: Round) -> date:
    """The first day on which a round can be measured: it is open and its data are over (A-REV-05: 1 December)."""
    return max(found.opens, found.last + DAY)


def newest_round(review: Review, *, today: date) -> Round:
    """The last round of a yearly review that can be measured on a day."""
    found = review_round(review, year=today.year)
    return found if first_day(found) <= today else review_round(review, year=today.year - 1)


def last_report(review: Review, found: Round) -> date:
    """Up to when a report counts that was handed in: the end of the data, or sooner as the guide says (G-REV-06: September)."""
    return _day(found.last.year, review.reports_to.value) if review.reports_to else found.last


def month_round(period: Period) -> Round:
    """The round at a month's end, on everything up to it (F-TIER-02)."""
    return Round(period.last, period.last, period.first, period.last)


def judge(review: Review, *, order: Sequence[str], held: str, reached: str | None) -> Verdict:
    """What a reached tier does to the held one; `order` is this program's own, best first (X-09).

    Where the program demotes nobody (F-TIER-06), or no tier is left below (A-REV-06), it is a person's decision.
    Raises ValueError for a tier that is none of the program's.
    """
    for tier in (held, reached):
        if tier is not None and tier not in order:
            raise ValueError(f"{tier} is no tier of this program")
    if reached == held:
        return Verdict(Outcome.KEEP, held)
    if reached is not None and order.index(reached) < order.index(held):
        return Verdict(Outcome.UP, reached)
    if reached is None or not review.demotes.value:
        return Verdict(Outcome.BY_HAND, held, review.by_hand)
    return Verdict(Outcome.DOWN, reached)


def _day(year: int, month_and_day: str) -> date:
    month, day = month_and_day.split("-")
    return date(year, int(month), int(day))
