"""May this partner do this now? Higher apps register why not; new leads, payouts, agreements and listings ask here.

The reason is neutral: a partner that is held never learns what was found.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.problems import Conflict
from portal.registry import Registry

NEUTRAL = _(
    "This is paused while the vendor completes a review of your company. Your channel manager can tell you more."
)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a partner may not act now, in words the partner may read, and since when."""

    reason: str | Promise = NEUTRAL
    since: datetime | None = None


Ask = Callable[[int, datetime], Hold | None]
#: Ids of every partner that is held, in one query.
AskAll = Callable[[datetime], Iterable[int]]


@dataclass(frozen=True, slots=True)
class HoldSource:
    """One registered cause: asked of one partner, or of all at once."""

    key: str
    look: Ask
    held: AskAll


HOLDS: Registry[HoldSource] = Registry("partner holds")


def partner_hold(key: str, *, held: AskAll) -> Callable[[Ask], Ask]:
    """Above a function that says of one partner why it is held; `held` says it of all, and the two have to agree."""

    def keep(ask: Ask) -> Ask:
        HOLDS.register(key, HoldSource(key, ask, held))
        return ask

    return keep


def hold_on(partner_id: int, at: datetime) -> Hold | None:
    """The first cause that holds this partner, None where it may act."""
    found = (source.look(partner_id, at) for source in HOLDS.all().values())
    return next((hold for hold in found if hold is not None), None)


def held_partners(at: datetime) -> frozenset[int]:
    """Every partner of the vendor that is held: a query for each cause, never one for each partner."""
    return frozenset(partner for source in HOLDS.all().values() for partner in source.held(at))


def refuse_while_held(partner_id: int, at: datetime) -> None:
    """Raise Conflict with the neutral reason where the partner is held."""
    hold = hold_on(partner_id, at)
    if hold is not None:
        raise Conflict(hold.reason, code="partner-held")
