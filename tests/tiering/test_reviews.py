"""When a program reviews, on which days' data, and what follows for the tier that is held."""

from datetime import date

import pytest
from pydantic import ValidationError

from portal.clock import Period
from tests.tiering.library import review_of, shipped, tiering_of
from tiering.guide.reviews import Review
from tiering.rules.moves import grace_end
from tiering.rules.reviews import Outcome, Round, Verdict, judge, month_round, review_round

ISV = ("Gold", "Silver", "Bronze")
SOLUTIONS = ("Preferred", "Authorized", "Registered")


@pytest.mark.rule("A-REV-05")
def test_appfoundry_reviews_the_running_year_in_its_last_quarter() -> None:
    found = review_round(review_of("appfoundry"), year=2026)
    assert found == Round(date(2026, 10, 1), date(2026, 12, 1), date(2026, 1, 1), date(2026, 11, 30))
    assert {"reviews.annual.opens", "reviews.annual.decides"} <= set(shipped("appfoundry").unconfirmed())


@pytest.mark.rule("A-REV-06")
def test_recovery_ends_ninety_days_after_the_review() -> None:
    grace = tiering_of("appfoundry").grace
    assert grace is not None
    assert grace_end(granted_on=date(2026, 12, 1), days=grace.days.value) == date(2027, 3, 1)
    assert not grace.days.confirmed


@pytest.mark.rule("A-REV-06")
@pytest.mark.parametrize(
    ("held", "reached", "verdict"),
    [
        ("Gold", "Gold", Verdict(Outcome.KEEP, "Gold")),
        ("Gold", "Silver", Verdict(Outcome.DOWN, "Silver")),
        ("Bronze", "Gold", Verdict(Outcome.UP, "Gold")),
        ("Bronze", None, Verdict(Outcome.BY_HAND, "Bronze", "no_lower_tier")),
    ],
)
def test_bronze_that_fails_waits_for_a_person(held: str, reached: str | None, verdict: Verdict) -> None:
    assert judge(review_of("appfoundry"), order=ISV, held=held, reached=reached) == verdict


@pytest.mark.rule("F-TIER-06", "F-TIER-05")
@pytest.mark.parametrize("held", ["Preferred", "Authorized"])
def test_solutions_partner_is_never_demoted_by_itself(held: str) -> None:
    found = judge(review_of("partner-program", "monthly"), order=SOLUTIONS, held=held, reached="Registered")
    assert found == Verdict(Outcome.BY_HAND, held, "below_held_tier")


@pytest.mark.rule("F-TIER-02")
def test_solutions_partner_moves_up_at_a_months_end() -> None:
    found = judge(review_of("partner-program", "monthly"), order=SOLUTIONS, held="Registered", reached="Authorized")
    assert found == Verdict(Outcome.UP, "Authorized")
    assert month_round(Period(2026, 2)) == Round(
        date(2026, 2, 28), date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)
    )


def test_aligned_program_reviews_the_year_before_in_january() -> None:
    found = review_round(review_of("aligned-si"), year=2026)
    assert found == Round(date(2026, 1, 1), date(2026, 1, 31), date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.rule("X-09")
@pytest.mark.parametrize(("held", "reached"), [("Platinum", "Gold"), ("Gold", "Registered")])
def test_tier_of_another_program_is_refused(held: str, reached: str) -> None:
    with pytest.raises(ValueError, match="is no tier of this program"):
        judge(review_of("appfoundry"), order=ISV, held=held, reached=reached)


def test_monthly_review_has_no_yearly_round() -> None:
    with pytest.raises(ValueError, match="each month"):
        review_round(review_of("partner-program", "monthly"), year=2026)


@pytest.mark.parametrize(
    "block",
    [
        {"rule": "R-1", "demotes": True},
        {"rule": "R-1", "demotes": True, "every": "month", "opens": "10-01"},
        {"rule": "R-1", "demotes": True, "every": "month", "decides": "13-01"},
    ],
)
def test_contradicting_review_is_refused(block: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Review.model_validate(block)


@pytest.mark.rule("G-REV-01", "G-TIER-10")
def test_partner_network_reviews_the_year_before_and_ends_nobody_by_itself() -> None:
    review = review_of("gpn-2014")
    assert review_round(review, year=2015) == Round(
        date(2015, 1, 1), date(2015, 1, 31), date(2014, 1, 1), date(2014, 12, 31)
    )
    found = judge(review, order=("Gold", "Silver", "Bronze"), held="Bronze", reached=None)
    assert found == Verdict(Outcome.BY_HAND, "Bronze", "termination_review")
