"""Figures of a year as a sheet: CSV or XLSX in and out, with the same columns."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile

import openpyxl
from django.utils.translation import gettext as _

from portal.csv_records import FileRefused as CsvRefused
from portal.csv_records import read_layout, read_records
from portal.exports import Cell, restore_text
from portal.files.suspects import FileRefused
from portal.files.workbooks import inspect_workbook
from portal.guides.queries.open_figures import OpenFigure

COLUMNS = ("name", "country", "tier", "category", "value", "currency")
REQUIRED = ("name", "value")
LARGEST = 5_000_000
MOST_ROWS = 20_000


class SheetRefused(ValueError):
    """The sheet as a whole; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it came; `fault` where it cannot be read."""

    number: int
    cells: Mapping[str, str]
    fault: str = ""


def rows_out(figures: Iterable[OpenFigure]) -> Iterator[tuple[Cell, ...]]:
    """A row for each value that stands, and for each that is wanted; a proposal of the guide stands in the value's place."""
    for figure in figures:
        seen = set()
        for held in figure.held:
            seen.add((held.country, held.tier, held.category))
            yield (figure.name, held.country, held.tier, held.category, held.value, held.currency)
        for country, tier, category in figure.scopes:
            if (country, tier, category) not in seen:
                value = "yes" if str(figure.kind) == "yes" and figure.proposed not in ("yes", "no") else figure.proposed
                yield (figure.name, country, tier, category, value, figure.currency)


def read_sheet(content: bytes, *, name: str) -> list[SheetRow]:
    """The rows of an uploaded sheet. Raises SheetRefused for a file that is none."""
    if len(content) > LARGEST:
        raise SheetRefused(_("The sheet is too large. Split it into several."))
    rows = _from_xlsx(content) if name.lower().endswith(".xlsx") or content.startswith(b"PK") else _from_csv(content)
    found = [row for row in rows if row.fault or any(row.cells.values())]
    if not found:
        raise SheetRefused(_("The sheet has no rows."))
    return found


def _from_csv(content: bytes) -> list[SheetRow]:
    try:
        layout = read_layout(
            content, required=REQUIRED, optional=[c for c in COLUMNS if c not in REQUIRED], largest=LARGEST
        )
        return [
            SheetRow(
                record.row,
                {key: restore_text(cell.strip()) for key, cell in record.cells.items()},
                _("This row cannot be read.") if record.fault else "",
            )
            for record in read_records(content, layout=layout, most_rows=MOST_ROWS)
        ]
    except CsvRefused as refused:
        raise SheetRefused(str(refused)) from refused


def _from_xlsx(content: bytes) -> list[SheetRow]:
    try:
        inspect_workbook(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=40)
        header = [str(cell or "").strip().casefold() for cell in next(iter(rows), ())]
        _check_header(header)
        found = [_xlsx_row(number, header, row) for number, row in enumerate(rows, start=2)]
    except FileRefused as refused:
        raise SheetRefused(str(refused)) from refused
    except (BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, SyntaxError) as error:
        if isinstance(error, SheetRefused):
            raise
        raise SheetRefused(_("This workbook is damaged.")) from error
    if len(found) > MOST_ROWS:
        raise SheetRefused(_("The sheet has too many rows. Split it into several."))
    return found


def _check_header(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    unknown = [name[:60] for name in header if name and name not in COLUMNS]
    if missing or unknown:
        raise SheetRefused(_("The first row has to name these columns: %s") % ", ".join(COLUMNS))


def _xlsx_row(number: int, header: list[str], row: tuple[Any, ...]) -> SheetRow:
    cells = {name: _text(cell) for name, cell in zip(header, row, strict=False) if name}
    return SheetRow(number, cells)


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
        case str():
            return cell.strip()
        case _:
            # A spreadsheet keeps numbers in binary; fifteen digits are what it shows and what was typed.
            return format(Decimal(format(cell, ".15g")), "f")
