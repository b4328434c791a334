"""Whether the lists are fresh enough to approve anybody by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.models import ListVersion
from compliance.queries.guides import list_age_days
from compliance.queries.lists import versions_in_force


@dataclass(frozen=True, slots=True)
class Freshness:
    """`stale` are lists older than the limit; without any list nothing is fresh."""

    limit: timedelta | None
    versions: tuple[ListVersion, ...]
    stale: tuple[ListVersion, ...]

    @property
    def is_fresh(self) -> bool:
        return bool(self.versions) and not self.stale


def freshness(at: datetime) -> Freshness:
    """The lists in force at a moment, by the most careful program of the vendor."""
    days = list_age_days(at)
    limit = None if days is None else timedelta(days=days)
    versions = tuple(versions_in_force())
    stale = tuple(one for one in versions if limit is not None and at - confirmed_at(one) > limit)
    return Freshness(limit, versions, stale)


def confirmed_at(version: ListVersion) -> datetime:
    """When the list was last found to be this version."""
    return version.confirmed_at or version.in_force_since or version.loaded_at
