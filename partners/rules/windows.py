"""Clocks of people in calendar months, clamped to the month's end (X-03). Pure; the months come from the guide's `[people]`."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from portal.clock import add_months

Standing = Literal["warning", "overdue", "missing"]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Until when the certificate of somebody who left is to be replaced (G-REQ-07)."""

    soft: date
    hard: date


def replacement_window(left_on: date, *, soft_months: int, hard_months: int) -> Replacement:
    """Who left on 31 August leaves time until 28 February and, extended, 31 May."""
    return Replacement(add_months(left_on, soft_months), add_months(left_on, hard_months))


def replacement_standing(window: Replacement, *, on: date, extended: bool) -> Standing:
    """Compliant with a warning up to the soft day, up to the hard one where the manager extended, then missing."""
    if on <= window.soft or (extended and on <= window.hard):
        return "warning"
    return "overdue" if on <= window.hard else "missing"


def book_until(last_signature: date, *, months: int) -> date:
    """The last day on which a new partner books its exams in time; the day of the exam is free (G-REQ-09)."""
    return add_months(last_signature, months)


def days_to_remind(ends_on: date, *, on: date, days: tuple[int, ...]) -> int | None:
    """The reminder whose turn it is on a day: the smallest number of days that still lies ahead; None before all and after the end.

    Days on which nothing ran are made up: 60 and 30 days before the end, 29 days before it the second is due.
    """
    left = (ends_on - on).days
    due = [number for number in days if left <= number]
    return min(due) if due and left >= 0 else None
