"""Which time counts: a claim inside the year, a continuing check."""

from decimal import Decimal
from typing import NamedTuple, cast

import pytest

from tests.tiering.library import shipped
from tiering.guide.benefits import BenefitsSection
from tiering.guide.requirements import RequirementsSection
from tiering.guide.tiers import TieringSection
from tiering.rules.benefits import effective_benefits
from tiering.rules.extras import suspended_benefits
from tiering.rules.windows import better_of, lost_lines, may_be_claimed, windows_of_lines

GUIDE = shipped("gpn-2014").sections
TIERING = cast(TieringSection, GUIDE["tiering"])
WINDOWS = windows_of_lines(
    cast(RequirementsSection, GUIDE["requirements"]), {key: one.value for key, one in TIERING.windows.items()}
)


class Line(NamedTuple):
    requirement: str
    result: str
    tier: str = "Gold"
    scope: str = "US"


def test_windows_are_known_by_the_printed_key() -> None:
    found = [WINDOWS[key] for key in ("trained_sales", "customers", "kpi1_min_pct", "churn_max_pct", "code_of_ethics")]
    assert found == ["stock", "flow", "report", "flow", "status"]


@pytest.mark.rule("G-REV-06")
@pytest.mark.parametrize(
    ("running", "closed", "counts"),
    [
        (Line("mlb", "missed"), Line("mlb", "met"), "met"),
        (Line("customers", "missed"), Line("customers", "met"), "met"),
        (Line("customers", "met"), Line("customers", "missed"), "met"),
        (Line("customers", "missed"), Line("customers", "missed"), "missed"),
        (Line("mlb", "missing_target"), Line("mlb", "met"), "met"),
        (Line("gcp", "missed"), Line("gcp", "met"), "missed"),
        (Line("kpi1_min_pct", "missed"), Line("kpi1_min_pct", "met"), "missed"),
        (Line("mlb", "missed"), Line("mlb", "met", scope="CA"), "missed"),
        (Line("mlb", "missed"), Line("mlb", "met", tier="Silver"), "missed"),
    ],
)
def test_flow_is_met_by_the_running_or_the_last_closed_year(running: Line, closed: Line, counts: str) -> None:
    """G-REV-06, a Gold claim inside the year: stock lines on the day, a flow by either year, reports by the latest."""
    assert [line.result for line in better_of([running], [closed], windows=WINDOWS)] == [counts]
    assert may_be_claimed([running], tier="Gold", windows=WINDOWS) is (
        running.result == "met" or WINDOWS[running.requirement] == "flow"
    )


@pytest.mark.rule("G-TIER-07", "G-REV-06")
def test_only_stocks_and_reports_are_lost_from_one_month_to_the_next() -> None:
    lines = [
        Line("mlb", "missed"), Line("customers", "missed"), Line("code_of_ethics", "missed"), Line("gcp", "missed"),
        Line("kpi1_min_pct", "missed"), Line("gcs", "waived"), Line("trained_sales", "missed", tier="Silver"),
    ]  # fmt: skip
    lost = lost_lines(lines, tier="Gold", windows=WINDOWS)
    assert [line.requirement for line in lost] == ["gcp", "kpi1_min_pct"]


@pytest.mark.rule("G-TIER-07")
def test_suspension_takes_what_the_tier_adds_and_leaves_price_level_and_logo() -> None:
    section = cast(BenefitsSection, GUIDE["benefits"])
    keeps = TIERING.extras["Gold"].keeps
    gold = {one.code: one for one in effective_benefits(section, category="VAR", tier="Gold")}
    silver = {one.code: one for one in effective_benefits(section, category="VAR", tier="Silver")}
    left = {
        one.code: one for one in suspended_benefits(section, category="VAR", tier="Gold", below="Silver", keeps=keeps)
    }
    differing = {
        code for code in gold if (gold[code].value, gold[code].percent) != (silver[code].value, silver[code].percent)
    }
    assert set(keeps) == {"baseline_pricing", "partner_logo"}
    assert (gold["university_discount"].percent, left["university_discount"].percent) == (Decimal(25), Decimal(15))
    assert left["executive_council"] == silver["executive_council"]
    assert left["partner_logo"] == gold["partner_logo"]
    assert {code for code in gold if left[code] != gold[code]} == differing - set(keeps)
