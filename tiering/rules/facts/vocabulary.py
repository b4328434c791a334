"""Every name that facts may use under one guide, and how its value is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from tiering.guide.points import PointsSection
from tiering.guide.requirements import Requirement, RequirementsSection
from tiering.rules.facts.refusals import (
    FactsRefused,
    Reader,
    read_answers,
    read_count,
    read_named_numbers,
    read_number,
    read_peers,
    read_positive,
    read_yes,
    read_yes_or_positive,
    read_yes_or_word,
)

BY_UNIT: Mapping[str, Reader] = {
    "count": read_count,
    "money": read_number,
    "percent": read_positive,
    "change": read_number,
    "score": read_positive,
    "yes": read_yes,
}
#: How the values that a measure is made of are read, where not by the unit of the result.
BY_MEASURE: Mapping[str, Reader] = {
    "mean": read_answers,
    "growth": read_number,
    "share": read_positive,
    "peer_relative": read_peers,
    "composite": read_number,
}


@dataclass(frozen=True, slots=True)
class Word:
    """One name: the key that it stands for, and how its value is read."""

    key: str
    read: Reader


class Vocabulary:
    """Names of values of the partner and of one country, in both spellings."""

    def __init__(self, requirements: RequirementsSection, points: PointsSection | None = None) -> None:
        self.values: dict[str, Word] = {}
        self.countries: dict[str, Word] = {}
        for key, variants in requirements.all().items():
            for requirement in variants.values():
                self._learn(key, requirement)
        if points is not None:
            self._learn_points(points)

    def _learn(self, key: str, requirement: Requirement) -> None:
        if requirement.scheduled_by:
            self.values[requirement.scheduled_by] = Word(requirement.scheduled_by, read_yes)
        if requirement.kind in ("basket", "points"):
            return
        per_country = requirement.per != "partner"
        for name, word in _words(key, requirement):
            if per_country:
                self.countries[name] = word
            if not per_country or requirement.or_partner:
                self.values[name] = word

    def _learn_points(self, points: PointsSection) -> None:
        for metric in points.metrics.values():
            read = _reader_of(metric.measure, metric.unit, tuple(metric.weights))
            if metric.scale and metric.measure == "mean":
                read = partial(_read_on_scale, read, *metric.scale.value)
            for name in metric.of:
                self.values.setdefault(name, Word(name, read))
        if points.bonus is not None:
            self.values.setdefault(points.bonus.of, Word(points.bonus.of, read_count))


def read_words(table: Mapping[str, Any], words: Mapping[str, Word], path: str) -> dict[str, Any]:
    """Values by key, None where it was said that there is none. Raises FactsRefused at an unknown name or a wrong value."""
    found: dict[str, Any] = {}
    for name, raw in table.items():
        word = words.get(name)
        if word is None:
            raise FactsRefused(f"{path}.{name}", "nothing of this name is asked here")
        if word.key != name and word.key in table:
            raise FactsRefused(f"{path}.{name}", f"is given twice, also as {word.key}")
        found[word.key] = None if raw is None else word.read(raw, f"{path}.{name}")
    return found


def _words(key: str, requirement: Requirement) -> Iterable[tuple[str, Word]]:
    read = _reader(requirement)
    operand = _reader_of(requirement.measure, requirement.unit, tuple(requirement.weights))
    if requirement.scale is not None:
        read = partial(_read_on_scale, read, *requirement.scale.value)
        if requirement.measure == "mean":
            operand = partial(_read_on_scale, operand, *requirement.scale.value)
    own = Word(key, read)
    yield key, own
    if requirement.line_key:
        yield requirement.line_key, own
    yield from ((name, Word(name, operand)) for name in requirement.of)


def _reader(requirement: Requirement) -> Reader:
    if requirement.accepts_yes:
        return read_yes_or_positive
    if requirement.kind == "yes":
        wordy = any(isinstance(cell.value, str) and cell.value != "not_applicable" for *_, cell in requirement.cells())
        return read_yes_or_word if wordy else read_yes
    return BY_UNIT[requirement.unit]


def _reader_of(measure: str, unit: str, stages: tuple[str, ...]) -> Reader:
    if measure == "stage_weighted":
        return partial(_read_stages, stages)
    return BY_MEASURE.get(measure) or BY_UNIT[unit]


def _read_on_scale(read: Reader, least: Decimal, greatest: Decimal, raw: Any, path: str) -> Any:
    found = read(raw, path)
    for answer in found if isinstance(found, tuple) else (found,):
        if not least <= answer <= greatest:
            raise FactsRefused(path, f"{answer} is outside the scale of {least} to {greatest}")
    return found


def _read_stages(stages: tuple[str, ...], raw: Any, path: str) -> Any:
    amounts = read_named_numbers(raw, path)
    for stage in amounts:
        if stage not in stages:
            raise FactsRefused(f"{path}.{stage}", f"is no stage; stages are {', '.join(stages)}")
    return amounts
