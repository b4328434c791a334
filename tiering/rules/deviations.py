"""What one partner's agreement asks instead of the guide (G-GEN-05). Pure: an engine of its own, everything else as the guide says."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from portal.guides.figures import Figure, GuideModel
from tiering.guide.requirements import FROM_TARGETS, NOT_APPLICABLE, Requirement, RequirementsSection
from tiering.rules.cards.lines import Scorecard
from tiering.rules.scoring.evaluate import Engine, compile_guide

SECTION = "requirements"


class Deviation(NamedTuple):
    """One requirement at one tier: another figure, or None where it is not asked. `requirement` is its key or what lines print."""

    requirement: str
    tier: str
    required: Decimal | None
    rule: str = "G-GEN-05"


class NoSuchRequirement(ValueError):
    """The guide asks no such thing at that tier, or it is nothing that a figure could change."""


class AgreedEngine:
    """The engine of a guide for a partner whose agreement deviates."""

    def __init__(self, sections: Mapping[str, GuideModel], deviations: Iterable[Deviation]) -> None:
        agreed = tuple(deviations)
        requirements = sections[SECTION]
        assert isinstance(requirements, RequirementsSection)
        self._engine: Engine = compile_guide({**sections, SECTION: deviating(requirements, agreed)})
        self._targets = _agreed_targets(requirements, agreed)

    def evaluate(self, facts: Mapping[str, Any]) -> Scorecard:
        """As the engine does. Raises FactsRefused."""
        if not self._targets:
            return self._engine.evaluate(facts)
        targets = dict(facts.get("targets") or {})
        for name, by_tier in self._targets.items():
            held = dict(targets.get(name) or {})
            targets[name] = {iso: {**(held.get(iso) or {}), **by_tier} for iso in facts.get("countries") or {}}
        return self._engine.evaluate({**facts, "targets": targets})


def deviating(requirements: RequirementsSection, deviations: Iterable[Deviation]) -> RequirementsSection:
    """The section with the agreed figures in it. Raises NoSuchRequirement."""
    blocks = {key: dict(variants) for key, variants in requirements.all().items()}
    for one in deviations:
        found = _variants(requirements, one)
        for key, variant, requirement in found:
            blocks[key][variant] = _agreed(blocks[key][variant], one, by_target=_is_by_target(requirement, one.tier))
    return RequirementsSection.model_construct(None, **blocks)


def _variants(requirements: RequirementsSection, one: Deviation) -> list[tuple[str, str, Requirement]]:
    found = [
        (key, variant, requirement)
        for key, variant, requirement in requirements.each()
        if one.requirement in (key, requirement.line_key) and one.tier in requirement.quota
    ]
    if not found:
        raise NoSuchRequirement(f"{one.requirement} is not asked at {one.tier}")
    if one.required is not None and any(requirement.kind in ("yes", "points") for *_, requirement in found):
        raise NoSuchRequirement(f"{one.requirement} is asked with yes or no: it can only be left out")
    return found


def _agreed(requirement: Requirement, one: Deviation, *, by_target: bool) -> Requirement:
    """Where a target is asked it is the partner's own target that changes, unless nothing is asked any more."""
    if by_target and one.required is not None:
        return requirement
    value: int | Decimal | str = NOT_APPLICABLE if one.required is None else _whole(one.required)
    quota = {**requirement.quota, one.tier: Figure(value=value, rule=one.rule)}
    return requirement.model_copy(update={"quota": quota})


def _agreed_targets(requirements: RequirementsSection, deviations: Iterable[Deviation]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in deviations:
        for key, _variant, requirement in _variants(requirements, one):
            if one.required is not None and _is_by_target(requirement, one.tier):
                found.setdefault(requirement.target or key, {})[one.tier] = format(one.required, "f")
    return found


def _is_by_target(requirement: Requirement, tier: str) -> bool:
    return bool(requirement.target) or any(
        cell.value == FROM_TARGETS for of, _market, cell in requirement.cells() if of == tier
    )


def _whole(number: Decimal) -> int | Decimal:
    return int(number) if number == int(number) else number
