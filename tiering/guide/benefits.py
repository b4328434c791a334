"""Section `[benefits]`: the matrix as it was printed, and the corrections that make it effective (G-BEN-01, G-BEN-03).

A cell is the code of a value (`yes`, `plaque`, ...) or a level (1, 2, 3). Percentages stand in tables of their own.
"""

from collections.abc import Container, Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from portal.guides.texts import Texts
from tiering.guide.cells import spread_rule

SECTION = "benefits"

Level = Annotated[int, Field(ge=0, le=9, strict=True)]
Cell = Figure[Level | str]
Percent = Figure[Annotated[Decimal, Field(ge=0, le=100)]]


class Word(GuideModel):
    """A value that cells may name. One that grants nothing is no benefit: `no`, `na`."""

    text: Texts
    grants: bool = True


class Reason(GuideModel):
    """Why a printed cell does not hold: a footnote or the section text."""

    text: Texts
    rule: str


class Flag(GuideModel):
    """A condition on the partner. `certificates`: one of them in force is enough (G-TEC-02). `door`: it holds while what that door
    asks of this kind is there, so that a benefit and its door never say two things (A-CRT-01).
    """

    text: Texts
    rule: str
    certificates: tuple[str, ...] = ()
    door: str = ""
    need: Literal["", "agreements", "agreement", "paper", "certificate", "fee", "exception"] = ""

    @model_validator(mode="after")
    def _door_names_its_need(self) -> Self:
        if bool(self.door) != bool(self.need):
            raise ValueError("door and need: one does not go without the other")
        return self

    @property
    def is_measured(self) -> bool:
        """Nobody switches it."""
        return bool(self.certificates or self.door)


class Column(GuideModel):
    """Which partners a column serves. `absent` is the value of the rows that do not name it (G-BEN-04)."""

    categories: tuple[str, ...]
    tiers: tuple[str, ...]
    rule: str
    confirmed: bool = True
    note: str = ""
    absent: Cell | None = None

    @model_validator(mode="before")
    @classmethod
    def _absence_stands_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("absent",))


class Row(GuideModel):
    """A benefit. `percent` is what it is worth; `buys` names the purchase of which only one discount holds (G-PRC-04)."""

    group: str
    text: Texts
    description: Texts | None = None
    rule: str
    confirmed: bool = True
    note: str = ""
    reasons: tuple[str, ...] = ()
    buys: str = ""
    cells: dict[str, Cell]
    percent: dict[str, Percent] = {}

    @model_validator(mode="before")
    @classmethod
    def _cells_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, tables=("cells", "percent"))


class Correction(GuideModel):
    """What holds instead of the printed cell: `value` when every flag in `needs` holds, else `otherwise`."""

    benefit: str
    categories: tuple[str, ...]
    tiers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    value: Cell
    otherwise: Cell | None = None
    why: str
    rule: str
    confirmed: bool = True
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _values_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("value", "otherwise"))

    @model_validator(mode="after")
    def _both_ways_are_said(self) -> Self:
        if bool(self.needs) != (self.otherwise is not None):
            raise ValueError("`needs` and `otherwise` come together")
        return self


class AddOn(GuideModel):
    """What a badge adds to a benefit. `within`: inside the badge's area only, or everywhere (S-SPC-04)."""

    group: str
    text: Texts
    rule: str
    confirmed: bool = True
    note: str = ""
    within: Figure[Literal["area", "everywhere"]]
    cells: dict[str, Cell]
    points: dict[str, Percent] = {}

    @model_validator(mode="before")
    @classmethod
    def _cells_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("within",), tables=("cells", "points"))


class BenefitsSection(GuideModel):
    """`[benefits]`. A partner has one column: that of its category and tier."""

    rule: str
    groups: dict[str, Texts]
    values: dict[str, Word]
    reasons: dict[str, Reason] = {}
    flags: dict[str, Flag] = {}
    columns: dict[str, Column]
    rows: dict[str, Row]
    corrections: dict[str, Correction] = {}
    badges: dict[str, AddOn] = {}

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        problems = [*self._strange_words(), *self._strange_cells(), *self._doubled_columns()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def column_of(self, category: str, tier: str) -> str | None:
        """The name of the column that serves a partner, or None."""
        for name, column in self.columns.items():
            if category in column.categories and tier in column.tiers:
                return name
        return None

    def cell(self, row: str, column: str) -> Cell:
        """The printed cell, or what the column says of rows that do not name it."""
        found = self.rows[row].cells.get(column) or self.columns[column].absent
        assert found is not None, "a row without a cell is refused on reading"
        return found

    def _strange_words(self) -> Iterator[str]:
        for name, row in self.rows.items():
            yield from _unknown(f"rows.{name}", {row.group}, self.groups)
            yield from _unknown(f"rows.{name}", row.reasons, self.reasons)
        for name, correction in self.corrections.items():
            here = f"corrections.{name}"
            yield from _unknown(here, {correction.benefit}, self.rows)
            yield from _unknown(here, {correction.why}, self.reasons)
            yield from _unknown(here, correction.needs, self.flags)
            yield from _unknown(here, _codes(correction.value, correction.otherwise), self.values)
        for name, add_on in self.badges.items():
            yield from _unknown(f"badges.{name}", {add_on.group}, self.groups)
            yield from _unknown(f"badges.{name}", _codes(*add_on.cells.values()), self.values)

    def _strange_cells(self) -> Iterator[str]:
        required = {name for name, column in self.columns.items() if column.absent is None}
        yield from _unknown("columns", _codes(*(column.absent for column in self.columns.values())), self.values)
        for name, row in self.rows.items():
            here = f"rows.{name}"
            yield from _unknown(here, {*row.cells, *row.percent}, self.columns)
            yield from _unknown(here, _codes(*row.cells.values()), self.values)
            yield from (f"{here} has no cell for {column}" for column in sorted(required - row.cells.keys()))

    def _doubled_columns(self) -> Iterator[str]:
        seen: dict[tuple[str, str], str] = {}
        for name, column in self.columns.items():
            for place in ((category, tier) for category in column.categories for tier in column.tiers):
                if place in seen:
                    yield f"{place[0]} {place[1]} has two columns, {seen[place]} and {name}"
                seen[place] = name


def _codes(*cells: Cell | None) -> list[str]:
    return [cell.value for cell in cells if cell is not None and isinstance(cell.value, str)]


def _unknown(place: str, names: Iterable[str], known: Container[str]) -> Iterator[str]:
    return (f"{place}: {name} is not known here" for name in names if name not in known)


guide_section(SECTION, BenefitsSection)
