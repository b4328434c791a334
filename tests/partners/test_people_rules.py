"""Clocks of people, how long certificates are good, and who counts: pure rules under attack by many dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.rules.certificates import ExpiryMissing, ExpiryOutside, Validity, expiry_of
from partners.rules.counting import why_not_counted
from partners.rules.windows import book_until, days_to_remind, replacement_standing, replacement_window

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
YEARS = Validity(24, 12, 36)


# C55
@pytest.mark.rule("G-REQ-07")
@pytest.mark.parametrize(
    ("left", "soft", "hard"),
    [
        (date(2014, 1, 15), date(2014, 7, 15), date(2014, 10, 15)),
        (date(2014, 8, 31), date(2015, 2, 28), date(2015, 5, 31)),
    ],
)
def test_leavers_are_replaced_within_six_to_nine_months(left: date, soft: date, hard: date) -> None:
    window = replacement_window(left, soft_months=6, hard_months=9)

    assert (window.soft, window.hard) == (soft, hard)
    assert replacement_standing(window, on=soft, extended=False) == "warning"
    assert replacement_standing(window, on=hard, extended=False) == "overdue"
    assert replacement_standing(window, on=hard, extended=True) == "warning"
    assert replacement_standing(window, on=date(hard.year, hard.month + 1, 1), extended=True) == "missing"


@pytest.mark.rule("G-REQ-07", "X-03")
@given(left=DAYS, soft=st.integers(0, 60), more=st.integers(0, 60), on=DAYS)
def test_window_never_closes_early_and_standing_only_worsens(left: date, soft: int, more: int, on: date) -> None:
    window = replacement_window(left, soft_months=soft, hard_months=soft + more)
    order = ("warning", "overdue", "missing")
    today, tomorrow = (
        order.index(replacement_standing(window, on=day, extended=False)) for day in (on, on + timedelta(days=1))
    )

    assert left <= window.soft <= window.hard
    assert window.soft.day == left.day or (window.soft + timedelta(days=1)).day == 1
    assert today <= tomorrow
    assert order.index(replacement_standing(window, on=on, extended=True)) <= today


@pytest.mark.rule("G-REQ-08", "X-03")
@given(issued=DAYS, said=st.none() | DAYS)
def test_certificate_ends_between_twelve_and_thirty_six_months_or_is_refused(issued: date, said: date | None) -> None:
    try:
        end = expiry_of(issued, said, YEARS)
    except ExpiryOutside:
        assert said is not None
        assert not (issued + timedelta(days=366) <= said <= issued + timedelta(days=3 * 365))
        return
    assert end == said or (said is None and end.year == issued.year + 2)
    assert timedelta(days=364) < end - issued <= timedelta(days=3 * 366)


@pytest.mark.rule("G-REQ-08")
def test_leap_day_and_edges_of_validity() -> None:
    leap = date(2024, 2, 29)

    assert expiry_of(leap, None, YEARS) == date(2026, 2, 28)
    assert expiry_of(leap, date(2025, 2, 28), YEARS) == date(2025, 2, 28)
    assert expiry_of(leap, date(2027, 2, 28), YEARS) == date(2027, 2, 28)
    for outside in (date(2025, 2, 27), date(2027, 3, 1), leap, date(2020, 1, 1)):
        with pytest.raises(ExpiryOutside):
            expiry_of(leap, outside, YEARS)


def test_guide_without_validity_needs_the_day() -> None:
    with pytest.raises(ExpiryMissing):
        expiry_of(date(2024, 1, 1), None, None)
    with pytest.raises(ExpiryOutside):
        expiry_of(date(2024, 1, 1), date(2024, 1, 1), None)
    assert expiry_of(date(2024, 1, 1), date(2040, 1, 1), None) == date(2040, 1, 1)


@pytest.mark.rule("G-REQ-09")
@pytest.mark.parametrize(
    ("signed", "until"), [(date(2014, 11, 30), date(2015, 2, 28)), (date(2014, 1, 15), date(2014, 4, 15))]
)
def test_exams_are_booked_within_calendar_months(signed: date, until: date) -> None:
    assert book_until(signed, months=3) == until


@given(ends=DAYS, left=st.integers(-400, 400), days=st.sets(st.integers(1, 365), min_size=1, max_size=4))
def test_reminder_is_the_nearest_that_has_come(ends: date, left: int, days: set[int]) -> None:
    found = days_to_remind(ends, on=ends - timedelta(days=left), days=tuple(days))

    assert (found is None) == (left < 0 or left > max(days))
    assert found is None or (found >= left and not [day for day in days if left <= day < found])


@pytest.mark.rule("G-REQ-05")
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"domain": "BIRCH.example"}, ""),
        ({"employment": "long_term"}, ""),
        ({"employment": "short_term"}, "not_employed"),
        ({"domain": "mail.birch.example"}, "foreign_mail"),
        ({"domains": ()}, "foreign_mail"),
        ({"last_day": date(2025, 6, 1)}, ""),
        ({"last_day": date(2025, 5, 31)}, "left"),
        ({"begins": date(2025, 6, 2)}, "not_begun"),
    ],
)
def test_person_counts_with_employment_and_company_mail(changed: dict[str, object], why: str) -> None:
    usual: dict[str, object] = {
        "begins": date(2024, 1, 1),
        "last_day": None,
        "employment": "employee",
        "domain": "birch.example",
        "on": date(2025, 6, 1),
        "domains": ("birch.example",),
        "employments": ("employee", "long_term"),
    }

    assert why_not_counted(**{**usual, **changed}) == why  # type: ignore[arg-type]
