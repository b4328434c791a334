"""CSV that people upload, read record by record from bytes, so that a job can stop after any record and go on there.

A broken record costs itself only: after a quote that never closes, reading goes on at the next line. Row numbers are
those a spreadsheet shows: the header is row 1, blank rows count, a record with line breaks inside is one row.
"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.wording import gettext_noop

LARGEST_RECORD = 64 * 1024
# How far a closing quote is looked for, so that one oversized record is one error and not thousands.
FURTHEST_QUOTE = 32 * 1024 * 1024
RAW_CHARACTERS = 500
_BOM = b"\xef\xbb\xbf"
_OTHER_FORMATS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class FileFault(StrEnum):
    """Why a whole file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_CSV = "not_csv"
    NOT_UTF8 = "not_utf8"
    BAD_HEADER = "bad_header"
    MISSING_COLUMNS = "missing_columns"
    UNKNOWN_COLUMNS = "unknown_columns"
    REPEATED_COLUMNS = "repeated_columns"
    TOO_MANY_ROWS = "too_many_rows"


FILE_MESSAGES: dict[FileFault, str] = {
    FileFault.EMPTY: gettext_noop("The file has no rows. Choose a file with a header and at least one row."),
    FileFault.TOO_LARGE: gettext_noop("The file is too large. Split it into several files."),
    FileFault.NOT_CSV: gettext_noop("This is not a CSV file. Save the sheet as CSV (UTF-8) and upload that."),
    FileFault.NOT_UTF8: gettext_noop("The file is not in UTF-8. Save it as CSV (UTF-8) and upload it again."),
    FileFault.BAD_HEADER: gettext_noop("The first row cannot be read. It has to hold the column names."),
    FileFault.MISSING_COLUMNS: gettext_noop("Columns are missing. Add them to the first row:"),
    FileFault.UNKNOWN_COLUMNS: gettext_noop("Columns are not known here. Rename or remove them:"),
    FileFault.REPEATED_COLUMNS: gettext_noop("Columns appear twice. Keep one of each:"),
    FileFault.TOO_MANY_ROWS: gettext_noop("The file has too many rows. Split it into several files."),
}


class FileRefused(ValueError):
    """The file as a whole; `names` are the columns the message speaks of."""

    def __init__(self, fault: FileFault, names: Collection[str] = ()) -> None:
        super().__init__(" ".join([FILE_MESSAGES[fault], ", ".join(names)]).strip())
        self.fault = fault
        self.names = tuple(names)


class RecordFault(StrEnum):
    """Why one record cannot be read into cells."""

    NOT_UTF8 = "not_utf8"
    NUL_BYTE = "nul_byte"
    TOO_LONG = "too_long"
    BAD_QUOTES = "bad_quotes"
    TOO_FEW_CELLS = "too_few_cells"
    TOO_MANY_CELLS = "too_many_cells"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next record begins, and its row number."""

    offset: int
    row: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What the header says: the delimiter, the columns in their order, and where the first record begins."""

    delimiter: str
    columns: tuple[str, ...]
    start: Cursor


@dataclass(frozen=True, slots=True)
class Record:
    """One row. With a fault, `cells` holds what could be read nevertheless. `after` is where to go on."""

    row: int
    cells: Mapping[str, str]
    raw: str
    after: Cursor
    fault: RecordFault | None = None


def read_layout(
    data: bytes,
    *,
    required: Collection[str],
    optional: Collection[str] = (),
    aliases: Mapping[str, str] | None = None,
    largest: int,
) -> Layout:
    """The header, checked: comma, semicolon or tab, any order and case. Raises FileRefused."""
    _check_kind(data, largest=largest)
    start = len(_BOM) if data.startswith(_BOM) else 0
    line_end = _line_end(data, start)
    try:
        line = data[start : min(line_end, start + LARGEST_RECORD)].decode("utf-8")
    except UnicodeDecodeError:
        raise FileRefused(FileFault.NOT_UTF8) from None
    delimiter = max(",;\t", key=line.count)
    columns = tuple((aliases or {}).get(name, name) for name in _read_header(line, delimiter=delimiter))
    _check_columns(columns, required=required, optional=optional)
    return Layout(delimiter, columns, Cursor(line_end, 2))


def read_records(data: bytes, *, layout: Layout, at: Cursor | None = None, most_rows: int) -> Iterator[Record]:
    """Every record from `at` on. Raises FileRefused when a row number passes `most_rows` data rows."""
    cursor = at or layout.start
    pattern = _record_pattern(layout.delimiter)
    while cursor.offset < len(data):
        end, well_formed = _record_end(data, cursor.offset, pattern=pattern)
        after = Cursor(end, cursor.row + 1)
        record = _read_record(data[cursor.offset : end], row=cursor.row, after=after, layout=layout, ok=well_formed)
        if record is not None:
            if cursor.row - layout.start.row >= most_rows:
                raise FileRefused(FileFault.TOO_MANY_ROWS)
            yield record
        cursor = after


def _check_kind(data: bytes, *, largest: int) -> None:
    if len(data) > largest:
        raise FileRefused(FileFault.TOO_LARGE)
    if not data.removeprefix(_BOM).strip():
        raise FileRefused(FileFault.EMPTY)
    if data.startswith(_OTHER_FORMATS):
        raise FileRefused(FileFault.NOT_CSV)
    if data.startswith(_UTF16):
        raise FileRefused(FileFault.NOT_UTF8)


def _read_header(line: str, *, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, strict=True), [])
    except csv.Error:
        raise FileRefused(FileFault.BAD_HEADER) from None
    if "\0" in line or not cells:
        raise FileRefused(FileFault.BAD_HEADER)
    return [re.sub(r"[\s-]+", "_", cell.strip().casefold()) for cell in cells]


def _check_columns(columns: tuple[str, ...], *, required: Collection[str], optional: Collection[str]) -> None:
    missing = [name for name in required if name not in columns]
    if missing:
        raise FileRefused(FileFault.MISSING_COLUMNS, missing)
    # Not passed over in silence: a mistyped optional column would lose what it says.
    unknown = [name[:RAW_CHARACTERS] for name in columns if name not in required and name not in optional]
    if unknown:
        raise FileRefused(FileFault.UNKNOWN_COLUMNS, unknown)
    repeated = sorted({name for name in columns if columns.count(name) > 1})
    if repeated:
        raise FileRefused(FileFault.REPEATED_COLUMNS, repeated)


def _record_pattern(delimiter: str) -> re.Pattern[bytes]:
    mark = re.escape(delimiter.encode())
    cell = rb'(?:"[^"]*+(?:""[^"]*+)*+"|[^"\r\n' + mark + rb"]*+)"
    return re.compile(cell + rb"(?:" + mark + cell + rb")*+(?:\r?\n|\r?\Z)")


def _line_end(data: bytes, start: int) -> int:
    newline = data.find(b"\n", start)
    return len(data) if newline < 0 else newline + 1


def _record_end(data: bytes, start: int, *, pattern: re.Pattern[bytes]) -> tuple[int, bool]:
    line_end = _line_end(data, start)
    if data.find(b'"', start, line_end) < 0:
        return line_end, True
    match = pattern.match(data, start, start + FURTHEST_QUOTE)
    return (match.end(), True) if match else (line_end, False)


def _read_record(piece: bytes, *, row: int, after: Cursor, layout: Layout, ok: bool) -> Record | None:
    raw = piece[: RAW_CHARACTERS * 4].decode("utf-8", "replace").rstrip("\r\n")[:RAW_CHARACTERS]
    if len(piece) > LARGEST_RECORD:
        return Record(row, {}, raw, after, RecordFault.TOO_LONG)
    fault = None if ok else RecordFault.BAD_QUOTES
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        text, fault = piece.decode("utf-8", "replace"), fault or RecordFault.NOT_UTF8
    if "\0" in text:
        fault = fault or RecordFault.NUL_BYTE
    try:
        cells = next(
            csv.reader([text.removesuffix("\n").removesuffix("\r")], delimiter=layout.delimiter, strict=ok), []
        )
    except csv.Error:
        return Record(row, {}, raw, after, RecordFault.BAD_QUOTES)
    if not any(cell.strip() for cell in cells) and fault is None:
        return None
    if len(cells) != len(layout.columns):
        many = len(cells) > len(layout.columns)
        fault = fault or (RecordFault.TOO_MANY_CELLS if many else RecordFault.TOO_FEW_CELLS)
        return Record(row, {}, raw, after, fault)
    return Record(row, dict(zip(layout.columns, cells, strict=True)), raw, after, fault)
