"""CSV and XLSX that carry no live formula: a text stays a text, whatever program opens it.

In CSV a text that a spreadsheet would take for a formula gets one apostrophe in front, and `restore_text` takes it
away again. In XLSX cells are typed, so texts stand as they are. Only numbers of a numeric type are numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO

import xlsxwriter

Cell = str | int | Decimal | date | datetime | bool | None

MOST_XLSX_ROWS = 1_048_576
LONGEST_XLSX_TEXT = 32_767
# A spreadsheet keeps 15 digits of a number; longer ones stay exact as text.
EXACT_DIGITS = 15
FIRST_XLSX_YEAR = 1901
_ROWS_AT_ONCE = 500

_FULLWIDTH = "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
_STARTS = "=+\\-@\t\r\n" + _FULLWIDTH
_LIVE = re.compile(rf"[' ]*[{_STARTS}]")
_TAMED = re.compile(rf"'[' ]*[{_STARTS}]")


class TooManyRows(ValueError):
    """A sheet holds 1,048,576 rows; a longer export is a CSV."""


def tame_text(text: str) -> str:
    """An apostrophe before what a spreadsheet would compute, also where apostrophes or blanks stand before it."""
    return f"'{text}" if _LIVE.match(text) else text


def restore_text(text: str) -> str:
    """What `tame_text` was given."""
    return text[1:] if _TAMED.match(text) else text


def write_csv(*, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, as spreadsheets expect it, in pieces. Every text is quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    buffer.write("\N{BYTE ORDER MARK}")
    writer.writerow([tame_text(name) for name in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(cell) for cell in row])
        if count % _ROWS_AT_ONCE == 0:
            yield _drain(buffer)
    yield _drain(buffer)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_xlsx(
    file: IO[bytes], *, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], created: datetime
) -> None:
    """One sheet, written row by row. `created` is what the file says of itself: the same input gives the same bytes."""
    write_workbook(file, sheets=[Sheet(title, header, rows)], created=created)


def write_workbook(file: IO[bytes], *, sheets: Iterable[Sheet], created: datetime) -> None:
    """Several sheets, each written row by row."""
    workbook = xlsxwriter.Workbook(
        file,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "constant_memory": True,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    workbook.set_properties({"created": created.replace(tzinfo=None)})
    try:
        for one in sheets:
            sheet = workbook.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", one.title)[:31])
            _write_sheet(sheet, one)
    finally:
        workbook.close()


def _write_sheet(sheet: "xlsxwriter.worksheet.Worksheet", one: Sheet) -> None:
    for number, row in enumerate(_with_header(one.header, one.rows)):
        if number >= MOST_XLSX_ROWS:
            raise TooManyRows("a sheet cannot hold this many rows")
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell)


def _with_header(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield header
    yield from rows


def _csv_cell(cell: Cell) -> str | int | Decimal | date:
    value = _plain(cell)
    return tame_text(value) if isinstance(value, str) else value


def _plain(cell: Cell) -> str | int | Decimal | date:
    """Days stay days; instants, yes and no, and nothing become text. A float is refused: it is no amount."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case str():
            return cell.encode("utf-8", "replace").decode("utf-8")
        case datetime():
            return cell.isoformat()
        case Decimal() if not cell.is_finite():
            raise TypeError("a number in an export is finite")
        case Decimal():
            return Decimal(format(cell, "f"))
        case int() | date():
            return cell
    raise TypeError(f"a cell is a text, a whole number, a Decimal, a day or an instant, not {type(cell).__name__}")


def _write_cell(sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: Cell) -> None:
    value = _plain(cell)
    if isinstance(value, date) and value.year < FIRST_XLSX_YEAR:
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:LONGEST_XLSX_TEXT])
    elif len(Decimal(value).as_tuple().digits) > EXACT_DIGITS:
        sheet.write_string(row, column, str(value))
    else:
        sheet.write_number(row, column, value)


def _drain(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return piece
