from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import (
    FiscalCalendar,
    FixedClock,
    Period,
    SystemClock,
    add_business_days,
    add_months,
    as_utc,
    day_start,
    first_business_day,
    first_day_of_next_quarter,
    first_day_of_quarter,
    is_business_day,
    legal_date,
    month_bounds,
)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
periods = st.builds(Period, st.integers(1990, 2090), st.integers(1, 12))
zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC", "America/Los_Angeles", "Asia/Kolkata", "Africa/Cairo", "America/Havana", "Asia/Beirut",
            "America/Sao_Paulo", "Pacific/Apia", "Pacific/Kiritimati", "Atlantic/Azores", "Europe/Berlin",
            "Australia/Lord_Howe", "America/Asuncion", "Asia/Tehran",
        )
        if name in available_timezones()
    ]
)  # fmt: skip


def test_fixed_clock_stands_until_advanced() -> None:
    clock = FixedClock(datetime(2026, 1, 1, 12, tzinfo=ZoneInfo("Asia/Kolkata")))
    assert clock.now() == datetime(2026, 1, 1, 6, 30, tzinfo=UTC)
    clock.advance(timedelta(hours=1))
    assert clock.now() == datetime(2026, 1, 1, 7, 30, tzinfo=UTC)


def test_system_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        as_utc(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001


def test_legal_date_is_the_date_there() -> None:
    instant = datetime(2026, 1, 1, 5, tzinfo=UTC)
    assert legal_date(instant, zone=ZoneInfo("America/Los_Angeles")) == date(2025, 12, 31)
    assert legal_date(instant, zone=ZoneInfo("Asia/Kolkata")) == date(2026, 1, 1)


def test_day_starts_late_where_clocks_jump_at_midnight() -> None:
    assert day_start(date(2018, 11, 4), zone=ZoneInfo("America/Sao_Paulo")) == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_month_bounds_follow_summer_time() -> None:
    start, end = month_bounds(Period(2026, 3), zone=ZoneInfo("Europe/Berlin"))
    assert (start, end) == (datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC))


@given(periods, zones)
def test_month_bounds_hold_exactly_the_month(period: Period, zone: ZoneInfo) -> None:
    start, end = month_bounds(period, zone=zone)
    tick = timedelta(microseconds=1)
    assert legal_date(start, zone=zone) == period.first
    assert legal_date(start - tick, zone=zone) == period.previous().last
    assert legal_date(end - tick, zone=zone) == period.last
    assert end == month_bounds(period.next(), zone=zone)[0]


@given(periods)
def test_period_reads_back_what_it_writes(period: Period) -> None:
    assert Period.parse(str(period)) == period == Period.of(period.first) == Period.of(period.last)
    assert period.next().previous() == period
    assert period.next().first - period.last == timedelta(days=1)
    assert period.contains(period.last)
    assert not period.contains(period.next().first)


def test_period_sorts_by_time() -> None:
    assert sorted([Period(2026, 2), Period(2025, 12), Period(2026, 1)])[0] == Period(2025, 12)
    assert Period(2025, 12).next() == Period(2026, 1)
    assert Period(2026, 10).plus(-22) == Period(2024, 12)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", "", "2026/01", "0000-01", "x"])
def test_period_refuses_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Period.parse(text)


@pytest.mark.rule("X-03")
@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), 18, date(2027, 7, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_month_arithmetic_clamps_to_the_end(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.rule("X-03")
@given(days, st.integers(-240, 240))
def test_month_arithmetic_lands_in_the_month_and_never_past_the_day(day: date, months: int) -> None:
    there = add_months(day, months)
    assert Period.of(there) == Period.of(day).plus(months)
    assert there.day == min(day.day, Period.of(there).last.day)


@given(days)
def test_quarters_meet(day: date) -> None:
    first, following = first_day_of_quarter(day), first_day_of_next_quarter(day)
    assert first <= day < following
    assert (first.day, first.month % 3, following.day, following.month % 3) == (1, 1, 1, 1)
    assert first_day_of_quarter(following - timedelta(days=1)) == first


@pytest.mark.rule("X-03")
@pytest.mark.parametrize(
    ("day", "holidays", "expected"),
    [
        (date(2026, 10, 30), [], date(2026, 10, 30)),
        (date(2026, 10, 31), [], date(2026, 11, 2)),
        (date(2026, 11, 1), [date(2026, 11, 2)], date(2026, 11, 3)),
        (date(2026, 12, 25), [date(2026, 12, 25), date(2026, 12, 28)], date(2026, 12, 29)),
    ],
)
def test_first_business_day_steps_over_weekends_and_holidays(day: date, holidays: list[date], expected: date) -> None:
    assert first_business_day(day, holidays=holidays) == expected


@pytest.mark.rule("X-03")
@given(days, st.integers(0, 40), st.sets(days, max_size=5))
def test_business_days_counted_are_business_days(day: date, count: int, holidays: set[date]) -> None:
    there = add_business_days(day, count, holidays=holidays)
    between = [day + timedelta(days=step + 1) for step in range((there - day).days)]
    assert sum(is_business_day(each, holidays=holidays) for each in between) == count


@pytest.mark.parametrize(
    ("start_month", "day", "year", "quarter"),
    [
        (1, date(2026, 12, 31), 2026, 4),
        (2, date(2026, 1, 31), 2026, 4),
        (2, date(2026, 2, 1), 2027, 1),
        (10, date(2026, 10, 1), 2027, 1),
        (10, date(2026, 9, 30), 2026, 4),
    ],
)
def test_fiscal_calendar_names_year_and_quarter(start_month: int, day: date, year: int, quarter: int) -> None:
    fiscal = FiscalCalendar(start_month=start_month)
    assert (fiscal.year_of(day), fiscal.quarter_of(day)) == (year, quarter)


@given(st.integers(1, 12), days)
def test_fiscal_bounds_hold_the_day(start_month: int, day: date) -> None:
    fiscal = FiscalCalendar(start_month=start_month)
    year = fiscal.year_of(day)
    first, last = fiscal.year_bounds(year)
    quarter_first, quarter_last = fiscal.quarter_bounds(year, fiscal.quarter_of(day))
    assert first <= quarter_first <= day <= quarter_last <= last
    assert first.month == start_month
    assert add_months(first, 12) == last + timedelta(days=1)


def test_fiscal_calendar_refuses_a_thirteenth_month_and_a_fifth_quarter() -> None:
    with pytest.raises(ValueError, match="month"):
        FiscalCalendar(start_month=13)
    with pytest.raises(ValueError, match="quarter"):
        FiscalCalendar().quarter_bounds(2026, 5)
