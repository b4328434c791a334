"""Everything that one category is asked in one set of countries and specializations, compiled once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tiering.guide.baskets import Basket
from tiering.guide.points import PointsSection
from tiering.guide.recognition import RecognitionSection
from tiering.guide.requirements import Requirement
from tiering.rules.cards.lines import MISSED, MISSING_TARGET
from tiering.rules.scoring.baskets import Cell, compile_cell
from tiering.rules.scoring.conditions import Condition, Demand, Demands, Excuses, Fixed, Room
from tiering.rules.scoring.countries import Group
from tiering.rules.scoring.demands import ForPoints, FromTargets, demand_of, quota_of
from tiering.rules.scoring.kinds import Certificates, Kind, Maximum, Minimum, MinimumOrYes, PointsOf, Raw, Yes
from tiering.rules.scoring.measures import (
    Composite,
    GreaterOf,
    Growth,
    Mean,
    Measure,
    PeerRelative,
    Share,
    StageWeighted,
    Sum,
)
from tiering.rules.scoring.sharing import pooled_demand, region_demand, share_demand
from tiering.rules.scoring.sources import (
    EVERYWHERE,
    NOWHERE,
    AllValues,
    CertificatesHeld,
    OfCountries,
    OfPartner,
    Place,
    Source,
)

PARTNER = "partner"
ADDITIVE = ("count", "money")


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement with its key, in one category, for one specialization or for none. `number` is another one for each."""

    number: int
    key: str
    requirement: Requirement
    category: str
    tiers: tuple[str, ...]
    specialization: str = ""

    #: Classes of market, None for a country without one, for which its table has no quota at some tier.
    nameless: frozenset[str | None] = frozenset()

    @property
    def is_basket(self) -> bool:
        return self.requirement.kind == "basket"


Build = Callable[..., Condition | Iterable[Condition]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Conditions in the order of the guide, and which of them decide what. `areas` are the countries by region, and all of them."""

    tiers: tuple[str, ...]
    groups: tuple[Group, ...]
    conditions: tuple[Condition, ...]
    core: tuple[int, ...]
    by_specialization: Mapping[str, tuple[int, ...]]
    by_group: Mapping[str, tuple[int, ...]]
    areas: Mapping[str, tuple[str, ...]]


class Planner:
    """Compiles conditions out of the guide's sections.

    What is asked in a country is compiled once for that country, and what is asked over several once for their classes, so that a
    partner in countries that nobody had together before is put together from what is there. `most` conditions are kept.
    """

    def __init__(
        self,
        baskets: Mapping[str, Basket],
        recognition: RecognitionSection | None,
        points: PointsSection | None,
        *,
        most: int,
        most_columns: int,
    ) -> None:
        self.baskets = baskets
        self.recognition = recognition
        self.points = points
        self.most = most
        self.most_columns = most_columns
        self.room = Room(most_columns)
        self._kept: dict[tuple[Any, ...], tuple[Condition, ...]] = {}

    def plan(
        self,
        asked: Sequence[Asked],
        tiers: tuple[str, ...],
        groups: tuple[Group, ...],
        specializations: tuple[str, ...],
    ) -> Plan:
        """The plan of one category in these groups of countries."""
        if len(self._kept) > self.most:
            self._kept.clear()
            self.room.left = self.most_columns
        conditions = [condition for one in asked for condition in self._conditions(one, groups)]
        core: list[int] = []
        by_specialization: dict[str, list[int]] = {code: [] for code in specializations}
        by_group: dict[str, list[int]] = {group.scope: [] for group in groups} if len(groups) > 1 else {}
        for number, condition in enumerate(conditions):
            if condition.group:
                by_group[condition.group].append(number)
            elif condition.specialization:
                by_specialization[condition.specialization].append(number)
            else:
                core.append(number)
        return Plan(
            tiers=tiers,
            groups=groups,
            conditions=tuple(conditions),
            core=tuple(core),
            by_specialization={code: tuple(numbers) for code, numbers in by_specialization.items()},
            by_group={scope: tuple(numbers) for scope, numbers in by_group.items()},
            areas=_areas(groups),
        )

    def _conditions(self, asked: Asked, groups: tuple[Group, ...]) -> Iterable[Condition]:
        if asked.requirement.per == PARTNER:
            return self._once(asked, PARTNER, "", self._of_partner)
        if asked.requirement.per == "specialization" and not asked.specialization:
            return self._once(asked, "open", "", self._open, "no_specialization")
        if not groups:
            return self._once(asked, "open", "", self._open, "no_country")
        if len(groups) == 1:
            return self._once(asked, "alone", groups[0].scope, self._of_group, groups[0])
        return self._of_several(asked, groups)

    def _once(self, asked: Asked, part: str, key: Any, build: Build, *args: Any) -> tuple[Condition, ...]:
        """Compiled the first time that it is asked for. `key` is all of `args` on which the conditions depend."""
        name = (asked.number, part, key)
        kept = self._kept.get(name)
        if kept is None:
            built = build(asked, *args)
            kept = self._kept[name] = (built,) if isinstance(built, Condition) else tuple(built)
        return kept

    def _of_each(self, asked: Asked, part: str, groups: Iterable[Group], build: Build) -> list[Condition]:
        """Of one group each: its scope says which countries of which class it is."""
        return [condition for group in groups for condition in self._once(asked, part, group.scope, build, group)]

    def _over_all(self, asked: Asked, part: str, groups: Sequence[Group], build: Build) -> tuple[Condition, ...]:
        """Over several groups only their classes decide; one without a quota is named on the line."""
        firsts: dict[str | None, str] = {}
        for group in groups:
            if group.market not in firsts:
                firsts[group.market] = group.scope if group.market in asked.nameless else ""
        return self._once(asked, part, tuple(firsts.items()), build, groups)

    def _open(self, asked: Asked, silence: str) -> Condition:
        """Nobody can say what is asked: every tier stays open."""
        demands = tuple(
            Demand(tier, None, None, asked.requirement.rule, MISSING_TARGET, silence)
            if tier in asked.requirement.quota
            else None
            for tier in asked.tiers
        )
        return self._condition(asked, scope=asked.specialization or PARTNER, demands=Fixed(demands), place=NOWHERE)

    def _of_partner(self, asked: Asked) -> Condition:
        demands = tuple(self._demand(asked, tier, None) for tier in asked.tiers)
        scope = asked.specialization or PARTNER
        if asked.requirement.kind == "points":
            assert self.points is not None, "a requirement of points stands beside [points]"
            return self._condition(asked, scope=scope, demands=ForPoints(demands, self.points), place=None)
        return self._condition(asked, scope=scope, demands=self._targeted(asked, demands, None), place=None)

    def _of_group(self, asked: Asked, group: Group, *, alone: bool = True) -> Condition:
        demands = tuple(self._demand(asked, tier, group) for tier in asked.tiers)
        scope = _scoped(asked.specialization, "" if alone else group.scope) or group.scope
        demanded = self._targeted(asked, demands, group)
        return self._condition(
            asked, scope=scope, demands=demanded, place=group.present, group="" if alone else group.scope
        )

    def _of_group_among(self, asked: Asked, group: Group) -> Condition:
        return self._of_group(asked, group, alone=False)

    def _targeted(self, asked: Asked, demands: tuple[Demand | None, ...], group: Group | None) -> Demands:
        name = asked.requirement.target
        if not name:
            return Fixed(demands)
        groups = (group.scope, "+".join(group.every)) if group and len(group.every) > 1 else ()
        isos = tuple(dict.fromkeys((*group.present, *group.every))) if group else ()
        return FromTargets(name, groups, isos, demands, asked.requirement.unit == "change")

    def _demand(self, asked: Asked, tier: str, group: Group | None) -> Demand | None:
        demand = demand_of(asked.requirement, tier, group)
        if demand is None or demand.silence or not asked.is_basket:
            return demand
        cell = self._cell(asked, tier, group, demand.required)
        return demand._replace(required=cell, rule=cell.rule if cell.is_mixed else demand.rule)

    def _cell(self, asked: Asked, tier: str, group: Group | None, quota: int) -> Cell:
        recognition = self.recognition
        return compile_cell(
            self._basket(asked),
            quota=quota,
            tier=tier,
            market=group.market if group else None,
            category=asked.category,
            specialization=asked.specialization,
            surplus_counts=recognition is not None and recognition.mix_surplus_counts.value,
        )

    def _basket(self, asked: Asked) -> Basket:
        requirement = asked.requirement
        return self.baskets[requirement.baskets.get(asked.specialization) or requirement.basket]

    def _of_several(self, asked: Asked, groups: tuple[Group, ...]) -> Iterable[Condition]:
        recognition, key = self.recognition, asked.key
        if recognition is None:
            return self._over_all(asked, "pooled", groups, self._pooled)
        if key in recognition.per_region.value:
            return self._of_regions(asked, groups)
        if key in recognition.each_country.value or key in recognition.each_country_level.value:
            return self._of_each(asked, "group", groups, self._of_group_among)
        if key in recognition.exceed_largest.value or key in recognition.reach_largest.value:
            return [
                *self._of_each(asked, "country", groups, self._of_country),
                *self._over_all(asked, "total", groups, self._totals),
            ]
        return self._over_all(asked, "pooled", groups, self._pooled)

    def _pooled(self, asked: Asked, groups: tuple[Group, ...]) -> Condition:
        """Counted once over all countries, against the quota of the largest (G-MC-08)."""
        demands = tuple(self._demand(asked, tier, _largest(asked, tier, groups)) for tier in asked.tiers)
        return self._condition(asked, scope=asked.specialization or PARTNER, demands=Fixed(demands), place=EVERYWHERE)

    def _of_regions(self, asked: Asked, groups: tuple[Group, ...]) -> list[Condition]:
        """So many in each region where the partner operates (G-MC-04)."""
        found: list[Condition] = []
        for region in dict.fromkeys(group.region for group in groups):
            here = [group for group in groups if group.region == region]
            if region is None:
                found += self._of_each(asked, "no_region", here, self._without_region)
            else:
                found += self._over_all(asked, f"region {region}", here, self._of_region)
        return found

    def _of_region(self, asked: Asked, here: Sequence[Group]) -> Condition:
        recognition, region = self._several, here[0].region or ""
        demands = tuple(region_demand(asked.requirement, tier, here, recognition) for tier in asked.tiers)
        return self._raw(asked, scope=region, demands=demands, place=region, part="region")

    def _without_region(self, asked: Asked, group: Group) -> Condition:
        rule = self._several.per_region.rule
        demands = tuple(
            Demand(tier, None, None, rule, MISSING_TARGET, "no_region", (group.scope,)) for tier in asked.tiers
        )
        return self._raw(asked, scope=group.scope, demands=demands, place=group.present, part="region")

    def _of_country(self, asked: Asked, group: Group) -> Condition:
        """A share of its own quota (G-MC-02)."""
        demands = tuple(share_demand(asked.key, asked.requirement, tier, group, self._several) for tier in asked.tiers)
        return self._raw(asked, scope=group.scope, demands=demands, place=group.present, part="country")

    def _totals(self, asked: Asked, groups: tuple[Group, ...]) -> Iterator[Condition]:
        """The largest quota over all countries (G-MC-05), and one mix (G-MC-07)."""
        recognition = self._several
        totals = tuple(pooled_demand(asked.key, asked.requirement, tier, groups, recognition) for tier in asked.tiers)
        yield self._raw(asked, scope="total", demands=totals, place=EVERYWHERE, part="total")
        if asked.is_basket and recognition.mix_of_largest.value and self._basket(asked).mixes:
            demands = tuple(self._demand(asked, tier, _largest(asked, tier, groups)) for tier in asked.tiers)
            scope = _scoped(asked.specialization, "mix")
            yield self._condition(asked, scope=scope, demands=Fixed(demands), place=EVERYWHERE, part="mix")

    @property
    def _several(self) -> RecognitionSection:
        assert self.recognition is not None, "several countries are recognised by [recognition]"
        return self.recognition

    def _raw(
        self, asked: Asked, *, scope: str, demands: tuple[Demand | None, ...], place: Place, part: str
    ) -> Condition:
        kind = Raw(self._basket(asked).codes) if asked.is_basket else None
        scope = _scoped(asked.specialization, scope)
        return self._condition(asked, scope=scope, demands=Fixed(demands), place=place, part=part, kind=kind)

    def _condition(
        self,
        asked: Asked,
        *,
        scope: str,
        demands: Demands,
        place: Place | None,
        part: str = "",
        group: str = "",
        kind: Kind | None = None,
    ) -> Condition:
        return Condition(
            key=asked.key,
            line_key=asked.requirement.line_key or asked.key,
            scope=scope,
            kind=kind or self._kind(asked),
            source=source_of(asked.key, asked.requirement, place),
            demands=demands,
            excuses=excuses_of(asked.requirement, asked.category),
            room=self.room,
            place=NOWHERE if place is None or part not in ("", "country") else place,
            part=part,
            group=group,
            specialization=asked.specialization,
        )

    def _kind(self, asked: Asked) -> Kind:
        requirement = asked.requirement
        if asked.is_basket:
            return Certificates(self._basket(asked).codes if self._has_basket(asked) else ())
        if requirement.kind in ("yes", "points"):
            return Yes() if requirement.kind == "yes" else PointsOf()
        counts = requirement.unit == "count"
        if requirement.kind == "maximum":
            return Maximum(counts=counts, strict=requirement.strict)
        return (MinimumOrYes if requirement.accepts_yes else Minimum)(counts=counts, strict=requirement.strict)

    def _has_basket(self, asked: Asked) -> bool:
        return bool(asked.requirement.basket or asked.specialization in asked.requirement.baskets)


def measure_of(requirement: Requirement) -> Measure | None:
    """How a figure that is not given is measured; None where it cannot be."""
    if not requirement.of:
        return None
    weights = {name: weight.value for name, weight in requirement.weights.items()}
    zero = requirement.when_zero.value if requirement.when_zero else None
    when_zero = None if zero is None or isinstance(zero, str) else zero
    measures: dict[str, Measure] = {
        "sum": Sum(),
        "mean": Mean(),
        "composite": Composite([weights.get(name, 0) for name in requirement.of]),
        "growth": Growth(when_zero),
        "share": Share(when_zero),
        "greater_of": GreaterOf(),
        "peer_relative": PeerRelative(),
        "stage_weighted": StageWeighted(weights),
    }
    return measures.get(requirement.measure, GreaterOf())


def source_of(key: str, requirement: Requirement, place: Place | None) -> Source:
    """Where its figure is found: among the partner's values, or in the countries of a place."""
    if requirement.kind == "basket":
        return CertificatesHeld(place)
    if requirement.kind == "points":
        return AllValues()
    if place is None:
        return OfPartner(key, measure_of(requirement), requirement.of)
    return OfCountries(
        place, key, requirement.unit in ADDITIVE, requirement.or_partner, measure_of(requirement), requirement.of
    )


def excuses_of(requirement: Requirement, category: str) -> Excuses:
    """When it is not asked."""
    unmeasured = requirement.unmeasured.value if requirement.unmeasured else MISSED
    return Excuses(
        flags=(*requirement.applies_if, *requirement.applies_if_in.get(category, ())),
        first_year=requirement.first_year,
        scheduled_by=requirement.scheduled_by,
        needs_prior_year=requirement.needs_prior_year,
        unmeasured=unmeasured,
        when_null=requirement.when_null.value if requirement.when_null else unmeasured,
    )


def _largest(asked: Asked, tier: str, groups: tuple[Group, ...]) -> Group:
    """The group with the highest quota; of equal ones that of the earlier class. One without a class keeps it open."""

    def quota(group: Group) -> Any:
        cell = quota_of(asked.requirement, tier, group)
        return cell.value if cell is not None and isinstance(cell.value, int) else -1

    open_ones = [group for group in groups if group.market is None]
    return open_ones[0] if open_ones else max(groups, key=quota)


def nameless_in(requirement: Requirement, order: Iterable[str]) -> frozenset[str | None]:
    """Classes that a table of the requirement leaves out, and None."""
    tables = [cell for cell in requirement.quota.values() if isinstance(cell, Mapping)]
    return frozenset({None, *(market for market in order if any(market not in table for table in tables))})


def _areas(groups: tuple[Group, ...]) -> dict[str, tuple[str, ...]]:
    areas: dict[str, tuple[str, ...]] = {EVERYWHERE: ()}
    for group in groups:
        areas[EVERYWHERE] += group.present
        if group.region is not None:
            areas[group.region] = areas.get(group.region, ()) + group.present
    return areas


def _scoped(specialization: str, scope: str) -> str:
    return "/".join(part for part in (specialization, scope) if part)
