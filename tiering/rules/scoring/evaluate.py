"""The tier engine: sections of a guide in, facts in, a scorecard out. No database, no clock."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.guides.figures import GuideModel
from tiering.guide.baskets import Basket, BasketsSection
from tiering.guide.markets import MarketsSection
from tiering.guide.points import PointsSection
from tiering.guide.recognition import RecognitionSection
from tiering.guide.requirements import Requirement, RequirementsSection
from tiering.guide.targets import TargetsSection
from tiering.guide.tiers import TieringSection
from tiering.rules.cards.lines import Column, Scorecard
from tiering.rules.facts.reading import Facts, Reader
from tiering.rules.facts.refusals import read_table
from tiering.rules.facts.vocabulary import Vocabulary
from tiering.rules.scoring.conditions import is_waived, waive
from tiering.rules.scoring.countries import Atlas
from tiering.rules.scoring.plans import Asked, Plan, Planner, nameless_in
from tiering.rules.scoring.several_categories import counted_apart, read_parts, tell_category

#: Sets of countries whose plan is kept. Another one costs little: its parts are kept by themselves.
MOST_PLANS = 1_000

#: Conditions that are kept compiled, and columns, of one or two kilobytes each.
MOST_CONDITIONS = 20_000
MOST_COLUMNS = 60_000

Columns = Sequence[Column]


class NotScored(ValueError):
    """The guide has no tiers or no requirements, so nobody can be scored by it."""


class Engine:
    """One guide, compiled. Ask it as often as you like; it keeps nothing of what it was told."""

    def __init__(self, sections: Mapping[str, GuideModel]) -> None:
        tiering, requirements = sections.get("tiering"), sections.get("requirements")
        if not isinstance(tiering, TieringSection) or not isinstance(requirements, RequirementsSection):
            raise NotScored("this guide has no [tiering] or no [requirements]")
        if any(one.kind == "points" for *_, one in requirements.each()) and "points" not in sections:
            raise NotScored("a requirement asks for points, and this guide has no [points]")
        baskets, markets, recognition = (sections.get(name) for name in ("baskets", "markets", "recognition"))
        self.tiering = tiering
        self.requirements = requirements
        self.baskets = baskets.all() if isinstance(baskets, BasketsSection) else {}
        self.markets = markets if isinstance(markets, MarketsSection) else None
        self.recognition = recognition if isinstance(recognition, RecognitionSection) else None
        unknown = _unknown_names(tiering, requirements, self.baskets)
        if unknown:
            raise NotScored("; ".join(unknown))
        points = sections.get("points")
        self.points = points if isinstance(points, PointsSection) else None
        self.vocabulary = Vocabulary(requirements, self.points)
        aliases = {alias: code for basket in self.baskets.values() for alias, code in basket.aliases.items()}
        self.reader = Reader(tiering, self.vocabulary, aliases)
        self.reader.keys = frozenset(_names(requirements))
        self.reader.targets = self._targets_by_country(sections.get("targets"))
        if self.markets is not None:
            self.reader.places |= {
                iso for one in self.markets.classes.values() for group in one.groups for iso in group
            }
        self.atlas = Atlas(self.markets)
        self.planner = Planner(
            self.baskets, self.recognition, self.points, most=MOST_CONDITIONS, most_columns=MOST_COLUMNS
        )
        self.lifts = (
            {key: lift.value for key, lift in self.recognition.waiver_lifts.items()} if self.recognition else {}
        )
        self.apart = counted_apart(self.recognition, requirements, self.vocabulary)
        self._lists: dict[tuple[str, tuple[str, ...]], list[Asked]] = {}
        self._asked: dict[tuple[str, str, str, str], Asked] = {}
        self._plans: dict[tuple[str, frozenset[str], tuple[str, ...]], Plan] = {}

    def _targets_by_country(self, targets: GuideModel | None) -> dict[str, bool]:
        """Every name that targets may have, and whether a country stands before the tier."""
        known = targets.all() if isinstance(targets, TargetsSection) else {}
        names = {name: target.per == "country" for name, target in known.items()}
        names |= dict.fromkeys(self.points.metrics if self.points else (), False)
        asked = [requirement for *_, requirement in self.requirements.each() if requirement.target]
        return names | {requirement.target: requirement.per != "partner" for requirement in asked}

    def evaluate(self, facts: Any) -> Scorecard:
        """Raises FactsRefused, with path and reason, where the facts are none."""
        told = read_table(facts, "")
        if told.get("categories") in (None, {}):
            return self._scored(self.reader.read(told))
        return self._of_several_categories(told)

    def _scored(self, facts: Facts) -> Scorecard:
        if facts.subtype:
            subtype = self.tiering.categories[facts.category].subtypes[facts.subtype]
            if not subtype.scored:
                return Scorecard(subtype.tier or None, ())
        plan = self._plan(facts)
        facts.areas = plan.areas
        columns: Columns = [condition.column(facts) for condition in plan.conditions]
        if facts.waivers:
            columns = self._waived(plan, columns, facts)
        return _judged(plan, columns, facts, self.tiering.tier_of_specializations.value)

    def _waived(self, plan: Plan, columns: Columns, facts: Facts) -> Columns:
        return [
            waive(column) if is_waived(condition, facts, self.lifts) else column
            for condition, column in zip(plan.conditions, columns, strict=True)
        ]

    def _plan(self, facts: Facts) -> Plan:
        key = (facts.category, frozenset(facts.countries), facts.specializations)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
                self._lists.clear()
            plan = self._plans[key] = self.planner.plan(
                self._asked_of(facts.category, facts.specializations),
                self.tiering.tiers_of(facts.category),
                self.atlas.group_countries(facts.countries),
                facts.specializations,
            )
        return plan

    def _asked_of(self, category: str, specializations: tuple[str, ...]) -> list[Asked]:
        name = category, specializations
        if name not in self._lists:
            self._lists[name] = [
                self._ask(category, key, variant, requirement, code)
                for key, variant, requirement in self.requirements.of_category(category)
                for code in _bound(requirement, specializations)
            ]
        return self._lists[name]

    def _ask(self, category: str, key: str, variant: str, requirement: Requirement, code: str) -> Asked:
        name = category, key, variant, code
        asked = self._asked.get(name)
        if asked is None:
            tiers, order = self.tiering.tiers_of(category), self.markets.order if self.markets else ()
            nameless = nameless_in(requirement, order)
            asked = self._asked[name] = Asked(len(self._asked), key, requirement, category, tiers, code, nameless)
        return asked

    def _of_several_categories(self, told: Mapping[str, Any]) -> Scorecard:
        """Evidence is shared; customers and business are counted for each category apart (G-MCAT-02, G-MCAT-03)."""
        parts = read_parts(told, self.tiering)
        alone = {key: value for key, value in told.items() if key != "categories"}
        primary = self.reader.read(alone).category
        cards = {code: self._scored(self.reader.read(alone)) for code in [primary] if code not in parts}
        cards |= {code: self._of_category(alone, code, part, primary) for code, part in parts.items()}
        first = cards.pop(primary)
        return Scorecard(
            first.tier,
            first.lines,
            first.countries,
            first.specializations,
            {primary: first.tier, **{code: card.tier for code, card in cards.items()}},
            {code: card.lines for code, card in cards.items()},
            first.columns,
        )

    def _of_category(self, told: Mapping[str, Any], code: str, part: Mapping[str, Any], primary: str) -> Scorecard:
        own = tell_category(told, code, part, is_primary=code == primary, apart=self.apart, vocabulary=self.vocabulary)
        return self._scored(self.reader.read(own))


def _bound(requirement: Requirement, specializations: tuple[str, ...]) -> list[str]:
    """The partner's specializations for which it is asked, each by itself; "" for none."""
    if not requirement.specializations:
        return list(specializations) or [""] if requirement.per == "specialization" else [""]
    return [code for code in specializations if code in requirement.specializations]


def compile_guide(sections: Mapping[str, GuideModel]) -> Engine:
    """The engine of a guide's sections. Raises NotScored where the guide has no tiers to reach."""
    return Engine(sections)


def _judged(plan: Plan, columns: Columns, facts: Facts, chosen: str) -> Scorecard:
    tiers = plan.tiers
    rows = zip(*[column.lines for column in columns], strict=True)
    lines = tuple([line for row in rows for line in row if line is not None])
    by_specialization = {
        code: _highest(columns, (*plan.core, *own), len(tiers)) for code, own in plan.by_specialization.items()
    }
    reached = _highest(columns, plan.core, len(tiers))
    if by_specialization:
        reached = _chosen(by_specialization, facts.primary, chosen)
    return Scorecard(
        _named(reached, tiers),
        lines,
        _of_countries(plan, columns, reached),
        {code: _named(number, tiers) for code, number in by_specialization.items()},
        columns=tuple(columns),
    )


def _of_countries(plan: Plan, columns: Columns, reached: int) -> dict[str, str | None]:
    """Per country the highest tier, not above the recognised one, whose lines are met there (G-MC-01)."""
    if not plan.by_group:
        return {}
    tiers = plan.tiers
    return {
        iso: _named(_highest(columns, plan.by_group[group.scope], len(tiers), reached), tiers)
        for group in plan.groups
        for iso in group.present
    }


def _highest(columns: Columns, numbers: Sequence[int], tiers: int, start: int = 0) -> int:
    """The number of the best tier at which all of these pass; the number of tiers where none does."""
    for tier in range(start, tiers):
        for number in numbers:
            if not columns[number].passes[tier]:
                break
        else:
            return tier
    return tiers


def _chosen(reached: Mapping[str, int], primary: str, chosen: str) -> int:
    choices: dict[str, Callable[[], int]] = {
        "primary": lambda: reached[primary],
        "lowest": lambda: max(reached.values()),
        "highest": lambda: min(reached.values()),
    }
    return choices[chosen]()


def _named(number: int, tiers: Sequence[str]) -> str | None:
    return tiers[number] if number < len(tiers) else None


def _unknown_names(
    tiering: TieringSection, requirements: RequirementsSection, baskets: Mapping[str, Basket]
) -> list[str]:
    """What a requirement names and the guide does not describe."""
    return [
        f"requirements.{key}.{variant}: {name} is not described"
        for key, variant, one in requirements.each()
        for names, known in (
            ((*one.baskets.values(), *filter(None, [one.basket])), baskets),
            ((*one.applies_if, *(flag for flags in one.applies_if_in.values() for flag in flags)), tiering.flags),
            (one.specializations, tiering.specializations),
            (one.categories, tiering.categories),
        )
        for name in names
        if name not in known
    ]


def _names(requirements: RequirementsSection) -> Sequence[str]:
    """Every spelling under which a waiver may name a requirement."""
    return [
        name
        for key, variants in requirements.all().items()
        for one in variants.values()
        for name in (key, one.line_key)
        if name
    ]
