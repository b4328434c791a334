"""Time is passed in, and a date is a date in a program's legal time zone.

Instants are aware datetimes in UTC; spans of days and months are half open, from the first instant to the one after
the last. Month arithmetic clamps to the month's end, days are calendar days unless a rule says business days (X-03).
"""

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol, Self
from zoneinfo import ZoneInfo

SATURDAY = 5


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands where it was put, for tests, demo data and rehearsals."""

    instant: datetime

    def __post_init__(self) -> None:
        self.instant = as_utc(self.instant)

    def now(self) -> datetime:
        return self.instant

    def advance(self, span: timedelta) -> None:
        self.instant += span


def as_utc(instant: datetime) -> datetime:
    """Refuses a naive datetime: it names no instant. Arithmetic on local time would count hours wrongly."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(UTC)


def legal_date(instant: datetime, *, zone: ZoneInfo) -> date:
    return as_utc(instant).astimezone(zone).date()


def day_start(day: date, *, zone: ZoneInfo) -> datetime:
    """The first instant of the day there, also where the clocks change at midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar month, written 2026-10."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (date.min.year <= self.year <= date.max.year and 1 <= self.month <= 12):
            raise ValueError(f"{self.year}-{self.month} is not a month")

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if match is None:
            raise ValueError(f"{text!r} is not a month such as 2026-10")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "Period":
        years, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Period(years, index + 1)

    def next(self) -> "Period":
        return self.plus(1)

    def previous(self) -> "Period":
        return self.plus(-1)

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def month_bounds(period: Period, *, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the month and the first one after it."""
    return day_start(period.first, zone=zone), day_start(period.next().first, zone=zone)


def add_months(day: date, months: int) -> date:
    """Same day of a later month, clamped to its end: 31 August and six months is 28 February (X-03)."""
    target = Period.of(day).plus(months)
    return target.first.replace(day=min(day.day, target.last.day))


def first_day_of_quarter(day: date) -> date:
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def first_day_of_next_quarter(day: date) -> date:
    return add_months(first_day_of_quarter(day), 3)


def is_business_day(day: date, *, holidays: Collection[date]) -> bool:
    """Monday to Friday, unless the country's table has a holiday there (X-03)."""
    return day.weekday() < SATURDAY and day not in holidays


def first_business_day(day: date, *, holidays: Collection[date]) -> date:
    """The day itself, or the first business day after it."""
    while not is_business_day(day, holidays=holidays):
        day += timedelta(days=1)
    return day


def add_business_days(day: date, days: int, *, holidays: Collection[date]) -> date:
    """The `days`-th business day after `day`; `day` itself is not counted."""
    for _ in range(days):
        day = first_business_day(day + timedelta(days=1), holidays=holidays)
    return day


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """A finance year as data: the month it starts in. It carries the number of the year it ends in."""

    start_month: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.start_month <= 12:
            raise ValueError(f"{self.start_month} is not a month")

    def year_of(self, day: date) -> int:
        return day.year + (1 if self.start_month > 1 and day.month >= self.start_month else 0)

    def quarter_of(self, day: date) -> int:
        return (day.month - self.start_month) % 12 // 3 + 1

    def year_bounds(self, year: int) -> tuple[date, date]:
        """First and last day."""
        first = Period(year if self.start_month == 1 else year - 1, self.start_month)
        return first.first, first.plus(11).last

    def quarter_bounds(self, year: int, quarter: int) -> tuple[date, date]:
        """First and last day."""
        if not 1 <= quarter <= 4:
            raise ValueError(f"{quarter} is not a quarter")
        first = Period.of(self.year_bounds(year)[0]).plus(3 * (quarter - 1))
        return first.first, first.plus(2).last
