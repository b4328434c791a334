"""What breaks when somebody leaves: asked of the apps above, which know requirements (G-REQ-07)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.registry import Registry

if TYPE_CHECKING:
    from partners.models import Person


@dataclass(frozen=True, slots=True)
class Break:
    """One requirement that a partner no longer meets. `breaks_on` is the first day on which it is missed; `hard` the last one up
    to which a manager may extend, where the guide leaves time for a replacement.

    `loses` names the tiers that ask it and are reached now; empty where the line was missed anyway.
    """

    program: str
    requirement: str
    place: str
    rule: str
    before: str
    after: str
    required: str
    loses: tuple[str, ...]
    breaks_on: date
    soft: date | None = None
    hard: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What breaks, soonest first, and the day the figures are of; `as_of` is None where nothing was measured yet."""

    breaks: tuple[Break, ...]
    as_of: date | None


#: (person, last day in the post) to what breaks in each program.
Ask = Callable[["Person", date], list[Forecast]]
FORECASTS: Registry[Ask] = Registry("forecasts of leavers")


def leaving_forecast(key: str) -> Callable[[Ask], Ask]:
    """Above a function that says what breaks."""
    return FORECASTS.register_as(key)


def forecast_of(person: "Person", last_day: date) -> Forecast:
    """All that breaks, by day; figures are as old as the oldest measurement."""
    found = [one for look in FORECASTS.all().values() for one in look(person, last_day)]
    breaks = sorted((one for part in found for one in part.breaks), key=lambda one: (one.breaks_on, one.requirement))
    return Forecast(tuple(breaks), min((part.as_of for part in found if part.as_of), default=None))
