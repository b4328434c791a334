"""What a requirement asks at each tier, of one class of market, out of targets, or in points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.guides.figures import Figure
from tiering.guide.points import PointsSection
from tiering.guide.requirements import FROM_TARGETS, NOT_APPLICABLE, Requirement, read_number
from tiering.rules.cards.lines import MISSING_TARGET
from tiering.rules.facts.reading import Facts, read_target
from tiering.rules.facts.refusals import FactsRefused, read_table
from tiering.rules.scoring.conditions import Demand
from tiering.rules.scoring.countries import Group
from tiering.rules.scoring.kinds import Scored
from tiering.rules.scoring.points import score_points

SILENT = "not_applicable"
#: Under this name a target stands for every tier that has none of its own.
EVERY_TIER = "*"


def quota_of(requirement: Requirement, tier: str, group: Group | None) -> Figure[Any] | None:
    """The cell of a tier, in the class of a group where the table has classes; None where there is none."""
    cell = requirement.quota.get(tier)
    if isinstance(cell, Mapping):
        return cell.get(group.market) if group and group.market else None
    return cell


def demand_of(requirement: Requirement, tier: str, group: Group | None) -> Demand | None:
    """What is asked at one tier; None where the guide asks nothing there."""
    if tier not in requirement.quota:
        return None
    cell = quota_of(requirement, tier, group)
    if cell is None:
        return without_class(requirement, tier, group)
    value = cell.value
    if value == NOT_APPLICABLE or value is False:
        return Demand(tier, None, False if value is False else None, cell.rule, SILENT, "not_required")
    if value == FROM_TARGETS:
        return Demand(tier, None, None, cell.rule, MISSING_TARGET, "no_target")
    required = value if requirement.kind == "yes" else read_number(value)
    return Demand(tier, required, required, cell.rule)


def without_class(requirement: Requirement, tier: str, group: Group | None) -> Demand:
    """A country in no class has no quota, and so never passes (G-MKT-04)."""
    if group is None:
        return Demand(tier, None, None, requirement.rule, MISSING_TARGET, "no_country")
    return Demand(tier, None, None, "G-MKT-04", MISSING_TARGET, "unclassified", (group.scope,))


@dataclass(frozen=True, slots=True)
class FromTargets:
    """Targets that came by letter win over the guide's own figure. A group's stand under its scope, or under any of its countries;
    where two of them say different things, nobody can say what is asked.

    `groups` are the group by its countries here and by all of them, `isos` each country; none of both for a target of the partner.
    `below_zero`: the figure is a change, so a target below zero asks something; of all others anybody would reach it.
    """

    name: str
    groups: tuple[str, ...]
    isos: tuple[str, ...]
    demands: tuple[Demand | None, ...]
    below_zero: bool

    def of(self, facts: Facts) -> Sequence[Demand | None]:
        given = facts.targets.get(self.name)
        if given is None:
            return self.demands
        path = f"targets.{self.name}"
        table = read_table(given, path)
        if not self.isos:
            return [demand and self._with_target(demand, [("", table, path)]) for demand in self.demands]
        places = [place for place in self.groups if place in table][:1] or [iso for iso in self.isos if iso in table]
        tables = [(place, read_table(table[place], f"{path}.{place}"), f"{path}.{place}") for place in places]
        return [demand and self._with_target(demand, tables) for demand in self.demands]

    def _with_target(self, demand: Demand, tables: Sequence[tuple[str, Mapping[str, Any], str]]) -> Demand:
        found: tuple[str, Any] | None = None
        for place, table, path in tables:
            target = self._read(table, demand.tier, path)
            if target is None:
                continue
            if found is not None and found[1] != target and demand.result != SILENT:
                return Demand(demand.tier, None, None, demand.rule, MISSING_TARGET, "two_targets", (found[0], place))
            found = found or (place, target)
        if found is None or demand.result == SILENT:
            return demand
        return Demand(demand.tier, found[1], found[1], demand.rule)

    def _read(self, table: Mapping[str, Any], tier: str, path: str) -> Any:
        name = tier if tier in table else EVERY_TIER
        target = read_target(table.get(name), f"{path}.{name}")
        if target is not None and target < 0 and not self.below_zero:
            raise FactsRefused(f"{path}.{name}", f"{table[name]} is below zero")
        return target


@dataclass(frozen=True, slots=True)
class ForPoints:
    """Points are asked once every goal is known; until then the line has no target."""

    demands: tuple[Demand | None, ...]
    section: PointsSection

    def of(self, facts: Facts) -> Sequence[Demand | None]:
        return [demand and self._scored(demand, facts) for demand in self.demands]

    def _scored(self, demand: Demand, facts: Facts) -> Demand:
        if demand.silence:
            return demand
        known = self.targets_at(demand.tier, facts)
        points = score_points(self.section, tier=demand.tier, values=facts.values, targets=known)
        if points.total is None:
            silence = ("no_target_for", (points.missing[0],))
            return Demand(demand.tier, None, demand.printed, demand.rule, MISSING_TARGET, *silence)
        return demand._replace(required=Scored(demand.required, points.total))

    def targets_at(self, tier: str, facts: Facts) -> dict[str, Any]:
        """The goals that are set for a tier, by metric."""
        targets = {name: self._target(name, tier, facts) for name in self.section.metrics}
        return {name: target for name, target in targets.items() if target is not None}

    def _target(self, name: str, tier: str, facts: Facts) -> Any:
        given = facts.targets.get(name)
        if given is None:
            return None
        table = read_table(given, f"targets.{name}")
        own = tier if tier in table else EVERY_TIER
        return read_target(table.get(own), f"targets.{name}.{own}")
