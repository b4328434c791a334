"""Which tier a partner reaches, and which it can never reach."""

import json
from decimal import Decimal
from typing import Any, cast

import pytest

from tests.tiering.library import shipped
from tests.tiering.scoring import ENGINE, TARGETS, VALUES, country, facts, find_line, held, results, said, score
from tiering.guide.tiers import TieringSection
from tiering.rules.cards.lines import PASSING

TIERING = cast(TieringSection, shipped("gpn-2014").sections["tiering"])
LADDER = ("Gold", "Silver", "Bronze")
ISSUE_FACTS = """
{"as_of": "2014-12-31", "category": "VAR", "specializations": [], "uses_sdk": true, "connector_course": true,
 "countries": {"US": {"trained_sales": 6, "customers": 8, "mlb": "1000000.00",
                      "certifications": {"GCP8-CIV": 6, "GCPS8-CORE": 1, "GCS8-CCTS": 3, "GCD8-PSDK": 1}}},
 "targets": {"mlb": {"US": {"Gold": "1000000.00", "Silver": "400000.00", "Bronze": "150000.00"}}},
 "values": {"business_plan": true, "nps_avg": "8.2", "ps_methodology_assessment": true, "ops_methodology_assessment": true,
            "kpi1": "86", "kpi2": "100", "connector_training": 2, "code_of_ethics": true, "churn": "2.9",
            "new_customers": 3, "yoy_usage_growth": "15"}}
"""


@pytest.mark.rule("G-CAT-01", "G-CAT-02", "G-TIER-01", "G-TIER-02", "X-09")
def test_categories_hold_the_tiers_of_the_guide() -> None:
    found = {code: (TIERING.tiers_of(code), category.entry) for code, category in TIERING.categories.items()}
    assert found == {
        **dict.fromkeys(("VAR", "SR", "SVC", "CLD", "MSP"), (LADDER, "Bronze")),
        "TECH": (("Silver", "Bronze"), "Bronze"),
        **dict.fromkeys(("OEM", "CR", "GSA", "CON"), (("Authorized",), "Authorized")),
    }
    assert TIERING.order == (*LADDER, "Authorized")


@pytest.mark.rule("G-GEN-01")
def test_program_year_is_the_calendar_year() -> None:
    assert TIERING.program_year.value == "calendar"


@pytest.mark.rule("G-TIER-01")
def test_gold_partner_reaches_gold() -> None:
    card = score()
    assert (card.tier, set(results(card, tier="Gold").values())) == ("Gold", {"met"})


@pytest.mark.rule("G-REV-04")
def test_lines_of_every_tier_come_best_first_in_the_order_of_the_guide() -> None:
    card = score()
    keys = [
        "business_plan", "mlb", "trained_sales", "gcps", "gcp", "gcs", "gcd", "customers", "nps_avg_min",
        "ps_methodology_assessment", "kpi1_min_pct", "kpi2_min_pct", "connector_training", "code_of_ethics",
    ]  # fmt: skip
    assert [(line.tier, line.requirement) for line in card.lines] == [(tier, key) for tier in LADDER for key in keys]


def test_facts_of_the_readme_name_what_is_missing() -> None:
    card = ENGINE.evaluate(json.loads(ISSUE_FACTS))
    missing = [(line.tier, line.requirement) for line in card.lines if line.result not in PASSING]
    assert card.tier is None
    assert missing == [("Gold", "gcps"), ("Gold", "gcp"), ("Silver", "gcps"), ("Silver", "gcp"), ("Bronze", "gcp")]


@pytest.mark.rule("G-TIER-01")
@pytest.mark.parametrize(
    ("values", "tier"),
    [
        ({"kpi1": "79.99"}, "Silver"),
        ({"kpi1": "69.99"}, None),
        ({"ps_methodology_assessment": False}, "Silver"),
        ({"nps_avg": "7.99"}, None),
        ({"business_plan": False}, None),
        ({"connector_training": 1}, "Bronze"),
    ],
)
def test_best_tier_without_a_missed_line_is_reached(values: dict[str, Any], tier: str | None) -> None:
    assert score(values={**VALUES, **values}).tier == tier


@pytest.mark.rule("G-TIER-01", "G-REV-04")
def test_each_tier_stands_for_itself() -> None:
    """A target that is missing for Silver takes nothing from who fulfils Gold."""
    card = score(targets={"mlb": {"US": {"Gold": "1.00", "Bronze": "1.00"}}})
    assert (card.tier, find_line(card, "mlb", tier="Silver").result) == ("Gold", "missing_target")


@pytest.mark.rule("G-CAT-02")
def test_technology_partners_never_reach_gold() -> None:
    values = {
        "participation_fee_usd_year": "9000.00",
        "technology_development_plan": True,
        "customer_product_reporting": True,
        "solutions_catalog_entry": True,
        "connector_training": 9,
        "code_of_ethics": True,
    }
    card = score("TECH", countries={"US": {"certifications": {"GCS8-CCTS": 9, "GCD8-PSDK": 9}}}, values=values)
    assert (card.tier, {line.tier for line in card.lines}) == ("Silver", {"Silver", "Bronze"})


@pytest.mark.rule("G-CAT-04")
def test_cloud_reseller_is_bronze_without_a_scorecard() -> None:
    card = score("CLD", subtype="cloud_reseller", countries={}, values={})
    assert (card.tier, card.lines) == ("Bronze", ())
    assert score("CLD", subtype="hosting") == score("CLD")
    several = score("CLD", subtype="cloud_reseller", categories={"CLD": {}, "SVC": {"customers": {"US": 8}}})
    assert (several.tier, several.categories) == ("Bronze", {"CLD": "Bronze", "SVC": "Gold"})


@pytest.mark.rule("G-CAT-07")
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Service Partner", "SVC"),
        ("Services Partner", "SVC"),
        ("Managed Services Partner", "MSP"),
        ("managed services  provider", "MSP"),
        ("Specialized Partner", "SR"),
        ("Specialized Reseller", "SR"),
        ("Revendedor especializado", "SR"),
        ("VAR", "VAR"),
        ("Partner", None),
    ],
)
def test_every_name_of_a_category_means_one_code(written: str, code: str | None) -> None:
    assert TIERING.category_named(written) == code


@pytest.mark.rule("G-CAT-03")
def test_specializations_are_five_with_an_alias() -> None:
    assert list(TIERING.specializations) == ["GVP", "IWD", "WFO", "ESV", "BEP"]
    assert [TIERING.specialization_named(name) for name in ("EWM", "iWD", "Digital Channels", "XX")] == [
        "IWD", "IWD", "ESV", None,
    ]  # fmt: skip


def specialist(**changes: Any) -> dict[str, Any]:
    """A partner with certificates for Gold in WFO and nothing of GVP but its common part."""
    certificates = {
        "GCPS8-CORE": 3, "GCPS8-WFO": 1, "GCS8-CCTS": 3, "GCD8-PSDK": 1,
        "GCP8-CIV": 1, "GCP8-CSIP": 1, "GCP8-CGIM": 3, "GCP8-CWFM": 3, "GCP8-CVP": 1,
    }  # fmt: skip
    told = {"specializations": ["WFO", "GVP"], "countries": {"US": country(certifications=certificates)}}
    return {**told, **changes}


@pytest.mark.rule("G-MIX-11")
def test_each_specialization_has_a_tier_of_its_own() -> None:
    card = score("SR", **specialist())
    assert (card.tier, card.specializations) == ("Gold", {"WFO": "Gold", "GVP": "Bronze"})
    assert said(find_line(card, "gcp", tier="Gold", scope="WFO")) == ("met", 8, 8, 8, "")
    assert find_line(card, "gcp", tier="Gold", scope="GVP").result == "missed"
    assert find_line(card, "gcs", tier="Gold").scope == "US"


@pytest.mark.rule("G-MIX-11", "G-MCAT-01")
def test_primary_specialization_decides_the_tier() -> None:
    assert score("SR", **specialist(primary_specialization="GVP")).tier == "Bronze"
    assert score("SR", **specialist(specializations=["GVP", "WFO"])).tier == "Bronze"
    assert score(**specialist(primary_specialization="GVP")).specializations == {}


@pytest.mark.rule("G-MIX-11")
@pytest.mark.parametrize(("switch", "tier"), [("lowest", "Bronze"), ("highest", "Gold"), ("primary", "Gold")])
def test_switch_says_which_specialization_decides(switch: str, tier: str) -> None:
    from tiering.rules.scoring.evaluate import compile_guide

    sections = dict(shipped("gpn-2014").sections)
    figure = TIERING.tier_of_specializations.model_copy(update={"value": switch})
    sections["tiering"] = TIERING.model_copy(update={"tier_of_specializations": figure})
    assert compile_guide(sections).evaluate(facts("SR", **specialist())).tier == tier


@pytest.mark.rule("G-MIX-11")
def test_specialist_without_specialization_never_passes() -> None:
    card = score("SR", specializations=[])
    assert (card.tier, find_line(card, "gcp", tier="Bronze").result) == (None, "missing_target")
    assert said(find_line(card, "gcps", tier="Gold"))[4] == "no specialization is given"


@pytest.mark.rule("G-REQ-21")
@pytest.mark.parametrize("category", ["CR", "GSA", "CON"])
def test_authorized_categories_need_three_things(category: str) -> None:
    values = {"agreement_signed": True, "profile_form": True, "code_of_conduct": True}
    assert score(category, values=values, countries={}).tier == "Authorized"
    assert score(category, values={**values, "profile_form": False}, countries={}).tier is None
    assert len(score(category, values=values).lines) == 3


@pytest.mark.rule("G-OEM-02", "G-REQ-20", "G-KPI1-08")
def test_oem_needs_one_certificate_of_each() -> None:
    values = {
        "business_plan": True,
        "customer_product_reporting": "monthly",
        "kpi1": "70",
        "kpi2": "100",
        "code_of_ethics": True,
    }
    card = score("OEM", values=values, countries={"KE": {"certifications": {"GCS8-CCTS": 1, "GCD8-PSDK": 1}}})
    assert [(line.requirement, line.result, line.required) for line in card.lines] == [
        ("business_plan", "met", True),
        ("customer_product_reporting", "met", "monthly"),
        ("gcs", "met", 1),
        ("gcd", "met", 1),
        ("kpi1_min_pct", "met", 70),
        ("kpi2_min_pct", "met", 100),
        ("code_of_ethics", "met", True),
    ]
    assert card.tier == "Authorized"
    assert score("OEM", values={**values, "customer_product_reporting": "quarterly"}).tier is None
    assert score("OEM", values={**values, "kpi1": "69.99"}).tier is None


@pytest.mark.rule("G-REQ-20", "G-REQ-11")
def test_technology_certificates_are_pooled_over_countries() -> None:
    countries = {iso: {"certifications": {"GCD8-PSDK": 1, "GCS8-CCTS": 1}} for iso in ("US", "DE")}
    card = score("TECH", countries=countries, values={"participation_fee_usd_year": True, "connector_training": 2})
    assert said(find_line(card, "gcd", tier="Silver")) == ("met", 2, 2, 2, "")
    assert find_line(card, "gcd", tier="Silver").scope == "partner"
    assert find_line(score("TECH", uses_sdk=False, values={}), "gcd", tier="Silver").result == "not_applicable"


@pytest.mark.rule("G-REQ-20")
@pytest.mark.parametrize(
    ("paid", "silver", "bronze"),
    [(True, "met", "met"), ("3000", "met", "met"), ("2999.99", "missed", "met"), (False, "missed", "missed")],
)
def test_participation_fee_is_vouched_for_or_counted(paid: Any, silver: str, bronze: str) -> None:
    card = score("TECH", values={"participation_fee_usd_year": paid})
    found = [find_line(card, "participation_fee_usd_year", tier=tier).result for tier in ("Silver", "Bronze")]
    assert found == [silver, bronze]


@pytest.mark.rule("G-MCAT-01", "G-MCAT-02", "G-MCAT-03", "G-MCAT-04")
def test_each_category_earns_its_tier_and_the_primary_decides() -> None:
    told = {
        "MSP": {"customers": {"US": 4}, "mlb": {"US": "400000.00"}},
        "SVC": {"customers": {"US": 8}},
    }
    card = score(categories=told)
    assert (card.tier, card.categories) == ("Gold", {"VAR": "Gold", "MSP": "Silver", "SVC": "Gold"})
    assert {line.tier for line in card.category_lines["MSP"]} == set(LADDER)
    customers = [line for line in card.category_lines["MSP"] if line.requirement == "customers"]
    assert [(line.tier, line.result, line.actual) for line in customers] == [
        ("Gold", "missed", 4), ("Silver", "met", 4), ("Bronze", "met", 4),
    ]  # fmt: skip
    assert {line.requirement for line in card.lines} == {line.requirement for line in score().lines}


@pytest.mark.rule("G-MCAT-02")
def test_secondary_category_may_exceed_the_primary() -> None:
    values = {**VALUES, "kpi1": "86"}
    card = score(
        countries={"US": country(mlb="150000.00")},
        values=values,
        categories={"SVC": {"customers": {"US": 8}}},
    )
    assert (card.tier, card.categories) == ("Bronze", {"VAR": "Bronze", "SVC": "Gold"})


@pytest.mark.rule("G-MCAT-02")
def test_shared_figure_is_compared_with_the_threshold_of_each_tier() -> None:
    card = score(values={**VALUES, "kpi1": "75"}, categories={"SVC": {"customers": {"US": 8}}})
    assert card.categories == {"VAR": "Silver", "SVC": "Silver"}


@pytest.mark.rule("G-MCAT-03")
def test_customers_that_are_not_tagged_to_a_category_do_not_count_there() -> None:
    card = score(categories={"MSP": {"mlb": {"US": "1000000.00"}}})
    line = next(line for line in card.category_lines["MSP"] if line.requirement == "customers")
    assert (line.result, said(line)[4], card.categories["MSP"]) == ("missed", "not measured", None)


@pytest.mark.rule("G-MCAT-03")
def test_what_is_tagged_to_nobody_counts_for_the_primary_category() -> None:
    card = score(categories={"VAR": {"mlb": {"US": "400000.00"}}, "SVC": {"customers": {"US": 8}}})
    assert card.categories == {"VAR": "Silver", "SVC": "Gold"}
    assert find_line(card, "customers", tier="Gold").actual == 8


@pytest.mark.rule("G-MCAT-04")
def test_requirements_of_one_category_alone_are_asked_there() -> None:
    card = score(values={**VALUES, "churn": "3.01"}, categories={"CLD": {"customers": {"US": 8}, "mlb": {"US": "9"}}})
    assert (card.tier, card.categories["CLD"]) == ("Gold", None)
    churn = [line.result for line in card.category_lines["CLD"] if line.requirement == "churn_max_pct"]
    assert churn == ["missed"] * 3


@pytest.mark.rule("G-MCAT-03")
def test_targets_of_a_category_stand_beside_those_of_the_partner() -> None:
    targets = {"mlb": {"US": {"Gold": "5.00"}}}
    card = score(categories={"MSP": {"customers": {"US": 8}, "mlb": {"US": "5.00"}, "targets": targets}})
    assert card.categories == {"VAR": "Gold", "MSP": "Gold"}


@pytest.mark.rule("X-02")
def test_thresholds_meet_the_unrounded_figure() -> None:
    values = {**VALUES, "nps_avg": Decimal("7.999999999999")}
    assert find_line(score(values=values), "nps_avg_min", tier="Gold").result == "missed"
    assert find_line(score(values={**VALUES, "nps_avg": 8}), "nps_avg_min", tier="Gold").result == "met"


def test_gold_certificates_are_what_the_guide_asks() -> None:
    assert sum(number for code, number in held().items() if code.startswith("GCP8-")) == 14
    assert TARGETS["Gold"] == "1000000.00"
