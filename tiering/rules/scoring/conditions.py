"""One requirement in one scope, asked at every tier: measured once, compared at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from tiering.rules.cards.lines import MET, MISSED, MISSING_TARGET, NOT_APPLICABLE, WAIVED, Column, Figure, Line
from tiering.rules.facts.reading import Facts
from tiering.rules.scoring.kinds import Kind
from tiering.rules.scoring.measures import NO_FIGURE, NONE_GIVEN, Silence
from tiering.rules.scoring.sources import NOWHERE, CertificatesHeld, Place, Source, isos_in

#: The reason for which something does not apply at all, and its arguments.
Excuse = tuple[str, tuple[Any, ...]]


class Demand(NamedTuple):
    """What is asked at one tier. With a `silence` nothing can be compared: `result` stands."""

    tier: str
    required: Any
    printed: Figure
    rule: str
    result: str = ""
    silence: str = ""
    args: tuple[Any, ...] = ()


class Demands(Protocol):
    """What is asked at each tier, best first; None where a tier does not ask it. `demands` are the guide's own."""

    @property
    def demands(self) -> tuple[Demand | None, ...]: ...

    def of(self, facts: Facts) -> Sequence[Demand | None]:
        """Demands that may depend on targets; the guide's own tuple where they do not."""
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """Demands that stand in the guide."""

    demands: tuple[Demand | None, ...]

    def of(self, facts: Facts) -> Sequence[Demand | None]:
        return self.demands


@dataclass(frozen=True, slots=True)
class Excuses:
    """When a condition is not asked, or only shown."""

    flags: tuple[str, ...] = ()
    first_year: str = "enforced"
    scheduled_by: str = ""
    needs_prior_year: bool = False
    unmeasured: str = MISSED
    when_null: str = MISSED

    def excuse(self, facts: Facts) -> Excuse | None:
        """Why it does not apply at all, or None."""
        for flag in self.flags:
            if not facts.flags[flag]:
                return "flag", (flag,)
        if facts.first_year and self.first_year == "outside":
            return "first_year", ()
        if self.needs_prior_year and not facts.prior_year:
            return "no_prior_year", ()
        return None

    def result_of(self, silence: Silence) -> str:
        """What the lack of a figure means."""
        if silence is NO_FIGURE:
            return NOT_APPLICABLE
        return self.when_null if silence is NONE_GIVEN else self.unmeasured

    def spares(self, facts: Facts) -> bool:
        """Whether a line that is not met is only shown, or missed for its exams alone: in a first, partial year (G-REV-07)."""
        return facts.first_year and self.first_year != "enforced"

    def said_of_exams(self, facts: Facts) -> bool | None:
        """Whether they were booked in time, where somebody says so; True where the line asks for none."""
        said: bool | None = facts.values.get(self.scheduled_by) if self.first_year == "scheduled" else True
        return said


class Room:
    """How many columns an engine keeps, so that memory stays bounded whatever it is told."""

    __slots__ = ("left",)

    def __init__(self, columns: int) -> None:
        self.left = columns


@dataclass(slots=True)
class Condition:
    """`part` is what it is of several countries: country, total, mix, region; "" otherwise.

    `group`: it counts in that group of countries only, outside the recognition. `specialization`: for that one only.
    `place`: the countries by which a waiver may name it.
    Where nothing but the figure decides, the column of a figure is kept: most partners have the same small numbers.
    """

    key: str
    line_key: str
    scope: str
    kind: Kind
    source: Source
    demands: Demands
    excuses: Excuses
    room: Room
    place: Place = NOWHERE
    part: str = ""
    group: str = ""
    specialization: str = ""
    _kept: dict[Any, Column] = field(default_factory=dict)

    def column(self, facts: Facts) -> Column:
        """One line for each tier, best first."""
        excuse = self.excuses.excuse(facts)
        found = self.source.find(facts) if excuse is None else None
        demands = self.demands.of(facts)
        if demands is not self.demands.demands or (excuse is None and facts.first_year):
            return self._column(excuse, found, demands, facts)
        key = excuse or self.kind.key(found)
        column = self._kept.get(key) if key is not None else None
        if column is not None:
            return column
        column = self._column(excuse, found, demands, facts)
        return column if key is None else self._keep(key, column)

    def _keep(self, key: Any, column: Column) -> Column:
        if self.room.left > 0:
            self.room.left -= 1
            self._kept[key] = column
        return column

    def _column(self, excuse: Excuse | None, found: Any, demands: Sequence[Demand | None], facts: Facts) -> Column:
        if excuse is not None:
            reason, args = excuse
            return Column([demand and self._line(demand, NOT_APPLICABLE, None, reason, args) for demand in demands])
        if isinstance(found, Silence):
            lines = [demand and self._silent(demand, found) for demand in demands]
        else:
            actual = self.kind.actual(found)
            lines = [demand and self._judged(demand, found, actual) for demand in demands]
        return Column(self._spared(lines, demands, facts) if self.excuses.spares(facts) else lines)

    def _spared(
        self, lines: Sequence[Line | None], demands: Sequence[Demand | None], facts: Facts
    ) -> list[Line | None]:
        """A first, partial year: what is not met is shown; missed are certificates whose exams were not booked in time (G-REQ-09)."""
        said = self.excuses.said_of_exams(facts)
        booked = self.source.scheduled(facts) if said is None and isinstance(self.source, CertificatesHeld) else None
        spared: list[Line | None] = []
        for line, demand in zip(lines, demands, strict=True):
            if line is None or demand is None or line.result not in (MISSED, MISSING_TARGET):
                spared.append(line)
                continue
            in_time = said is not False
            if booked is not None:
                in_time = self._judged(demand, booked, self.kind.actual(booked)).result != MISSED
            result, reason = (NOT_APPLICABLE, "first_year") if in_time else (MISSED, "not_scheduled")
            spared.append(line._replace(result=result, reason=reason, args=()))
        return spared

    def _judged(self, demand: Demand, found: Any, actual: Figure) -> Line:
        tier, required, printed, rule, result, silence, args = demand
        if silence:
            return self._line(demand, result, actual, silence, args)
        met, shown, counted, reason, why = self.kind.judge(found, actual, required)
        # Ten thousands of these are made each second: without the detour over the names of the fields.
        cells = (tier, self.line_key, self.scope, MET if met else MISSED, printed, shown, counted, reason, why, rule)
        return tuple.__new__(Line, cells)

    def _silent(self, demand: Demand, found: Silence) -> Line:
        result = self.excuses.result_of(found)
        if demand.result == NOT_APPLICABLE or (demand.silence and result != NOT_APPLICABLE):
            return self._line(demand, demand.result, None, demand.silence, demand.args)
        return self._line(demand, result, None, found.reason)

    def _line(self, demand: Demand, result: str, actual: Figure, reason: str, args: tuple[Any, ...] = ()) -> Line:
        return Line(
            demand.tier, self.line_key, self.scope, result, demand.printed, actual, None, reason, args, demand.rule
        )


def waive(column: Column) -> Column:
    """Lines that would be missed, or have no target, count as met; a met line stays met (X-08)."""
    return Column(
        [line and (_waived(line) if line.result in (MISSED, MISSING_TARGET) else line) for line in column.lines]
    )


def _waived(line: Line) -> Line:
    return line._replace(result=WAIVED, reason="waived", args=(line.reason, line.args))


def is_waived(condition: Condition, facts: Facts, lifts: Mapping[str, str]) -> bool:
    """Is there a waiver for it? Without a scope it lifts every line, or those the guide says (G-MC-03)."""
    for waiver in facts.waivers:
        if waiver.requirement not in (condition.key, condition.line_key):
            continue
        if waiver.scope:
            names = (condition.scope, condition.part, condition.specialization, *isos_in(condition.place, facts))
            if waiver.scope in names:
                return True
        elif not condition.part or lifts.get(condition.key, condition.part) == condition.part:
            return True
    return False
