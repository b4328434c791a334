"""The tables of a guide as grids, and changed cells back into its text: nothing but their values moves.

Comments, order and layout stay, because a changed value replaces the span that the line index knows, and nothing else.
The TOML stays the one source: a grid is made of it and gives back a new text of it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.guides.lines import LineIndex, Path
from portal.guides.parsing import parse_guide
from portal.guides.tables import section_title
from portal.registry import Registry

Value = str | int | Decimal | bool | date

#: Beside a value in its cell, and no cells themselves.
_ABOUT = ("rule", "confirmed", "note", "text", "about", "name", "otherwise", "description")
_LONGEST = 2_000
_YES = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class GridShape:
    """Which tables make one grid: `requirements.*.*.quota` is one row for each table that the pattern finds."""

    title: str | Promise
    patterns: tuple[str, ...]


GRID_SHAPES: Registry[GridShape] = Registry("grids of guides")


def guide_grid(key: str, title: str | Promise, *patterns: str) -> None:
    """Register a grid; `key` is also the name of its sheet. Raises where two apps want one key."""
    GRID_SHAPES.register(key, GridShape(title, patterns))


@dataclass(frozen=True, slots=True)
class GridCell:
    """One value. `place` is its dotted path, which says what to change."""

    place: str
    value: Value
    line: int
    rule: str = ""
    confirmed: bool = True

    @property
    def typed(self) -> str:
        """The value as somebody would type it."""
        return _as_text(self.value)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One table of the guide: `place` its dotted path, `name` what tells it from the other rows."""

    place: str
    name: str
    cells: tuple[GridCell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows in the order of the document, columns in the order in which rows name them."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that somebody changed."""

    grid: str
    row: str
    column: str
    place: str
    before: Value
    after: Value

    @property
    def before_typed(self) -> str:
        """As somebody would type it."""
        return _as_text(self.before)

    @property
    def after_typed(self) -> str:
        """As somebody would type it."""
        return _as_text(self.after)


@dataclass(frozen=True, slots=True)
class Changed:
    """The new text of a guide, and every cell that made it another one, to be looked at before it is taken."""

    source: str
    changes: tuple[CellChange, ...]


class CellsRefused(Exception):
    """What was typed fits no cell; `problems` says which and why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


def grids_of(source: str) -> tuple[Grid, ...]:
    """Every grid of a guide: those that apps registered, then one for each other section. Raises GuideRefused."""
    return _grids(*parse_guide(source))


def _grids(data: Mapping[str, Any], lines: LineIndex) -> tuple[Grid, ...]:
    covered: set[str] = set()
    grids: list[Grid] = []
    for key, shape in GRID_SHAPES.all().items():
        covered |= {pattern.split(".")[0] for pattern in shape.patterns}
        found = [(path, table) for pattern in shape.patterns for path, table in _matches(data, pattern.split("."), ())]
        grids.append(_grid(key, str(shape.title), [one for one in found if _cells(one[1])], lines))
    for section, table in data.items():
        if section not in {*covered, "examples", "acknowledged"} and isinstance(table, dict):
            grids.append(_grid(section, section_title(section), list(_tables(table, (section,))), lines))
    return tuple(grid for grid in grids if grid.rows)


def change_cells(source: str, typed: Mapping[str, object]) -> Changed:
    """Put what was typed, by place of cell, into the text. What equals its old value is no change.

    Raises CellsRefused with every place that is no cell or whose value cannot be read.
    """
    data, lines = parse_guide(source)
    cells = {found[3].place: found for found in _every_cell(_grids(data, lines))}
    problems: list[str] = []
    changes: list[CellChange] = []
    for place, value in typed.items():
        if place not in cells:
            problems.append(_("%s is no cell of this guide.") % place)
            continue
        grid, row, column, cell = cells[place]
        if _as_text(value) == cell.typed:
            continue
        try:
            after = read_value(cell.value, value)
        except ValueError as error:
            problems.append(f"{place}: {error}")
            continue
        if not _equal(cell.value, after):
            changes.append(CellChange(grid.key, row.name, column, place, cell.value, after))
    if problems:
        raise CellsRefused(problems)
    return Changed(rewrite_values(source, lines, {one.place: one.after for one in changes}), tuple(changes))


def read_value(old: Value, typed: object) -> Value:
    """What was typed, as the kind of value that the cell holds; a word may take a number's place, and a number a word's.

    Raises ValueError with the reason.
    """
    text = _as_text(typed)
    if not text:
        raise ValueError(_("a cell cannot be emptied here: take the figure out of the text"))
    if len(text) > _LONGEST:
        raise ValueError(_("at most %s characters") % _LONGEST)
    if isinstance(old, bool):
        return _read_yes(text)
    if isinstance(old, date):
        return _read_day(text)
    number = _read_number(text)
    if isinstance(old, str):
        # Amounts are written as texts where their decimals matter; a word gives way to a plain number.
        return text if number is None or _read_number(old) is not None else number
    return text if number is None else number


def _as_text(typed: object) -> str:
    if isinstance(typed, bool):
        return "yes" if typed else "no"
    if isinstance(typed, datetime):
        return typed.date().isoformat()
    if isinstance(typed, date):
        return typed.isoformat()
    if isinstance(typed, float):
        # Only a spreadsheet brings these; the shortest decimal that reads back is what it showed.
        return format(Decimal(repr(typed)).normalize(), "f")
    return "" if typed is None else str(typed).strip()


def _read_yes(text: str) -> bool:
    if text.casefold() not in _YES:
        raise ValueError(_("yes or no"))
    return _YES[text.casefold()]


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("a day such as 2024-01-31")) from None


def _read_number(text: str) -> int | Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or "e" in text.lower() or "_" in text:
        return None
    return int(number) if number == number.to_integral_value() and "." not in text else number


def _equal(old: Value, new: Value) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    before, after = _read_number(str(old)), _read_number(str(new))
    return before == after if before is not None and after is not None else old == new


def rewrite_values(source: str, lines: LineIndex, values: Mapping[str, Value]) -> str:
    """The text with the values at these dotted places written anew; every other byte stays. Raises KeyError for no place."""
    spots = {".".join(map(str, path)): spot for path, spot in lines.spots.items()}
    for place in sorted(values, key=lambda one: spots[one].start, reverse=True):
        spot = spots[place]
        source = source[: spot.start] + write_value(values[place]) + source[spot.end :]
    return source


def write_value(value: Value) -> str:
    """As TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    escaped = json.dumps(value.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)
    return escaped.replace("\x7f", "\\u007f")


def _every_cell(grids: Sequence[Grid]) -> Iterator[tuple[Grid, GridRow, str, GridCell]]:
    for grid in grids:
        for row in grid.rows:
            for column, cell in zip(grid.columns, row.cells, strict=True):
                if cell is not None:
                    yield grid, row, column, cell


def _grid(key: str, title: str, found: Sequence[tuple[Path, dict[str, Any]]], lines: LineIndex) -> Grid:
    columns = tuple(dict.fromkeys(name for _path, table in found for name in _cells(table)))
    rows = tuple(
        GridRow(
            ".".join(map(str, path)),
            ".".join(map(str, path[1:])) or str(path[0]),
            tuple(
                _cell((*path, name), table[name], table, lines) if name in _cells(table) else None for name in columns
            ),
        )
        for path, table in found
    )
    return Grid(key, title, columns, rows)


def _cell(path: Path, value: Any, around: Mapping[str, Any], lines: LineIndex) -> GridCell:
    about = value if isinstance(value, dict) else around
    if isinstance(value, dict):
        path, value = (*path, "value"), value["value"]
    confirmed = about.get("confirmed", True) is not False
    return GridCell(".".join(map(str, path)), value, lines.line_of(path), str(about.get("rule", "")), confirmed)


def _cells(table: Mapping[str, Any]) -> list[str]:
    """The keys of a table that hold one value each."""
    return [key for key, value in table.items() if key not in _ABOUT and _is_cell(value)]


def _is_cell(value: Any) -> bool:
    if isinstance(value, dict):
        return "value" in value and _is_cell(value["value"])
    # A day is a cell, a time of day or an instant is none: no guide has one.
    return isinstance(value, str | int | Decimal | date) and not isinstance(value, datetime)


def _matches(data: Any, pattern: Sequence[str], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if not pattern:
        if isinstance(data, dict) and "value" not in data:
            yield path, data
        return
    first, rest = pattern[0], pattern[1:]
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        if first in ("*", str(step)):
            yield from _matches(value, rest, (*path, step))


def _tables(table: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every table with cells, for a section of which nobody said how it is shown."""
    if isinstance(table, dict):
        if _cells(table) and not table.keys() <= {"en", "es", "ru"}:
            yield path, table
        for key, value in table.items():
            if isinstance(value, dict | list) and not _is_cell(value) and key not in _ABOUT:
                yield from _tables(value, (*path, key))
    elif isinstance(table, list):
        for number, value in enumerate(table):
            yield from _tables(value, (*path, number))
