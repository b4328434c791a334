"""Everything that one category is asked in one set of countries and specializations, compiled once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tiering.guide.baskets import Basket
from tiering.guide.points import PointsSection
from tiering.guide.recognition import RecognitionSection
from tiering.guide.requirements import Requirement
from tiering.rules.baskets import Cell, compile_cell
from tiering.rules.conditions import Condition, Demand, Demands, Excuses, Fixed, Room
from tiering.rules.countries import Group
from tiering.rules.demands import ForPoints, FromTargets, demand_of, quota_of
from tiering.rules.kinds import Certificates, Kind, Maximum, Minimum, MinimumOrYes, PointsOf, Raw, Yes
from tiering.rules.lines import MISSED, MISSING_TARGET
from tiering.rules.measures import (
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
from tiering.rules.sharing import pooled_demand, region_demand, share_demand
from tiering.rules.sources import AllValues, CertificatesHeld, OfCountries, OfPartner, Source

PARTNER = "partner"
ADDITIVE = ("count", "money")


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement with its key, in one category, for one specialization or for none."""

    key: str
    requirement: Requirement
    category: str
    tiers: tuple[str, ...]
    specialization: str = ""

    @property
    def is_basket(self) -> bool:
        return self.requirement.kind == "basket"


@dataclass(frozen=True, slots=True)
class Plan:
    """Conditions in the order of the guide, and which of them decide what."""

    tiers: tuple[str, ...]
    groups: tuple[Group, ...]
    conditions: tuple[Condition, ...]
    core: tuple[int, ...]
    by_specialization: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    by_group: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planner:
    """Compiles conditions out of the guide's sections."""

    baskets: Mapping[str, Basket]
    recognition: RecognitionSection | None
    points: PointsSection | None
    room: Room

    def compile(
        self, asked: list[Asked], tiers: tuple[str, ...], groups: tuple[Group, ...], specializations: tuple[str, ...]
    ) -> Plan:
        """The plan of one category."""
        conditions = tuple(condition for one in asked for condition in self._conditions(one, groups))
        numbered = list(enumerate(conditions))
        return Plan(
            tiers=tiers,
            groups=groups,
            conditions=conditions,
            core=tuple(n for n, one in numbered if not one.group and not one.specialization),
            by_specialization={
                code: tuple(n for n, one in numbered if one.specialization == code and not one.group)
                for code in specializations
            },
            by_group={
                group.scope: tuple(n for n, one in numbered if one.group == group.scope)
                for group in groups
                if len(groups) > 1
            },
        )

    def _conditions(self, asked: Asked, groups: tuple[Group, ...]) -> Iterator[Condition]:
        if asked.requirement.per == PARTNER:
            yield self._of_partner(asked)
        elif asked.requirement.per == "specialization" and not asked.specialization:
            yield self._open(asked, "no_specialization")
        elif not groups:
            yield self._open(asked, "no_country")
        elif len(groups) == 1:
            yield self._of_group(asked, groups[0])
        else:
            yield from self._of_several(asked, groups)

    def _open(self, asked: Asked, silence: str) -> Condition:
        """Nobody can say what is asked: every tier stays open."""
        demands = tuple(
            Demand(tier, None, None, asked.requirement.rule, MISSING_TARGET, silence)
            if tier in asked.requirement.quota
            else None
            for tier in asked.tiers
        )
        return self._condition(asked, scope=asked.specialization or PARTNER, demands=Fixed(demands), isos=())

    def _of_partner(self, asked: Asked) -> Condition:
        demands = tuple(self._demand(asked, tier, None) for tier in asked.tiers)
        scope = asked.specialization or PARTNER
        if asked.requirement.kind == "points":
            assert self.points is not None, "a requirement of points stands beside [points]"
            return self._condition(asked, scope=scope, demands=ForPoints(demands, self.points), isos=None)
        return self._condition(asked, scope=scope, demands=self._targeted(asked, demands, ()), isos=None)

    def _of_group(self, asked: Asked, group: Group, *, alone: bool = True) -> Condition:
        demands = tuple(self._demand(asked, tier, group) for tier in asked.tiers)
        scope = _scoped(asked.specialization, "" if alone else group.scope) or group.scope
        places = (group.scope, *group.present, *group.every)
        demanded = self._targeted(asked, demands, tuple(dict.fromkeys(places)))
        return self._condition(
            asked, scope=scope, demands=demanded, isos=group.present, group="" if alone else group.scope
        )

    def _targeted(self, asked: Asked, demands: tuple[Demand | None, ...], places: tuple[str, ...]) -> Demands:
        name = asked.requirement.target
        return FromTargets(name, places, demands, asked.requirement.unit == "change") if name else Fixed(demands)

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

    def _of_several(self, asked: Asked, groups: tuple[Group, ...]) -> Iterator[Condition]:
        recognition, key = self.recognition, asked.key
        if recognition is None:
            yield self._pooled(asked, groups)
        elif key in recognition.per_region.value:
            yield from self._of_regions(asked, groups, recognition)
        elif key in (*recognition.each_country.value, *recognition.each_country_level.value):
            yield from (self._of_group(asked, group, alone=False) for group in groups)
        elif key in (*recognition.exceed_largest.value, *recognition.reach_largest.value):
            yield from self._shared(asked, groups, recognition)
        else:
            yield self._pooled(asked, groups)

    def _pooled(self, asked: Asked, groups: tuple[Group, ...]) -> Condition:
        """Counted once over all countries, against the quota of the largest (G-MC-08)."""
        demands = tuple(self._demand(asked, tier, _largest(asked, tier, groups)) for tier in asked.tiers)
        isos = tuple(iso for group in groups for iso in group.present)
        return self._condition(asked, scope=asked.specialization or PARTNER, demands=Fixed(demands), isos=isos)

    def _of_regions(
        self, asked: Asked, groups: tuple[Group, ...], recognition: RecognitionSection
    ) -> Iterator[Condition]:
        """So many in each region where the partner operates (G-MC-04)."""
        for region in dict.fromkeys(group.region for group in groups):
            here = [group for group in groups if group.region == region]
            if region is None:
                yield from (self._without_region(asked, group, recognition) for group in here)
                continue
            demands = tuple(region_demand(asked.requirement, tier, here, recognition) for tier in asked.tiers)
            isos = tuple(iso for group in here for iso in group.present)
            yield self._raw(asked, scope=region, demands=demands, isos=isos, part="region")

    def _without_region(self, asked: Asked, group: Group, recognition: RecognitionSection) -> Condition:
        demands = tuple(
            Demand(tier, None, None, recognition.per_region.rule, MISSING_TARGET, "no_region", (group.scope,))
            for tier in asked.tiers
        )
        return self._raw(asked, scope=group.scope, demands=demands, isos=group.present, part="region")

    def _shared(self, asked: Asked, groups: tuple[Group, ...], recognition: RecognitionSection) -> Iterator[Condition]:
        """A share in each country, the largest quota over all, and one mix (G-MC-02, G-MC-05, G-MC-07)."""
        for group in groups:
            demands = tuple(
                share_demand(asked.key, asked.requirement, tier, group, recognition) for tier in asked.tiers
            )
            yield self._raw(asked, scope=group.scope, demands=demands, isos=group.present, part="country")
        every = tuple(iso for group in groups for iso in group.present)
        totals = tuple(pooled_demand(asked.key, asked.requirement, tier, groups, recognition) for tier in asked.tiers)
        yield self._raw(asked, scope="total", demands=totals, isos=every, part="total")
        if asked.is_basket and recognition.mix_of_largest.value:
            yield from self._mix(asked, groups, every)

    def _mix(self, asked: Asked, groups: tuple[Group, ...], every: tuple[str, ...]) -> Iterator[Condition]:
        demands = tuple(self._demand(asked, tier, _largest(asked, tier, groups)) for tier in asked.tiers)
        if self._basket(asked).mixes:
            scope = _scoped(asked.specialization, "mix")
            yield self._condition(asked, scope=scope, demands=Fixed(demands), isos=every, part="mix")

    def _raw(
        self, asked: Asked, *, scope: str, demands: tuple[Demand | None, ...], isos: tuple[str, ...], part: str
    ) -> Condition:
        kind = Raw(self._basket(asked).codes) if asked.is_basket else None
        scope = _scoped(asked.specialization, scope)
        return self._condition(asked, scope=scope, demands=Fixed(demands), isos=isos, part=part, kind=kind)

    def _condition(
        self,
        asked: Asked,
        *,
        scope: str,
        demands: Demands,
        isos: tuple[str, ...] | None,
        part: str = "",
        group: str = "",
        kind: Kind | None = None,
    ) -> Condition:
        return Condition(
            key=asked.key,
            line_key=asked.requirement.line_key or asked.key,
            scope=scope,
            kind=kind or self._kind(asked),
            source=source_of(asked.key, asked.requirement, isos),
            demands=demands,
            excuses=excuses_of(asked.requirement, asked.category),
            room=self.room,
            isos=(isos or ()) if part in ("", "country") else (),
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


def source_of(key: str, requirement: Requirement, isos: tuple[str, ...] | None) -> Source:
    """Where its figure is found: among the partner's values, or in some countries."""
    if requirement.kind == "basket":
        return CertificatesHeld(isos or (), everywhere=isos is None)
    if requirement.kind == "points":
        return AllValues()
    if isos is None:
        return OfPartner(key, measure_of(requirement), requirement.of)
    return OfCountries(
        isos, key, requirement.unit in ADDITIVE, requirement.or_partner, measure_of(requirement), requirement.of
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


def _scoped(specialization: str, scope: str) -> str:
    return "/".join(part for part in (specialization, scope) if part)
