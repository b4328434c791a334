"""What KPI 1 and KPI 2 do to a tier, beside what they do to a rate."""

from fractions import Fraction
from typing import Any

import pytest

from tests.tiering.library import kpi1
from tests.tiering.scoring import VALUES, find_line, score
from tiering.rules.cards.lines import Scorecard
from tiering.rules.kpi import kpi1_points


def scored(category: str = "VAR", **values: Any) -> Scorecard:
    return score(category, values={key: value for key, value in {**VALUES, **values}.items() if value != "left out"})


# C19, C25
@pytest.mark.rule("G-KPI1-08")
@pytest.mark.parametrize(
    ("kpi", "gold", "silver", "bronze"),
    [
        ("86", "met", "met", "met"), ("80", "met", "met", "met"), ("79.99", "missed", "met", "met"),
        ("78", "missed", "met", "met"), ("70", "missed", "met", "met"), ("69.99", "missed", "missed", "missed"),
    ],
)  # fmt: skip
def test_tier_line_asks_eighty_of_gold_and_seventy_below(kpi: str, gold: str, silver: str, bronze: str) -> None:
    card = scored(kpi1=kpi)
    found = [find_line(card, "kpi1_min_pct", tier=tier).result for tier in ("Gold", "Silver", "Bronze")]
    assert found == [gold, silver, bronze]


# C19
@pytest.mark.rule("G-KPI1-08", "G-KPI1-03")
def test_gold_between_seventy_and_eighty_fails_its_line_and_pays_no_more() -> None:
    assert find_line(scored(kpi1="78"), "kpi1_min_pct", tier="Gold").result == "missed"
    assert kpi1_points(kpi1(), Fraction(78)) == 0


@pytest.mark.rule("G-KPI1-08", "G-KPI1-04")
def test_partner_outside_the_kpi_is_not_held_up() -> None:
    card = scored(kpi1="left out")
    assert card.tier == "Gold"
    assert find_line(card, "kpi1_min_pct", tier="Gold").result == "not_applicable"


# C25
@pytest.mark.rule("G-KPI1-01", "G-KPI1-08")
def test_parts_add_up_where_the_score_itself_is_not_given() -> None:
    card = scored(kpi1="left out", kpi1_quality="34", kpi1_closure="36", kpi1_training="16")
    line = find_line(card, "kpi1_min_pct", tier="Gold")
    assert (line.result, line.actual) == ("met", 86)


@pytest.mark.rule("G-KPI1-08")
def test_oem_asks_seventy() -> None:
    card = scored("OEM", kpi1="70")
    assert find_line(card, "kpi1_min_pct", tier="Authorized").required == 70


@pytest.mark.rule("G-KPI2-04", "G-KPI2-01")
@pytest.mark.parametrize(
    ("category", "kpi2", "result"),
    [
        ("VAR", "100", "met"), ("VAR", "99.99", "missed"), ("CLD", "100", "met"), ("CLD", "99.99", "missed"),
        ("CLD", "left out", "not_applicable"), ("VAR", "left out", "not_applicable"),
    ],
)  # fmt: skip
def test_renewal_timeliness_is_asked_of_who_has_renewals(category: str, kpi2: str, result: str) -> None:
    assert find_line(scored(category, kpi2=kpi2), "kpi2_min_pct", tier="Silver").result == result
