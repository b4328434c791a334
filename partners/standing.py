"""Which tier an enrolment holds: tiers stand above partners, so they say it here."""

from collections.abc import Callable
from datetime import date

from portal.registry import Registry

TierSource = Callable[[int, date], str]
TIER_SOURCES: Registry[TierSource] = Registry("tier sources")


def tier_source(ask: TierSource) -> TierSource:
    """Above the one function that knows; `""` where there is no tier."""
    return TIER_SOURCES.register("tiers", ask)


def tier_of(enrolment_id: int, day: date) -> str:
    """The tier held on a day, `""` for none."""
    source = TIER_SOURCES.all().get("tiers")
    return source(enrolment_id, day) if source else ""
