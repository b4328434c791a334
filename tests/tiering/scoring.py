"""Facts to score by the shipped guide of gpn-2014, and ways to look at the lines."""

from typing import Any

from tests.tiering.library import shipped
from tiering.rules.cards.lines import Line, Scorecard, reason_text
from tiering.rules.scoring.evaluate import compile_guide

ENGINE = compile_guide(shipped("gpn-2014").sections)

#: Enough of everything for Gold in the United States.
GOLD_GCP = {"CIV": 6, "CSIP": 2, "CVP": 2, "CWFM": 2, "CGIM": 2}
VALUES: dict[str, Any] = {
    "business_plan": True,
    "nps_avg": "8.2",
    "ps_methodology_assessment": True,
    "ops_methodology_assessment": True,
    "kpi1": "86",
    "kpi2": "100",
    "connector_training": 2,
    "code_of_ethics": True,
    "churn": "2.9",
    "new_customers": 3,
    "yoy_usage_growth": "15",
}
TARGETS = {"Gold": "1000000.00", "Silver": "400000.00", "Bronze": "150000.00"}


def gcp(**short: int) -> dict[str, int]:
    """`gcp(CIV=6)` is six GCP8-CIV."""
    return {f"GCP8-{code}": number for code, number in short.items()}


def held(**short: int) -> dict[str, int]:
    """Certificates for Gold in the United States, with these GCP instead of the full mix where any are named."""
    return {"GCPS8-CORE": 4, "GCS8-CCTS": 3, "GCD8-PSDK": 1, **gcp(**(short or GOLD_GCP))}


def country(**changes: Any) -> dict[str, Any]:
    """What a Gold partner has in its one country."""
    return {"trained_sales": 6, "customers": 8, "mlb": "1000000.00", "certifications": held(), **changes}


def facts(category: str = "VAR", **changes: Any) -> dict[str, Any]:
    """A partner of the United States that reaches Gold, but for what is changed."""
    return {
        "as_of": "2014-12-31",
        "category": category,
        "specializations": [],
        "uses_sdk": True,
        "connector_course": True,
        "countries": {"US": country()},
        "targets": {"mlb": {"US": TARGETS}},
        "values": VALUES,
        **changes,
    }


def score(category: str = "VAR", **changes: Any) -> Scorecard:
    """The scorecard of `facts` with these changes."""
    return ENGINE.evaluate(facts(category, **changes))


def find_line(card: Scorecard, requirement: str, *, tier: str, scope: str | None = None) -> Line:
    """The one line of a requirement at a tier."""
    found = [
        line
        for line in card.lines
        if line.requirement == requirement and line.tier == tier and scope in (None, line.scope)
    ]
    assert len(found) == 1, [(line.requirement, line.tier, line.scope) for line in found or card.lines]
    return found[0]


def results(card: Scorecard, *, tier: str) -> dict[tuple[str, str], str]:
    """Result by requirement and scope."""
    return {(line.requirement, line.scope): line.result for line in card.lines if line.tier == tier}


def said(line: Line) -> tuple[str, Any, Any, Any, str]:
    """Result, required, actual, counted and the reason in words."""
    return line.result, line.required, line.actual, line.counted, reason_text(line)
