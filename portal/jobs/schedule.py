"""When jobs come back by themselves: specs registered by the apps, turned into slots by the clock of each vendor.

A slot is one turn of one kind for one vendor. Its key is its local time, so the same turn asked for twice is one job.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from portal.registry import Registry


@dataclass(frozen=True, slots=True)
class Slot:
    """One turn: its key and the instant from which it is due."""

    key: str
    at: datetime


class When(Protocol):
    """A spec: which slot came last."""

    def last_slot(self, now: datetime, *, zone: ZoneInfo) -> Slot: ...


@dataclass(frozen=True, slots=True)
class Minutely:
    """Every `minutes` minutes of the hour."""

    minutes: int

    def last_slot(self, now: datetime, *, zone: ZoneInfo) -> Slot:
        at = now.astimezone(UTC).replace(second=0, microsecond=0)
        at -= timedelta(minutes=at.minute % self.minutes)
        return Slot(f"slot:{at:%Y-%m-%dT%H:%MZ}", at)


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at a time of the vendor's clock."""

    at: time

    def last_slot(self, now: datetime, *, zone: ZoneInfo) -> Slot:
        return _last_of(lambda back: now.astimezone(zone).date() - timedelta(days=back), self.at, now, zone)


@dataclass(frozen=True, slots=True)
class Monthly:
    """Every month on a day from 1 to 28, at a time of the vendor's clock."""

    day: int
    at: time

    def last_slot(self, now: datetime, *, zone: ZoneInfo) -> Slot:
        today = now.astimezone(zone).date()

        def day_of(back: int) -> date:
            months = today.year * 12 + today.month - 1 - back
            return date(months // 12, months % 12 + 1, self.day)

        return _last_of(day_of, self.at, now, zone)


def _last_of(day_of: Callable[[int], date], at: time, now: datetime, zone: ZoneInfo) -> Slot:
    """The newest of today's and earlier slots that has come. Where clocks jump over its time, it is the jump's end."""
    back = 0
    while (instant := datetime.combine(day_of(back), at, zone).astimezone(UTC)) > now:
        back += 1
    return Slot(f"slot:{day_of(back):%Y-%m-%d}", instant)


def every_minute() -> When:
    return Minutely(1)


def every_minutes(minutes: int) -> When:
    """Every `minutes` minutes; a number that divides the hour."""
    if minutes < 1 or 60 % minutes:
        raise ValueError(f"{minutes} does not divide the hour")
    return Minutely(minutes)


def hourly() -> When:
    return Minutely(60)


def daily(at: str = "03:00") -> When:
    """Every day at `at` of the vendor's clock."""
    return Daily(time.fromisoformat(at))


def monthly(day: int = 1, at: str = "02:00") -> When:
    """Every month on `day` (1 to 28) at `at` of the vendor's clock."""
    if not 1 <= day <= 28:
        raise ValueError(f"not every month has a day {day}")
    return Monthly(day, time.fromisoformat(at))


#: Which vendors need a turn now; runs as platform. Saves rows where a turn would find nothing to do.
Wanted = Callable[[datetime], set[int]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """One kind that comes back."""

    kind: str
    when: When
    wanted: Wanted | None


SCHEDULES: Registry[Schedule] = Registry("schedule")


def schedule(kind: str, when: When, *, wanted: Wanted | None = None) -> Schedule:
    """Let jobs of `kind` come back for each vendor, or once where the kind is for all vendors.

    `schedule("leads.release", hourly())`. The payload is `{"slot": key, "at": instant}`. A turn missed while nothing ran is
    made up when the scheduler is back, the last one only; nothing is made up from before the vendor was created.
    """
    return SCHEDULES.register(kind, Schedule(kind, when, wanted))
