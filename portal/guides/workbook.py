"""Grids of a guide as a workbook, one sheet each, and a workbook that somebody changed back into the guide's text."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

import openpyxl
from django.utils.translation import gettext as _

from portal.exports import Cell, Sheet, write_workbook
from portal.files.suspects import FileRefused
from portal.files.workbooks import inspect_workbook
from portal.guides.grids import CellsRefused, Changed, Grid, GridRow, change_cells, grids_of

#: The largest guide makes a workbook of some 100 kB.
LARGEST_WORKBOOK = 4_000_000
_MOST_UNPACKED = 20_000_000
_KEY = "key"


def write_grids(file: IO[bytes], *, source: str, created: datetime) -> None:
    """One sheet for each grid: the first column says which row it is, the first row which column. Raises GuideRefused."""
    sheets = [Sheet(grid.key, (_KEY, *grid.columns), [_row(row) for row in grid.rows]) for grid in grids_of(source)]
    write_workbook(file, sheets=sheets, created=created)


def read_grids(source: str, content: bytes) -> Changed:
    """What a workbook changes in a guide: sheets, rows and columns that it leaves out stay as they are.

    Raises CellsRefused with every cell that fits nothing, GuideRefused where `source` is no TOML.
    """
    grids = {grid.key: grid for grid in grids_of(source)}
    typed: dict[str, object] = {}
    problems: list[str] = []
    for name, rows in _sheets(content, grids):
        if name not in grids:
            problems.append(_("There is no table %s in this guide.") % name)
        else:
            problems += _read_sheet(grids[name], rows, typed)
    if problems:
        raise CellsRefused(problems)
    return change_cells(source, typed)


def _row(row: GridRow) -> tuple[Cell, ...]:
    return (row.place, *(cell.value if cell else None for cell in row.cells))


def _sheets(content: bytes, grids: dict[str, Grid]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    if len(content) > LARGEST_WORKBOOK:
        raise CellsRefused([_("A workbook has at most %s bytes.") % LARGEST_WORKBOOK])
    try:
        inspect_workbook(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
                raise FileRefused(_("This workbook would be far larger than it looks."))
        # Values, not formulas: what a formula showed last is what its author saw.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            grid = grids.get(sheet.title)
            height, width = (len(grid.rows) + 2, len(grid.columns) + 2) if grid else (1, 1)
            yield sheet.title, list(sheet.iter_rows(max_row=height, max_col=width, values_only=True))
    except FileRefused as refused:
        raise CellsRefused([_(str(refused))]) from refused
    except (KeyError, TypeError, ValueError, OSError, SyntaxError) as error:  # what openpyxl raises over broken parts
        raise CellsRefused([_("This workbook is damaged.")]) from error


def _read_sheet(grid: Grid, rows: list[tuple[Any, ...]], typed: dict[str, object]) -> Iterator[str]:
    """Fills `typed` by place of cell; yields what fits nothing."""
    header, *body = rows or [()]
    columns = [str(name) for name in header[1:] if name is not None]
    strange = [name for name in columns if name not in grid.columns]
    if strange or not header or header[0] != _KEY:
        yield _("%(table)s: the first row names other columns (%(names)s).") % {
            "table": grid.key,
            "names": ", ".join(strange) or _KEY,
        }
        return
    known = {row.place: row for row in grid.rows}
    for values in body:
        if all(_is_blank(value) for value in values):
            continue
        row = known.get(str(values[0]))
        if row is None:
            yield _("%(table)s: there is no row %(row)s.") % {"table": grid.key, "row": values[0]}
            continue
        cells = dict(zip(grid.columns, row.cells, strict=True))
        for column, value in zip(columns, values[1:], strict=False):
            cell = cells[column]
            if cell is not None:
                typed[cell.place] = value
            elif not _is_blank(value):
                yield _("%(table)s: %(row)s has no %(column)s: write a new figure into the text.") % {
                    "table": grid.key,
                    "row": row.place,
                    "column": column,
                }


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
