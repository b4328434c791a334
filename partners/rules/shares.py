"""How much of a company its owners hold together on any one day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

WHOLE = Decimal(100)


class Held(NamedTuple):
    """A share in per cent, from its first day to the first day after it, if it has one."""

    begins: date
    ends: date | None
    share: Decimal


def most_held(shares: Iterable[Held], *, since: date) -> Decimal:
    """The most that is held together on one day, of the days from `since` on."""
    held = [one for one in shares if one.ends is None or one.ends > since]
    days = {since, *(one.begins for one in held if one.begins > since)}
    return max(
        sum((one.share for one in held if one.begins <= day and (one.ends is None or day < one.ends)), Decimal(0))
        for day in days
    )
