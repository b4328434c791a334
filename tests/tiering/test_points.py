"""The weighted score of the aligned program, its metrics one by one, and badges on top."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.tiering.library import points, shipped, tiering_of
from tiering.guide.points import PointsSection
from tiering.rules.scoring.points import Standing, measure_metric, missing_blocks, score_points

TARGETS: dict[str, int | str] = {
    "minimum_arr": "1000000.00", "arr_growth": 10, "deal_registration_arr": 200_000, "influence_arr": 100_000,
    "customer_satisfaction": 4, "sales_proficiency": 4, "product_proficiency": 4, "solution_proficiency": 4,
    "business_plan": 100, "product_lines": 3, "customer_stories": 4,
}  # fmt: skip
LINE = {"own": 51, "peers": [40, 50, 60]}
FULL: dict[str, Any] = {
    "arr": "1100000.00", "arr_prior": "1000000.00", "deal_registrations": {"stage_5": 200_000}, "influence_arr": 100_000,
    "survey_scores": [4, 4, 4], "sales_badges": 4, "product_badges": 4, "solution_badges": 4,
    "business_plan_executed": 100, "product_line_arr": {"one": LINE, "two": LINE, "three": LINE}, "approved_stories": 4,
}  # fmt: skip


def total(tier: str, **values: Any) -> Fraction | None:
    return score_points(points(), tier=tier, values=FULL | values, targets=TARGETS).total


def measured(metric: str, **values: Any) -> tuple[Standing, Fraction | None]:
    return measure_metric(points().metrics[metric], values)


@pytest.mark.rule("S-TIER-01")
def test_tiers_ascend_from_silver_to_platinum() -> None:
    assert tiering_of("aligned-si").tiers_of("SI") == ("Platinum", "Gold", "Silver")
    assert tiering_of("aligned-si").categories["SI"].entry == "Silver"
    assert "tiering.categories.SI" in shipped("aligned-si").unconfirmed()


@pytest.mark.rule("X-09")
def test_tiers_of_one_name_stand_elsewhere_in_each_program() -> None:
    orders = {
        program: tiering_of(program).order for program in ("gpn-2014", "aligned-si", "appfoundry", "partner-program")
    }
    places = {program: order.index("Silver") for program, order in orders.items() if "Silver" in order}
    assert places == {"gpn-2014": 1, "aligned-si": 2, "appfoundry": 1}
    assert orders["gpn-2014"].index("Authorized") == 3
    assert orders["partner-program"].index("Authorized") == 1


@pytest.mark.rule("S-SCR-01")
def test_weights_are_those_proposed_and_unconfirmed() -> None:
    weights = {
        tier: {
            code: category.weight[tier].value
            for code, category in points().categories.items()
            if tier in category.weight
        }
        for tier in ("Silver", "Gold", "Platinum")
    }
    assert weights == {
        "Silver": {"performance": 60, "competency": 40},
        "Gold": {"performance": 50, "competency": 30, "partnership": 20},
        "Platinum": {"performance": 50, "competency": 25, "partnership": 25},
    }
    assert not any(weight.confirmed for category in points().categories.values() for weight in category.weight.values())


@pytest.mark.rule("S-SCR-02")
def test_metrics_stand_in_the_order_of_the_glossary() -> None:
    assert {code: category.metrics.value for code, category in points().categories.items()} == {
        "performance": ("minimum_arr", "arr_growth", "deal_registration_arr", "influence_arr", "customer_satisfaction"),
        "competency": ("sales_proficiency", "product_proficiency", "solution_proficiency"),
        "partnership": ("business_plan", "product_lines", "customer_stories"),
    }
    assert not any(category.metrics.confirmed for category in points().categories.values())


@pytest.mark.rule("S-SCR-01")
@pytest.mark.parametrize(
    ("tier", "values", "expected"),
    [
        ("Silver", {}, 100),
        ("Gold", {}, 100),
        ("Silver", {"arr": "500000.00", "arr_prior": "500000.00"}, 100 - Fraction(60) * Fraction(3, 2) / 5),
        ("Gold", {"approved_stories": 2}, 100 - Fraction(20) / 3 / 2),
        ("Silver", {"approved_stories": 0, "business_plan_executed": 0}, 100),
        ("Platinum", {"sales_badges": 0, "product_badges": 0, "solution_badges": 0}, 75),
        ("Platinum", {"sales_badges": 40}, 100),
        ("Silver", {"arr_prior": "1375000.00"}, 100 - Fraction(12)),
    ],
)
def test_total_is_the_weighted_mean_of_what_was_attained(tier: str, values: dict[str, Any], expected: Fraction) -> None:
    assert total(tier, **values) == expected


@pytest.mark.rule("S-SCR-01", "S-MET-01")
def test_score_without_a_goal_is_none_and_names_it() -> None:
    found = score_points(
        points(), tier="Gold", values=FULL, targets={k: v for k, v in TARGETS.items() if k != "minimum_arr"}
    )
    assert found.total is None
    assert found.missing == ("minimum_arr",)


@pytest.mark.rule("S-SCR-01")
def test_value_that_nobody_measured_scores_nothing() -> None:
    found = score_points(
        points(), tier="Silver", values={k: v for k, v in FULL.items() if k != "survey_scores"}, targets=TARGETS
    )
    assert found.total == 88
    assert [m.metric for c in found.categories for m in c.metrics if m.standing is Standing.NOT_MEASURED] == [
        "customer_satisfaction"
    ]


@pytest.mark.rule("S-MET-01")
@pytest.mark.parametrize(
    ("arr", "prior", "growth"),
    [("110", "100", 10), ("95", "100", -5), ("100", "300", Fraction(-200, 3)), ("100", "0", None)],
)
def test_growth_is_the_change_against_the_year_before(arr: str, prior: str, growth: Fraction | None) -> None:
    standing, actual = measured("arr_growth", arr=arr, arr_prior=prior)
    assert actual == growth
    assert standing is (Standing.NOT_APPLICABLE if growth is None else Standing.MEASURED)


@pytest.mark.rule("S-MET-01", "S-SCR-01")
def test_growth_over_nothing_stays_out_of_the_mean() -> None:
    assert total("Silver", arr_prior="0") == 100


@pytest.mark.rule("S-MET-02")
def test_registered_deals_count_by_their_stage() -> None:
    stages = {f"stage_{number}": "1000.00" for number in range(1, 6)}
    assert measured("deal_registration_arr", deal_registrations=stages)[1] == 100 + 250 + 500 + 750 + 1000
    assert [weight.confirmed for weight in points().metrics["deal_registration_arr"].weights.values()] == [False] * 5
    with pytest.raises(ValueError, match="there is no stage won"):
        measured("deal_registration_arr", deal_registrations={"won": 1})


@pytest.mark.rule("S-MET-04")
def test_satisfaction_is_the_mean_of_answers_from_one_to_five() -> None:
    assert measured("customer_satisfaction", survey_scores=[5, 4, 4])[1] == Fraction(13, 3)
    assert measured("customer_satisfaction", survey_scores="4.20")[1] == Fraction("4.2")
    assert measured("customer_satisfaction", survey_scores=[]) == (Standing.NOT_APPLICABLE, None)
    with pytest.raises(ValueError, match="outside the scale of 1 to 5"):
        measured("customer_satisfaction", survey_scores="5.01")


@pytest.mark.rule("S-MET-05")
@pytest.mark.parametrize(("new", "bonus"), [(0, 0), (3, 3), (10, 10), (11, 10), (40, 10)])
def test_new_badges_add_a_point_each_up_to_ten(new: int, bonus: int) -> None:
    found = score_points(points(), tier="Platinum", values=FULL | {"new_badges": new}, targets=TARGETS)
    assert found.bonus == bonus
    assert found.total == 100 + bonus


@pytest.mark.rule("S-MET-05")
def test_badges_belong_to_the_three_proficiencies() -> None:
    groups: dict[str, int] = {}
    for badge in points().badges.values():
        groups[badge.group] = groups.get(badge.group, 0) + 1
    assert groups == {"sales_proficiency": 3, "product_proficiency": 3, "solution_proficiency": 4}


@pytest.mark.rule("S-MET-06")
def test_plan_counts_as_far_as_it_was_executed() -> None:
    assert measured("business_plan", business_plan_executed=80)[1] == 80
    assert total("Gold", business_plan_executed=40) == 100 - Fraction(20) / 3 * Fraction(6, 10)


# C91
@pytest.mark.rule("S-MET-07")
@pytest.mark.parametrize(("own", "supported"), [("50", 0), ("51", 1), ("50.01", 1), ("49.99", 0)])
def test_line_is_supported_strictly_above_the_mean_of_peers(own: str, supported: int) -> None:
    line = {"own": own, "peers": [40, 50, 60]}
    assert measured("product_lines", product_line_arr={"brandfolder": line})[1] == supported


@pytest.mark.rule("S-MET-07")
def test_line_without_peers_is_above_nobody() -> None:
    assert measured("product_lines", product_line_arr={"connectors": {"own": 9, "peers": []}})[1] == 0
    lines = points().product_lines
    assert lines is not None
    assert len(lines.lines) == 6


@pytest.mark.rule("S-MET-08")
def test_story_is_reviewed_with_all_five_blocks() -> None:
    story = dict.fromkeys(["customer", "need", "solution", "outcome", "testimonial"], "text")
    assert missing_blocks(points(), story) == ()
    assert missing_blocks(points(), story | {"outcome": "  "}) == ("outcome",)
    assert missing_blocks(points(), {}) == tuple(story)


@pytest.mark.parametrize("wrong", [True, "many", "NaN", 1.5, None, [1]])
def test_value_that_is_no_number_is_refused(wrong: object) -> None:
    metric = points().metrics["customer_stories"]
    if wrong is None:
        assert measure_metric(metric, {"approved_stories": wrong})[0] is Standing.NOT_MEASURED
    else:
        with pytest.raises(ValueError, match="is not a number"):
            measure_metric(metric, {"approved_stories": wrong})


COUNTS = st.integers(0, 12)


@pytest.mark.rule("S-SCR-01")
@given(
    sales=COUNTS,
    product=COUNTS,
    stories=COUNTS,
    more=st.integers(0, 5),
    tier=st.sampled_from(["Silver", "Gold", "Platinum"]),
)
def test_total_stays_in_bounds_and_never_falls_with_more(
    sales: int, product: int, stories: int, more: int, tier: str
) -> None:
    before = total(tier, sales_badges=sales, product_badges=product, approved_stories=stories)
    after = total(tier, sales_badges=sales + more, product_badges=product, approved_stories=stories + more)
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 100


YES = {"en": "Yes", "es": "Sí", "ru": "Да"}
METRIC = {"rule": "R-1", "text": YES, "of": ["a"], "goal": {"Gold": 1}}


@pytest.mark.parametrize(
    ("weight", "listed", "problem"),
    [
        (90, ["a"], "the weights of Gold add up to 90, not to 100"),
        (100, ["a", "b"], "metric b is not described"),
        (100, [], "metrics.a belongs to no category"),
        (100, ["a", "a"], "metric a counts twice"),
    ],
)
def test_contradicting_points_are_refused(weight: int, listed: list[str], problem: str) -> None:
    category = {"rule": "R-1", "text": YES, "weight": {"Gold": Decimal(weight)}, "metrics": listed}
    with pytest.raises(ValidationError, match=problem):
        PointsSection.model_validate({"rule": "R-1", "categories": {"all": category}, "metrics": {"a": METRIC}})


def test_only_a_figure_by_stage_has_weights() -> None:
    with pytest.raises(ValidationError, match="weights of the stages"):
        PointsSection.model_validate(
            {
                "rule": "R-1",
                "categories": {"all": {"rule": "R", "text": YES, "weight": {"Gold": 100}, "metrics": ["a"]}},
                "metrics": {"a": METRIC | {"measure": "stage_weighted"}},
            }
        )


@pytest.mark.rule("S-SCR-01")
def test_category_where_nothing_applies_hands_its_weight_on() -> None:
    metrics = {"sold": METRIC, "grown": METRIC | {"measure": "growth", "of": ["now", "before"]}}
    shape: dict[str, Any] = {"rule": "R-1", "text": YES}
    categories = {
        "size": shape | {"weight": {"Gold": 40}, "metrics": ["sold"]},
        "growth": shape | {"weight": {"Gold": 60}, "metrics": ["grown"]},
    }
    section = PointsSection.model_validate({"rule": "R-1", "categories": categories, "metrics": metrics})
    found = score_points(section, tier="Gold", values={"a": 1, "now": 5, "before": 0}, targets={})
    assert found.total == 100
    assert [category.points for category in found.categories] == [Fraction(100), None]
