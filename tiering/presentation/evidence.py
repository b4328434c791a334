"""The evidence of a line: values, rows that counted, rows that did not and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from tiering.guide.baskets import Basket, BasketsSection
from tiering.guide.points import PointsSection
from tiering.guide.requirements import Requirement
from tiering.metrics.registry import METRICS
from tiering.models import Fact, Scorecard, ScorecardLine
from tiering.presentation.figures import DASH, number_words
from tiering.presentation.guide_words import MIX, PARTNER, TOTAL, GuideWords, in_language
from tiering.presentation.reasons import why_words
from tiering.queries.evidence import Evidence, evidence_of
from tiering.rules.scoring.measures import shown
from tiering.rules.scoring.points import CategoryScore, MetricScore
from tiering.services.breakdown import points_of_line


@dataclass(frozen=True, slots=True)
class Row:
    """One row in words."""

    label: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """One measured value."""

    label: str
    value: str
    window: Any


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of a points program: measured, its goal, and how much of its share it earned."""

    label: str
    actual: str
    goal: str
    share: str


@dataclass(frozen=True, slots=True)
class PointsRow:
    """A category of a points program: its weight and what it adds to the total."""

    label: str
    weight: str
    points: str
    metrics: tuple[MetricRow, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What stands behind a line."""

    facts: tuple[FactRow, ...]
    counted: tuple[Row, ...]
    not_counted: tuple[Row, ...]
    cut: bool
    points: tuple[PointsRow, ...] = ()
    bonus: str = ""


def evidence_view(card: Scorecard, line: ScorecardLine, *, words: GuideWords, category: str) -> EvidenceView:
    """Facts and rows of the line's metrics, in the countries and kinds that it speaks of."""
    asked = words.requirement(line.requirement, category=category, scope=line.scope)
    found = evidence_of(
        card,
        metrics=_metrics(line, asked, words.requirement_key(line.requirement, category=category)),
        scopes=_scopes(line.scope),
        items=_items(asked, words, line.scope),
    )
    return EvidenceView(
        tuple(_fact(fact, words) for fact in found.facts),
        tuple(_row(one, words) for one in found.rows if one.counted),
        tuple(_row(one, words) for one in found.rows if not one.counted),
        found.cut,
        *_points(line, asked, words),
    )


def _points(line: ScorecardLine, asked: Requirement | None, words: GuideWords) -> tuple[tuple[PointsRow, ...], str]:
    section = words.guide.document.sections.get("points")
    points = points_of_line(line) if asked is not None and asked.kind == "points" else None
    if points is None or not isinstance(section, PointsSection):
        return (), ""
    rows = tuple(_category(section, one) for one in points.categories)
    return rows, number_words(shown(points.bonus)) if section.bonus else ""


def _category(section: PointsSection, one: CategoryScore) -> PointsRow:
    return PointsRow(
        in_language(section.categories[one.category].text),
        number_words(one.weight, unit="percent"),
        _number(one.points),
        tuple(_metric(section, metric) for metric in one.metrics),
    )


def _metric(section: PointsSection, one: MetricScore) -> MetricRow:
    metric = section.metrics[one.metric]
    share = number_words(shown(round(one.score * 100, 1)), unit="percent") if one.score is not None else DASH
    return MetricRow(in_language(metric.text), _number(one.actual, metric.unit), _number(one.goal, metric.unit), share)


def _number(number: Fraction | None, unit: str = "") -> str:
    return DASH if number is None else number_words(shown(number), unit=unit)


def metric_label(key: str) -> str:
    """What a metric is called."""
    known = METRICS.all().get(key)
    return str(known.label) if known else key.replace("_", " ")


def _metrics(line: ScorecardLine, asked: Requirement | None, key: str) -> tuple[str, ...]:
    if asked is not None and asked.kind == "basket":
        return ("certifications",)
    return (*(asked.of if asked else ()), key, line.requirement)


def _scopes(scope: str) -> tuple[str, ...]:
    place = scope.rpartition("/")[2]
    return () if place in ("", TOTAL, MIX, PARTNER) else tuple(place.split("+"))


def _items(asked: Requirement | None, words: GuideWords, scope: str) -> tuple[str, ...]:
    """The codes that can fill a basket; none where the line is no basket."""
    section: Any = words.guide.document.sections.get("baskets")
    if asked is None or asked.kind != "basket" or section is None:
        return ()
    name = asked.baskets.get(scope.partition("/")[0]) or asked.basket
    names: Sequence[str] = [name] if name else list(asked.baskets.values())
    every: dict[str, Basket] = section.all() if isinstance(section, BasketsSection) else {}
    return tuple(code for one in names if one in every for code in (*every[one].codes, *every[one].aliases))


def _fact(fact: Fact, words: GuideWords) -> FactRow:
    parts = [metric_label(fact.metric), words.scope(fact.scope), fact.item]
    known = METRICS.all().get(fact.metric)
    unit = known.unit.value if known else ""
    if fact.number is not None:
        value = number_words(fact.number, unit=unit)
    elif fact.flag is not None:
        value = _("yes") if fact.flag else _("no")
    else:
        value = fact.word or ""
    return FactRow(" · ".join(part for part in parts if part), value, fact.window)


def _row(one: Evidence, words: GuideWords) -> Row:
    if one.piece is not None:
        label, url = str(one.piece.label), one.piece.url
    else:
        label, url = (
            " · ".join(part for part in (metric_label(one.metric), words.scope(one.scope), one.item) if part),
            "",
        )
    return Row(label, url, why_words(one.why) if one.why else "")
