"""Days from which tiers count."""

from datetime import date

import pytest

from tiering.rules.moves import (
    NoGrace,
    effective_day,
    grace_end,
    is_downgrade,
    review_effect,
    year_end,
)

ORDER = ("Gold", "Silver", "Bronze")


@pytest.mark.rule("G-TIER-05")
@pytest.mark.parametrize(
    ("fulfilled", "first"),
    [
        (date(2014, 3, 31), date(2014, 4, 1)),
        (date(2014, 4, 1), date(2014, 7, 1)),
        (date(2014, 1, 1), date(2014, 4, 1)),
        (date(2014, 12, 31), date(2015, 1, 1)),
        (date(2014, 10, 1), date(2015, 1, 1)),
    ],
)
def test_promotion_counts_from_the_next_quarter(fulfilled: date, first: date) -> None:
    assert effective_day("next_quarter", on=fulfilled) == first


@pytest.mark.rule("G-TIER-04")
def test_new_year_is_the_first_of_january() -> None:
    assert effective_day("new_year", on=date(2014, 12, 31)) == date(2015, 1, 1)
    assert effective_day("next_month", on=date(2014, 12, 31)) == date(2015, 1, 1)
    assert year_end(date(2014, 2, 28)) == date(2014, 12, 31)


# C64
@pytest.mark.rule("G-TIER-08", "G-TIER-09")
@pytest.mark.parametrize(
    ("decided", "first"),
    [
        (date(2015, 4, 20), date(2015, 4, 21)),
        (date(2015, 4, 10), date(2015, 4, 21)),
        (date(2015, 5, 4), date(2015, 5, 5)),
    ],
)
def test_lower_tier_waits_for_grace_and_decision(decided: date, first: date) -> None:
    ends = grace_end(granted_on=date(2015, 1, 20), days=90)

    assert ends == date(2015, 4, 20)
    assert effective_day("after_grace", on=decided, grace_ends=ends) == first


def test_downgrade_without_grace_has_no_day() -> None:
    with pytest.raises(NoGrace):
        effective_day("after_grace", on=date(2015, 1, 1))


@pytest.mark.rule("G-REV-05")
@pytest.mark.parametrize(
    ("decided", "down", "first"),
    [
        (date(2015, 1, 31), True, date(2015, 1, 1)),
        (date(2015, 1, 31), False, date(2015, 1, 1)),
        (date(2015, 2, 1), False, date(2015, 1, 1)),
        (date(2015, 2, 1), True, date(2015, 2, 2)),
        (date(2015, 6, 30), True, date(2015, 7, 1)),
    ],
)
def test_late_downgrade_counts_from_the_day_after_its_decision(decided: date, down: bool, first: date) -> None:
    until = date(2015, 1, 31)

    assert review_effect(reviewed=date(2014, 12, 31), decided_on=decided, is_downgrade=down, until=until) == first


@pytest.mark.parametrize(
    ("before", "after", "down"),
    [("Gold", "Silver", True), ("Silver", "Gold", False), ("Gold", "Gold", False), ("Bronze", "", True), ("", "Bronze", False)],
)  # fmt: skip
def test_no_tier_is_below_all(before: str, after: str, down: bool) -> None:
    assert is_downgrade(ORDER, before=before, after=after) is down
