"""Kinds `kpi1`, `kpi1_window`, `kpi2` and `care_rate`."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from portal.clock import Period
from portal.guides.documents import Document
from portal.guides.examples import example_kind
from tiering.guide.kpi import Kpi1Section, Kpi2Section
from tiering.rules.kpi import (
    Case,
    Renewal,
    Window,
    care_rate,
    is_new_partner,
    kpi1_points,
    kpi2_misses,
    moves_rate,
    rate_window,
    report_window,
    review_task,
    score_cases,
    score_parts,
    score_renewals,
    shown,
)


def run_kpi1(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """The score for the rates of `year`: of `parts` somebody counted, or of `cases` (`count` equal ones each).

    `agreed_on` and `category` tell whether the rate moves: `points` is what it moves by.
    """
    section = _kpi1(document)
    window = rate_window(section, year=facts["year"])
    score, left_out = _score(section, facts, window)
    young = is_new_partner(section, agreed_on=date.fromisoformat(facts.get("agreed_on", "1990-01-01")), window=window)
    moves = moves_rate(section.rate, category=facts["category"], has_agreed_rate=facts.get("agreed_care_rate", False))
    return {
        "score": None if score is None else shown(score),
        "left_out": left_out,
        "outside": score is None,
        "points": Decimal(0) if young or not moves else kpi1_points(section, score),
    }


def run_kpi1_window(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """The days that the report `delivered` in a month looks at, or that set the rates of `year`."""
    section = _kpi1(document)
    if "year" in facts:
        window = rate_window(section, year=facts["year"])
    else:
        window = report_window(section, delivered=Period.parse(facts["delivered"]))
    return {"first": window.first, "last": window.last, "delivered": str(window.delivered)}


def run_kpi2(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """`renewals` (`count` equal ones each) in the window that sets the rates of `year`."""
    section = cast(Kpi2Section, document.sections["kpi2"])
    renewals = [
        Renewal(date.fromisoformat(raw["starts_on"]), _day(raw.get("received_on")))
        for raw in facts["renewals"]
        for _ in range(raw.get("count", 1))
    ]
    found = score_renewals(renewals, window=rate_window(_kpi1(document), year=facts["year"]))
    proposes = kpi2_misses(section, found.score) and moves_rate(section.rate, category=facts["category"])
    return {
        "score": None if found.score is None else shown(found.score),
        "eligible": found.eligible,
        "on_time": found.on_time,
        "proposes": section.step.value if proposes else Decimal(0),
    }


def run_care_rate(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """`base` and the KPI 1 `scores` by year, with the years whose KPI 2 step finance `applied`, to the rate of `year`."""
    section = _kpi1(document)
    scores = {int(year): Fraction(str(score)) for year, score in facts["scores"].items()}
    rate = care_rate(
        section,
        cast(Kpi2Section, document.sections["kpi2"]),
        year=facts["year"],
        base=Decimal(facts["base"]),
        scores=scores,
        applied=facts.get("applied", ()),
        reset_on=facts.get("reset_on"),
    )
    task = review_task(section, year=facts["year"] - 1, scores=scores)
    return {"rate": rate.rate, "kpi1": rate.kpi1, "kpi2": rate.kpi2, "task": task}


def _score(section: Kpi1Section, facts: dict[str, Any], window: Window) -> tuple[Fraction | None, int]:
    if "parts" in facts:
        return score_parts(section, {name: Decimal(str(part)) for name, part in facts["parts"].items()}), 0
    fields = [part.of for part in section.parts.values()]
    cases = [
        Case(raw.get("kind", ""), date.fromisoformat(raw["closed_on"]), {key: raw.get(key, False) for key in fields})
        for raw in facts["cases"]
        for _ in range(raw.get("count", 1))
    ]
    found = score_cases(section, cases, window=window)
    return found.score, sum(found.left_out.values())


def _kpi1(document: Document) -> Kpi1Section:
    return cast(Kpi1Section, document.sections["kpi1"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


example_kind("kpi1", run_kpi1)
example_kind("kpi1_window", run_kpi1_window)
example_kind("kpi2", run_kpi2)
example_kind("care_rate", run_care_rate)
