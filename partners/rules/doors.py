"""Whether a door is open to a partner, and what is missing where it is not. Pure: needs are the guide's, facts are handed in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from partners.guide.doors import (
    AgreementNeed,
    AgreementsNeed,
    CertificateNeed,
    Door,
    DoorsSection,
    FeeNeed,
    Need,
    PaperNeed,
)

#: How a paper stands on the day: none was handed in, it waits, it was given back, it is over, it is good.
PaperStanding = Literal["", "waiting", "returned", "over", "good"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a partner in a program on a day.

    `categories` are those it is in or on its way into, `active` those in which it is active now. `agreements` are the documents of
    each category. `holders` are people who count, by the code of a certificate; `fees` the years whose fee arrived, by category.
    """

    day: date
    categories: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    is_held: bool = False
    agreements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    executed: frozenset[str] = frozenset()
    papers: Mapping[str, PaperStanding] = field(default_factory=dict)
    holders: Mapping[str, frozenset[int]] = field(default_factory=dict)
    fees: Mapping[str, frozenset[int]] = field(default_factory=dict)
    exceptions: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One need as it stands. `what` names papers, agreements or certificates; `have` of `want` people, where people are counted."""

    kind: Literal["active", "free", "agreements", "agreement", "paper", "certificate", "fee", "exception"]
    rule: str
    is_met: bool
    what: tuple[str, ...] = ()
    standing: PaperStanding = ""
    have: int = 0
    want: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A door as a partner finds it, with every line behind it."""

    door: str
    choice: str
    lines: tuple[Line, ...]

    @property
    def is_open(self) -> bool:
        """Nothing is missing."""
        return all(line.is_met for line in self.lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        """What is."""
        return tuple(line for line in self.lines if not line.is_met)


def concerns(door: Door, categories: Collection[str]) -> bool:
    """Whether a door is there for partners of these categories at all."""
    return not door.categories or any(category in door.categories for category in categories)


def look_at(section: DoorsSection, key: str, facts: Facts, choice: str = "") -> Look:
    """One door. Shut to who is not active or is held, whatever the guide asks beside. Raises KeyError for a choice it has not."""
    door = section.all()[key]
    chosen = choice or (door.usual.value if door.usual else "")
    if chosen and chosen not in door.choices:
        raise KeyError(chosen)
    active = _of_door(door, facts.active)
    # Who is not active yet reads what will be asked of the category it is on its way into.
    mine = active or _of_door(door, facts.categories)
    lines = [Line("active", section.rule, bool(active))]
    if facts.is_held:
        lines.append(Line("free", "", is_met=False))
    lines += [
        _line(need, facts, mine, (key, chosen))
        for need in door.needs
        if (not need.choices or chosen in need.choices) and (not need.categories or mine & set(need.categories))
    ]
    return Look(key, chosen, tuple(lines))


def open_doors(section: DoorsSection, facts: Facts) -> dict[str, tuple[Look, ...]]:
    """Every door that is there for the partner, in the guide's order, once for each of its choices, the usual one first."""
    return {
        key: tuple(look_at(section, key, facts, choice) for choice in _choices(door))
        for key, door in section.all().items()
        if concerns(door, facts.categories)
    }


def _choices(door: Door) -> list[str]:
    usual = door.usual.value if door.usual else ""
    return [usual, *(choice for choice in door.choices if choice != usual)]


def _of_door(door: Door, categories: frozenset[str]) -> frozenset[str]:
    return categories & set(door.categories) if door.categories else categories


def _line(need: Need, facts: Facts, mine: frozenset[str], here: tuple[str, str]) -> Line:
    if isinstance(need, AgreementsNeed):
        wanted = (key for category in sorted(mine) for key in facts.agreements.get(category, ()))
        unsigned = tuple(dict.fromkeys(key for key in wanted if key not in facts.executed))
        return Line(need.kind, need.rule, not unsigned, unsigned)
    if isinstance(need, AgreementNeed):
        return Line(need.kind, need.rule, need.document in facts.executed, (need.document,))
    if isinstance(need, PaperNeed):
        standing = facts.papers.get(need.paper, "")
        return Line(need.kind, need.rule, standing == "good", (need.paper,), standing)
    if isinstance(need, CertificateNeed):
        people = frozenset().union(*(facts.holders.get(code, frozenset()) for code in need.codes))
        want = need.people.value
        return Line(need.kind, need.rule, len(people) >= want, need.codes, have=len(people), want=want)
    if isinstance(need, FeeNeed):
        return Line(need.kind, need.rule, _fee_is_there(need, facts, mine))
    return Line(need.kind, need.rule, here in facts.exceptions)


def _fee_is_there(need: FeeNeed, facts: Facts, mine: frozenset[str]) -> bool:
    """Of the category that the need is asked of; a partner in two categories pays for each, and one of them opens the door."""
    asked = mine & set(need.categories) if need.categories else mine
    years = frozenset().union(*(facts.fees.get(category, frozenset()) for category in asked))
    in_grace = (facts.day - date(facts.day.year, 1, 1)).days < need.grace_days.value
    return facts.day.year in years or (in_grace and facts.day.year - 1 in years)
