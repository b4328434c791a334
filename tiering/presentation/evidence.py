"""The evidence of a line: values, rows that counted, rows that did not and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tiering.guide.baskets import Basket, BasketsSection
from tiering.guide.requirements import Requirement
from tiering.metrics.registry import METRICS
from tiering.models import Fact, Scorecard, ScorecardLine
from tiering.presentation.figures import number_words
from tiering.presentation.guide_words import MIX, PARTNER, TOTAL, GuideWords
from tiering.presentation.reasons import why_words
from tiering.queries.evidence import Evidence, evidence_of


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
class EvidenceView:
    """What stands behind a line."""

    facts: tuple[FactRow, ...]
    counted: tuple[Row, ...]
    not_counted: tuple[Row, ...]
    cut: bool


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
    )


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
