"""AppFoundry, the solutions program and the aligned program, scored as `guide score` does."""

from functools import cache
from typing import Any

import pytest

from tests.tiering.library import requirements_of, shipped, tiering_of
from tests.tiering.scoring import find_line
from tiering.rules.cards.lines import Scorecard
from tiering.rules.scoring.evaluate import Engine, compile_guide


@cache
def engine(program: str) -> Engine:
    return compile_guide(shipped(program).sections)


def score(program: str, category: str, *, targets: dict[str, Any] | None = None, **values: Any) -> Scorecard:
    facts = {"as_of": "2026-11-30", "category": category, "targets": targets or {}, "values": values}
    return engine(program).evaluate(facts)


def results(card: Scorecard, tier: str) -> dict[str, str]:
    return {line.requirement: line.result for line in card.lines if line.tier == tier}


# AppFoundry

LISTED: dict[str, Any] = {"listed_application": True, "certified_employees": 1}


def isv(**values: Any) -> Scorecard:
    return score("appfoundry", "ISV", **LISTED | values)


@pytest.mark.rule("A-REV-01", "A-REV-02")
@pytest.mark.parametrize(
    ("revenue", "tier"),
    [
        ("0.00", "Bronze"), ("99999.99", "Bronze"), ("100000.00", "Silver"), ("499999.99", "Silver"), ("500000.00", "Gold"),
    ],
)  # fmt: skip
def test_recurring_revenue_reaches_the_tier(revenue: str, tier: str) -> None:
    assert isv(recurring_revenue=revenue).tier == tier


@pytest.mark.rule("A-REV-01")
def test_partner_enters_at_bronze_with_a_listed_application() -> None:
    assert tiering_of("appfoundry").categories["ISV"].entry == "Bronze"
    assert isv(recurring_revenue="900000.00", listed_application=False).tier is None
    assert "common_terms" not in requirements_of("appfoundry").all()


@pytest.mark.rule("A-REV-02")
def test_thresholds_above_bronze_are_unconfirmed() -> None:
    cells = requirements_of("appfoundry").all()["recurring_revenue"]["isv"].cells()
    assert [(tier, str(cell.value), cell.confirmed) for tier, _market, cell in cells] == [
        ("Gold", "500000.00", False),
        ("Silver", "100000.00", False),
        ("Bronze", "0.00", False),
    ]


# C76
@pytest.mark.rule("A-REV-03", "A-REV-04")
def test_review_looks_at_recurring_revenue_and_shows_the_aggregate() -> None:
    card = isv(
        recurring_genesys_invoices="60000.00", recurring_partner_invoices="45000.00", recurring_uninvoiced_sales="0.00",
        genesys_invoices="120000.00", partner_invoices="80000.00",
    )  # fmt: skip
    assert card.tier == "Silver"
    assert find_line(card, "recurring_revenue", tier="Silver").actual == 105_000
    aggregate = find_line(card, "aggregate_revenue", tier="Gold")
    assert (aggregate.result, aggregate.actual) == ("not_applicable", 200_000)


@pytest.mark.rule("A-REV-05")
def test_review_asks_for_the_certification_too() -> None:
    card = isv(recurring_revenue="600000.00", certified_employees=0)
    assert card.tier is None
    assert results(card, "Gold")["certified_employees"] == "missed"
    windows = tiering_of("appfoundry").windows
    assert {key: windows[key].value for key in ("recurring_revenue", "certified_employees")} == {
        "recurring_revenue": "flow",
        "certified_employees": "stock",
    }


@pytest.mark.rule("A-REV-05")
def test_tier_changes_only_after_the_review() -> None:
    moves = tiering_of("appfoundry").moves
    assert (moves["annual"].value, moves["downgrade"].value) == ("after_decision", "after_grace")


# The solutions program


def reseller(**values: Any) -> Scorecard:
    return score("partner-program", "SOLUTIONS", **values)


@pytest.mark.rule("F-TYP-01", "F-TIER-01")
def test_five_types_and_tiers_for_solutions_only() -> None:
    tiering = tiering_of("partner-program")
    assert {code: tiering.tiers_of(code) for code in tiering.categories} == {
        "SOLUTIONS": ("Preferred", "Authorized", "Registered"),
        "STRATEGIC": (),
        "ISV": (),
        "AFFILIATE": (),
        "STARTUPS": (),
    }


@pytest.mark.rule("F-TYP-02")
def test_who_only_refers_is_no_reseller() -> None:
    assert reseller(resells=False, mrr="900.00", product_tests=1).tier is None
    assert reseller(resells=True).tier == "Registered"
    assert tiering_of("partner-program").category_named("Referrer") == "AFFILIATE"


# C82
@pytest.mark.rule("F-TIER-02", "F-TIER-05")
@pytest.mark.parametrize(
    ("mrr", "tests", "tier"),
    [
        ("499.99", 1, "Registered"),
        ("500.00", 1, "Authorized"),
        ("900.00", 0, "Registered"),
        ("900.00", True, "Authorized"),
    ],
)
def test_authorized_at_five_hundred_with_the_test(mrr: str, tests: int, tier: str) -> None:
    assert reseller(mrr=mrr, product_tests=tests).tier == tier


@pytest.mark.rule("F-TIER-03")
@pytest.mark.parametrize(
    ("quarters", "approved", "tier"),
    [(2, True, "Preferred"), (1, True, "Authorized"), (2, False, "Authorized"), (3, True, "Preferred")],
)
def test_preferred_after_two_quarters_and_an_approval(quarters: int, approved: bool, tier: str) -> None:
    card = reseller(mrr="700.00", product_tests=1, gtm_quarters=quarters, manager_approval=approved)
    assert card.tier == tier
    assert "requirements.gtm_quarters.solutions.quota.Preferred" in shipped("partner-program").unconfirmed()


@pytest.mark.rule("F-TIER-04")
def test_leads_and_references_are_shown_beside_revenue_without_weight() -> None:
    card = reseller(mrr="500.00", product_tests=1, outbound_leads=7, case_studies=0)
    assert card.tier == "Authorized"
    shown = {key: find_line(card, key, tier="Preferred") for key in ("outbound_leads", "case_studies")}
    assert {key: (line.result, line.actual) for key, line in shown.items()} == {
        "outbound_leads": ("not_applicable", 7),
        "case_studies": ("not_applicable", 0),
    }


@pytest.mark.rule("F-CRT-01")
def test_each_step_up_asks_one_product_test() -> None:
    cells = {
        tier: cell
        for tier, _market, cell in requirements_of("partner-program").all()["product_tests"]["solutions"].cells()
    }
    assert {tier: (cell.value, cell.confirmed) for tier, cell in cells.items()} == {
        "Preferred": (1, False),
        "Authorized": (1, False),
        "Registered": ("not_applicable", True),
    }


# The aligned program

GOALS = {
    "minimum_arr": {"Silver": "100000.00", "Gold": "500000.00", "Platinum": "1000000.00"},
    **{
        key: dict.fromkeys(("Silver", "Gold", "Platinum"), goal)
        for key, goal in {
            "arr_growth": "10", "deal_registration_arr": "200000.00", "influence_arr": "100000.00",
            "customer_satisfaction": "4", "sales_proficiency": 4, "product_proficiency": 4, "solution_proficiency": 4,
            "business_plan": "100", "product_lines": 1, "customer_stories": 4,
        }.items()
    },
}  # fmt: skip
INTEGRATOR: dict[str, Any] = {
    "services": True, "arr": "1100000.00", "arr_prior": "1000000.00", "deal_registrations": {"stage_5": "200000.00"},
    "influence_arr": "100000.00", "survey_scores": ["4", "4"], "sales_badges": 4, "product_badges": 4,
    "solution_badges": 4, "business_plan_executed": "100", "approved_stories": 4, "new_badges": 0,
    "product_line_arr": {"brandfolder": {"own": "51", "peers": ["40", "50", "60"]}},
}  # fmt: skip


def integrator(*, goals: dict[str, Any] | None = None, **values: Any) -> Scorecard:
    return score("aligned-si", "SI", targets=GOALS if goals is None else goals, **INTEGRATOR | values)


@pytest.mark.rule("S-TIER-01", "S-SCR-01")
def test_full_score_with_the_minimum_reaches_platinum() -> None:
    card = integrator()
    assert card.tier == "Platinum"
    assert find_line(card, "score", tier="Platinum").actual == 100


@pytest.mark.rule("S-SCR-01", "S-MET-01")
@pytest.mark.parametrize(
    ("arr", "tier"), [("999999.99", "Gold"), ("1000000.00", "Platinum"), ("499999.99", "Silver"), ("99999.99", None)]
)
def test_below_the_minimum_no_score_helps(arr: str, tier: str | None) -> None:
    card = integrator(arr=arr, arr_prior="1.00", new_badges=10)
    assert card.tier == tier
    assert find_line(card, "score", tier="Platinum").result == "met"


@pytest.mark.rule("S-SCR-01")
def test_score_passes_at_seventy() -> None:
    weak: dict[str, Any] = {
        "sales_badges": 0,
        "product_badges": 0,
        "solution_badges": 0,
        "business_plan_executed": "85",
    }
    lines = [
        find_line(integrator(**weak, approved_stories=stories, new_badges=new), "score", tier="Platinum")
        for stories, new in ((4, 0), (2, 0), (2, 1))
    ]
    assert [line.result for line in lines] == ["met", "missed", "met"]
    assert [str(line.actual) for line in lines] == ["73.75", "69.5833", "70.5833"]


@pytest.mark.rule("S-MET-01", "S-SCR-01")
def test_unset_minimum_and_goals_are_missing_targets() -> None:
    card = integrator(goals={})
    assert card.tier is None
    assert results(card, "Silver") == {"services": "met", "arr": "missing_target", "score": "missing_target"}
    unset = {key: goals for key, goals in GOALS.items() if key != "customer_stories"}
    assert results(integrator(goals=unset), "Gold")["score"] == "missing_target"
    assert integrator(goals=unset).tier == "Silver"


@pytest.mark.rule("S-SCR-01")
def test_silver_is_not_judged_by_partnership() -> None:
    card = integrator(
        arr="200000.00", arr_prior="150000.00", business_plan_executed="0", approved_stories=0, product_line_arr={}
    )
    assert card.tier == "Silver"
    assert find_line(card, "score", tier="Silver").actual == 100


# C88
WHOLE: dict[str, Any] = {
    "trainings_completed": 3,
    "trainings_relevant": 3,
    "industry_certificates_held": 1,
    "industry_certificates_listed": 1,
}


@pytest.mark.rule("S-SPC-01", "S-SPC-02", "S-SPC-03")
@pytest.mark.parametrize(
    ("category", "share", "active", "successful", "changes", "tier"),
    [
        ("VERTICAL", "34.9", 10, 4, {}, None),
        ("VERTICAL", "35", 10, 4, {}, None),
        ("VERTICAL", "35.1", 10, 4, {}, "Badge"),
        ("VERTICAL", "35.1", 9, 4, {}, None),
        ("VERTICAL", "35.1", 10, 3, {}, None),
        ("BRANDFOLDER", "35.1", 5, 2, {}, "Badge"),
        ("BRANDFOLDER", "35.1", 4, 2, {}, None),
        ("VERTICAL", "35.1", 10, 4, {"trainings_completed": 2}, None),
        ("VERTICAL", "35.1", 10, 4, {"industry_certificates_held": 0}, None),
        ("VERTICAL", "35.1", 10, 4, {"trainings_completed": 0, "trainings_relevant": 0}, "Badge"),
        ("BRANDFOLDER", "35.1", 5, 2, {"industry_certificates_held": 0}, "Badge"),
    ],
)
def test_badge_asks_every_line_of_its_column(
    category: str, share: str, active: int, successful: int, changes: dict[str, int], tier: str | None
) -> None:
    values: dict[str, Any] = {
        "area_share": share,
        "active_customers": active,
        "successful_customers": successful,
        **WHOLE,
        **changes,
    }
    assert score("aligned-si", category, **values).tier == tier


@pytest.mark.rule("S-SPC-02")
def test_share_is_of_the_partners_recurring_revenue_and_strict() -> None:
    lines = [
        find_line(
            score(
                "aligned-si",
                "VERTICAL",
                area_arr=area,
                arr="1000.00",
                active_customers=10,
                successful_customers=4,
                **WHOLE,
            ),
            "area_share",
            tier="Badge",
        )
        for area in ("350.00", "350.01")
    ]
    assert [line.result for line in lines] == ["missed", "met"]


@pytest.mark.rule("S-SPC-03")
def test_vertical_without_a_list_of_certificates_is_not_passed_in_silence() -> None:
    values: dict[str, Any] = {
        "area_share": "40",
        "active_customers": 10,
        "successful_customers": 4,
        "trainings_completed": 1,
        "trainings_relevant": 1,
    }
    card = score("aligned-si", "VERTICAL", **values)
    line = find_line(card, "industry_certificates", tier="Badge")
    assert (card.tier, line.result, line.reason) == (None, "missed", "not_measured")
