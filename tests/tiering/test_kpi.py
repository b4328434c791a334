"""KPI 1 and KPI 2: scores, windows, and next year's care rate."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portal.clock import Period
from tests.tiering.library import kpi1, kpi2
from tiering.guide.kpi import Kpi1Section
from tiering.rules.kpi import (
    Case,
    Kpi1,
    Outside,
    Renewal,
    Window,
    care_rate,
    is_new_partner,
    kpi1_points,
    kpi2_misses,
    kpi2_points,
    moves_rate,
    rate_window,
    report_window,
    review_task,
    score_cases,
    score_parts,
    score_renewals,
    shown,
)

YEAR_2014 = Window(date(2014, 1, 1), date(2014, 8, 31), Period(2014, 9))
BASE = Decimal("12.0")


def case(
    kind: str = "incident", *, on: date = date(2014, 3, 1), quality: str = "1", avoidable: bool = False, by: bool = True
) -> Case:
    return Case(kind, on, {"quality": Decimal(quality), "avoidable": avoidable, "certified_contact": by})


def scored(cases: list[Case]) -> Kpi1:
    return score_cases(kpi1(), cases, window=YEAR_2014)


# C25
@pytest.mark.rule("G-KPI1-01", "G-KPI1-03")
def test_score_is_the_sum_of_three_parts() -> None:
    score = score_parts(kpi1(), {"quality": Decimal(34), "closure": Decimal(36), "training": Decimal(16)})
    assert score == 86
    assert kpi1_points(kpi1(), score) == 0


@pytest.mark.rule("G-KPI1-01")
@pytest.mark.parametrize("parts", [{"quality": Decimal(34)}, {"quality": Decimal(41), "closure": 0, "training": 0}])
def test_part_that_is_missing_or_above_its_weight_is_refused(parts: dict[str, Decimal]) -> None:
    with pytest.raises(ValueError, match="is a number from 0 to"):
        score_parts(kpi1(), parts)


@pytest.mark.rule("G-KPI1-02")
def test_parts_follow_the_cases() -> None:
    cases = [case(quality="0.8")] * 15 + [case(quality="0.4", avoidable=True)] * 3 + [case(quality="0.2", by=False)] * 2
    found = scored(cases)
    assert found.parts == {
        "quality": 40 * (Fraction("0.8") * 15 + Fraction("0.4") * 3 + Fraction("0.2") * 2) / 20,
        "closure": Fraction(34),
        "training": Fraction(18),
    }
    assert found.score is not None
    assert shown(found.score) == Decimal("79.20")


@pytest.mark.rule("G-KPI1-02")
def test_quality_beyond_one_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        scored([case(quality="1.1")] * 20)


# C28
@pytest.mark.rule("G-KPI1-03")
@pytest.mark.parametrize(
    ("score", "points"),
    [("100", 0), ("70", 0), ("69.99", 1), ("69.999999", 1), ("50", 1), ("49.99", 2), ("49.9999", 2), ("0", 2)],
)
def test_rate_step_follows_the_unrounded_score(score: str, points: int) -> None:
    assert kpi1_points(kpi1(), Fraction(score)) == points
    rate = care_rate(kpi1(), kpi2(), year=2015, base=Decimal(10), scores={2014: Fraction(score)})
    assert rate.rate == 10 + points


@pytest.mark.rule("G-KPI1-03")
def test_score_that_shows_seventy_may_be_below() -> None:
    score = Fraction(209_999, 3_000)
    assert shown(score) == Decimal("70.00")
    assert kpi1_points(kpi1(), score) == 1


# C31
@pytest.mark.rule("G-KPI1-04")
@pytest.mark.parametrize(
    ("cases", "outside"),
    [
        ([case()] * 19, Outside.FEW_CASES),
        ([case()] * 20, None),
        ([case()] * 19 + [case("admin")] * 6, Outside.FEW_CASES),
        ([case()] * 20 + [case("feature_request"), case("ps_custom_application")], None),
        ([case()] * 19 + [case(on=date(2014, 9, 1))], Outside.FEW_CASES),
        ([], Outside.FEW_CASES),
    ],
)
def test_fewer_than_twenty_cases_stay_outside(cases: list[Case], outside: Outside | None) -> None:
    found = scored(cases)
    assert found.outside is outside
    assert (found.score is None) is (outside is not None)
    assert kpi1_points(kpi1(), found.score) == 0


@pytest.mark.rule("G-KPI1-04")
def test_what_was_left_out_is_counted_by_kind() -> None:
    outside = case("admin", on=date(2014, 9, 1))
    found = scored([case()] * 20 + [case("admin", quality="0")] * 2 + [case("feature_request"), outside])
    assert found.counted == 20
    assert found.left_out == {"admin": 2, "feature_request": 1, "ps_custom_application": 0}
    assert found.score == 100


@pytest.mark.rule("G-KPI1-04")
@pytest.mark.parametrize(("agreed_on", "new"), [(date(2013, 9, 1), False), (date(2013, 9, 2), True)])
def test_partner_is_new_until_a_year_after_its_agreement(agreed_on: date, new: bool) -> None:
    assert is_new_partner(kpi1(), agreed_on=agreed_on, window=YEAR_2014) is new


# C34
@pytest.mark.rule("G-KPI1-05", "G-KPI1-06")
@pytest.mark.parametrize(
    ("delivered", "first", "last"),
    [
        ("2014-09", date(2014, 1, 1), date(2014, 8, 31)),
        ("2014-12", date(2014, 1, 1), date(2014, 11, 30)),
        ("2015-06", date(2014, 6, 1), date(2015, 5, 31)),
        ("2015-09", date(2014, 9, 1), date(2015, 8, 31)),
        ("2016-03", date(2015, 3, 1), date(2016, 2, 29)),
    ],
)
def test_report_looks_back_a_year_but_never_before_2014(delivered: str, first: date, last: date) -> None:
    period = Period.parse(delivered)
    assert report_window(kpi1(), delivered=period) == Window(first, last, period)


@pytest.mark.rule("G-KPI1-05")
def test_month_without_a_report_has_no_window() -> None:
    with pytest.raises(ValueError, match="no report is delivered in 2015-07"):
        report_window(kpi1(), delivered=Period(2015, 7))


@pytest.mark.rule("G-KPI1-06")
def test_rates_of_a_year_come_from_the_september_before() -> None:
    assert rate_window(kpi1(), year=2015) == YEAR_2014
    assert rate_window(kpi1(), year=2016) == Window(date(2014, 9, 1), date(2015, 8, 31), Period(2015, 9))


@pytest.mark.rule("G-KPI1-07")
def test_two_bad_years_add_two_and_raise_a_task() -> None:
    scores = {2014: Fraction(40), 2015: Fraction(45), 2016: Fraction(60)}
    rates = [care_rate(kpi1(), kpi2(), year=year, base=BASE, scores=scores).kpi1 for year in (2015, 2016, 2017)]
    assert rates == [2, 2, 1]
    assert [review_task(kpi1(), year=year, scores=scores) for year in (2014, 2015, 2016)] == [
        None,
        "care_relationship_review",
        None,
    ]


@pytest.mark.rule("G-KPI1-07")
def test_exactly_fifty_is_no_bad_year() -> None:
    assert review_task(kpi1(), year=2015, scores={2014: Fraction(40), 2015: Fraction(50)}) is None
    assert review_task(kpi1(), year=2015, scores={2014: Fraction(50), 2015: Fraction(40)}) is None


@pytest.mark.rule("G-KPI1-07")
def test_year_outside_the_kpi_breaks_the_row() -> None:
    scores = {2014: Fraction(40), 2015: None, 2016: Fraction(40)}
    assert [review_task(kpi1(), year=year, scores=scores) for year in (2015, 2016)] == [None, None]


# C37
@pytest.mark.rule("G-KPI1-07", "G-KPI2-02", "G-KPI2-03")
def test_only_applied_half_points_pile_up() -> None:
    scores = {2014: Fraction(40), 2015: Fraction(49), 2016: Fraction(75)}
    timeliness = {2014: Fraction(99), 2015: Fraction(96), 2016: Fraction(100)}
    assert [kpi2_misses(kpi2(), score) for score in timeliness.values()] == [True, True, False]
    rates = [
        care_rate(kpi1(), kpi2(), year=year, base=BASE, scores=scores, applied={2014}).rate
        for year in (2015, 2016, 2017)
    ]
    assert rates == [Decimal("14.5"), Decimal("14.5"), Decimal("12.5")]


@pytest.mark.rule("G-KPI2-02")
def test_missed_timeliness_alone_changes_nothing() -> None:
    assert kpi2().discretionary.value is True
    assert care_rate(kpi1(), kpi2(), year=2015, base=BASE, scores={}).rate == BASE
    assert care_rate(kpi1(), kpi2(), year=2015, base=BASE, scores={}, applied={2014}).rate == Decimal("12.5")


@pytest.mark.rule("G-KPI2-03")
@pytest.mark.parametrize(("reset_on", "points"), [(None, "1.5"), (2014, "1.0"), (2016, "0"), (2013, "1.5")])
def test_half_points_stay_until_finance_resets_them(reset_on: int | None, points: str) -> None:
    found = kpi2_points(kpi2(), year=2017, applied={2014, 2015, 2016}, reset_on=reset_on)
    assert found == Decimal(points)


@pytest.mark.rule("G-KPI2-01")
@pytest.mark.parametrize(
    ("received_on", "on_time"),
    [(date(2014, 3, 30), 1), (date(2014, 3, 31), 1), (date(2014, 4, 1), 0), (None, 0)],
)
def test_renewal_is_on_time_before_it_starts(received_on: date | None, on_time: int) -> None:
    found = score_renewals([Renewal(date(2014, 4, 1), received_on)], window=YEAR_2014)
    assert (found.eligible, found.on_time) == (1, on_time)
    assert found.score == Fraction(100 * on_time)


@pytest.mark.rule("G-KPI2-01")
def test_renewals_outside_the_window_do_not_count() -> None:
    outside = [Renewal(day, None) for day in (date(2013, 12, 31), date(2014, 9, 1))]
    assert score_renewals(outside, window=YEAR_2014).score is None
    assert kpi2_misses(kpi2(), None) is False


@pytest.mark.rule("G-KPI2-01")
def test_share_of_renewals_is_exact() -> None:
    late = [Renewal(date(2014, 4, 1), None)] + [Renewal(date(2014, 4, 1), date(2014, 3, 1))] * 2
    found = score_renewals(late, window=YEAR_2014)
    assert found.score == Fraction(200, 3)
    assert shown(found.score) == Decimal("66.67")


@pytest.mark.rule("G-KPI1-03", "G-KPI2-04")
@pytest.mark.parametrize(
    ("category", "agreed", "first", "second"),
    [
        ("VAR", False, True, True), ("SR", False, True, True), ("SVC", False, True, True), ("MSP", False, True, True),
        ("OEM", False, True, True), ("CLD", False, False, False), ("CLD", True, True, False), ("TECH", True, False, False),
    ],
)  # fmt: skip
def test_cloud_rate_moves_only_by_agreement(category: str, agreed: bool, first: bool, second: bool) -> None:
    assert moves_rate(kpi1().rate, category=category, has_agreed_rate=agreed) is first
    assert moves_rate(kpi2().rate, category=category, has_agreed_rate=agreed) is second


@pytest.mark.rule("G-KPI2-05")
def test_papers_the_guide_does_not_contain_are_links() -> None:
    assert [document.name for document in kpi2().documents.values()] == [
        "Care Policy Guidelines",
        "Genesys Care Appendix",
    ]


SCORES = st.dictionaries(st.integers(2014, 2030), st.none() | st.fractions(0, 100, max_denominator=997))


@pytest.mark.rule("G-KPI1-07", "G-KPI2-03")
@given(
    base=st.decimals(0, 50, places=2),
    scores=SCORES,
    applied=st.sets(st.integers(2014, 2030)),
    year=st.integers(2014, 2031),
)
def test_rate_is_base_one_kpi1_step_and_applied_halves(
    base: Decimal, scores: dict[int, Fraction | None], applied: set[int], year: int
) -> None:
    found = care_rate(kpi1(), kpi2(), year=year, base=base, scores=scores, applied=applied)
    assert found.rate == base + found.kpi1 + found.kpi2
    assert found.kpi1 in (0, 1, 2)
    assert found.kpi2 == Decimal("0.5") * len([y for y in applied if y < year])
    only_last = {year - 1: scores.get(year - 1)}
    assert found == care_rate(kpi1(), kpi2(), year=year, base=base, scores=only_last, applied=applied)


@pytest.mark.rule("G-KPI1-01")
@given(good=st.lists(st.tuples(st.decimals(0, 1, places=3), st.booleans(), st.booleans()), min_size=20, max_size=60))
def test_score_stays_between_nought_and_a_hundred(good: list[tuple[Decimal, bool, bool]]) -> None:
    cases = [case(quality=str(quality), avoidable=avoidable, by=by) for quality, avoidable, by in good]
    found = scored(cases)
    assert found.score is not None
    assert 0 <= found.score <= 100


def weights(quality: int) -> Callable[[dict[str, object]], None]:
    def change(data: dict[str, object]) -> None:
        data["parts"]["quality"]["weight"] = quality  # type: ignore[index]

    return change


def steps(*pairs: tuple[int, int]) -> Callable[[dict[str, object]], None]:
    def change(data: dict[str, object]) -> None:
        data["rate_steps"]["value"] = [{"below": below, "points": points} for below, points in pairs]  # type: ignore[index]

    return change


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (weights(30), "add up to 100"),
        (steps((50, 2), (70, 1)), "rate_steps: each step is lower"),
        (steps((70, 1), (50, 1)), "costs more"),
    ],
)
def test_contradicting_kpi_is_refused(change: Callable[[dict[str, object]], None], problem: str) -> None:
    data = kpi1().model_dump()
    change(data)
    with pytest.raises(ValidationError, match=problem):
        Kpi1Section.model_validate(data)


def test_window_holds_its_ends() -> None:
    assert YEAR_2014.holds(YEAR_2014.first)
    assert YEAR_2014.holds(YEAR_2014.last)
    assert not YEAR_2014.holds(YEAR_2014.last + timedelta(days=1))
