"""A CSV of sales, read into typed rows or into errors that say where and what to do. Bytes in, no database.

Whether a partner, a deal or an id is known is decided by the import, which has codes here too, so that every message
of a report stands in one place. Amounts are minor units; only a refund is negative.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.csv_records import Cursor, Layout, Record, RecordFault, read_records
from portal.csv_records import read_layout as read_any_layout
from portal.currencies import UnknownCurrency, is_active
from portal.exports import write_csv
from portal.money import AmountUnreadable, Fault, Money, parse
from portal.wording import gettext_noop

REQUIRED = ("external_id", "invoice", "partner", "product", "sold_on", "amount", "currency", "kind")
OPTIONAL = ("deal", "cancelled_on", "billed_by")
ALIASES = {
    "id": "external_id",
    "invoice_number": "invoice",
    "partner_id": "partner",
    "partner_external_id": "partner",
    "sale_date": "sold_on",
    "lead": "deal",
    "lead_reference": "deal",
    "deal_reference": "deal",
}
LONGEST = {"external_id": 100, "invoice": 100, "partner": 100, "product": 80, "deal": 60}
LARGEST_FILE = 64 * 1024 * 1024
MOST_ROWS = 1_000_000
_YEARS = range(1990, 2101)


class SaleKind(StrEnum):
    NEW = "new"
    RENEWAL = "renewal"
    REFUND = "refund"


class BilledBy(StrEnum):
    VENDOR = "vendor"
    PARTNER = "partner"


class RowCode(StrEnum):
    """What is wrong with a row; ROW_MESSAGES says what to do."""

    NOT_UTF8 = "not_utf8"
    NUL_BYTE = "nul_byte"
    TOO_LONG = "too_long"
    BAD_QUOTES = "bad_quotes"
    TOO_FEW_CELLS = "too_few_cells"
    TOO_MANY_CELLS = "too_many_cells"
    MISSING_VALUE = "missing_value"
    VALUE_TOO_LONG = "value_too_long"
    CONTROL_CHARACTER = "control_character"
    BAD_DATE = "bad_date"
    BAD_AMOUNT = "bad_amount"
    TOO_MANY_DECIMALS = "too_many_decimals"
    AMOUNT_OUT_OF_RANGE = "amount_out_of_range"
    UNKNOWN_CURRENCY = "unknown_currency"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_BILLER = "unknown_biller"
    NEGATIVE_SALE = "negative_sale"
    POSITIVE_REFUND = "positive_refund"
    ZERO_AMOUNT = "zero_amount"
    CANCELLED_BEFORE_SALE = "cancelled_before_sale"
    UNKNOWN_PARTNER = "unknown_partner"
    CURRENCY_NOT_ACCEPTED = "currency_not_accepted"
    UNKNOWN_DEAL = "unknown_deal"
    DEAL_OF_ANOTHER_PARTNER = "deal_of_another_partner"
    REPEATED_ID = "repeated_id"
    CHANGED_ID = "changed_id"
    FUTURE_DATE = "future_date"
    BEFORE_PROGRAM = "before_program"
    NOT_ENROLLED = "not_enrolled"
    CURRENCY_NOT_AGREED = "currency_not_agreed"
    CANCELLED_WITHOUT_DEAL = "cancelled_without_deal"
    CANCELLED_BEFORE_CLOSE = "cancelled_before_close"
    CANCELLED_ANOTHER_DAY = "cancelled_another_day"


ROW_MESSAGES: dict[RowCode, str] = {
    RowCode.NOT_UTF8: gettext_noop("The row is not in UTF-8. Save the file as CSV (UTF-8)."),
    RowCode.NUL_BYTE: gettext_noop("The row has a zero byte. Export it again from its source."),
    RowCode.TOO_LONG: gettext_noop("The row is far too long. Check that its quotes are closed, and shorten it."),
    RowCode.BAD_QUOTES: gettext_noop(
        "The quotes of the row do not match. Put the cell in quotes and double inner ones."
    ),
    RowCode.TOO_FEW_CELLS: gettext_noop("The row has fewer cells than the header. Add the missing ones."),
    RowCode.TOO_MANY_CELLS: gettext_noop("The row has more cells than the header. Put a cell with a comma in quotes."),
    RowCode.MISSING_VALUE: gettext_noop("Fill in this cell."),
    RowCode.VALUE_TOO_LONG: gettext_noop("Shorten this cell."),
    RowCode.CONTROL_CHARACTER: gettext_noop("Remove the invisible character from this cell."),
    RowCode.BAD_DATE: gettext_noop("Write the date as year-month-day, such as 2026-10-31."),
    RowCode.BAD_AMOUNT: gettext_noop("Write the amount with plain digits and a point, such as 1234.50."),
    RowCode.TOO_MANY_DECIMALS: gettext_noop("Give no more decimals than the currency has."),
    RowCode.AMOUNT_OUT_OF_RANGE: gettext_noop("Give a smaller amount; this one is larger than the portal can store."),
    RowCode.UNKNOWN_CURRENCY: gettext_noop("Give a currency code of ISO 4217 in capitals, such as USD."),
    RowCode.UNKNOWN_KIND: gettext_noop("Say new, renewal or refund."),
    RowCode.UNKNOWN_BILLER: gettext_noop("Say vendor or partner."),
    RowCode.NEGATIVE_SALE: gettext_noop("Only a refund is negative. Change the kind or the sign."),
    RowCode.POSITIVE_REFUND: gettext_noop("A refund is negative. Change the kind or the sign."),
    RowCode.ZERO_AMOUNT: gettext_noop("Give an amount that is not zero, or leave the row out."),
    RowCode.CANCELLED_BEFORE_SALE: gettext_noop("The cancellation lies before the sale. Correct one of the two dates."),
    RowCode.UNKNOWN_PARTNER: gettext_noop("No partner has this id. Correct it, or add the id to the partner."),
    RowCode.CURRENCY_NOT_ACCEPTED: gettext_noop("This currency is not among those of the vendor. Correct or add it."),
    RowCode.UNKNOWN_DEAL: gettext_noop("No deal has this reference. Correct it or leave the cell empty."),
    RowCode.DEAL_OF_ANOTHER_PARTNER: gettext_noop("The deal belongs to another partner. Correct one of the two cells."),
    RowCode.REPEATED_ID: gettext_noop("An earlier row of the file has the same id. Give each row its own."),
    RowCode.CHANGED_ID: gettext_noop("This id was imported before with other values. Book a refund and a new sale."),
    RowCode.FUTURE_DATE: gettext_noop("The date lies in the future. Correct it."),
    RowCode.BEFORE_PROGRAM: gettext_noop("The program did not exist on that day. Correct the date."),
    RowCode.NOT_ENROLLED: gettext_noop("The partner was not in the program on that day. Correct the date or enrol it."),
    RowCode.CURRENCY_NOT_AGREED: gettext_noop("The partner's agreement is in another currency. Correct the currency."),
    RowCode.CANCELLED_WITHOUT_DEAL: gettext_noop("Only a deal can be cancelled. Name the deal, or empty this cell."),
    RowCode.CANCELLED_BEFORE_CLOSE: gettext_noop("The cancellation lies before the deal closed. Correct the date."),
    RowCode.CANCELLED_ANOTHER_DAY: gettext_noop("The deal was cancelled on another day already. Correct the date."),
}
_RECORD_CODES: dict[RecordFault, RowCode] = {fault: RowCode(fault.value) for fault in RecordFault}
_AMOUNT_CODES: dict[Fault, RowCode] = {
    Fault.NOT_TEXT: RowCode.BAD_AMOUNT,
    Fault.NOT_A_NUMBER: RowCode.BAD_AMOUNT,
    Fault.TOO_MANY_DECIMALS: RowCode.TOO_MANY_DECIMALS,
    Fault.OUT_OF_RANGE: RowCode.AMOUNT_OUT_OF_RANGE,
}


@dataclass(frozen=True, slots=True)
class SaleRow:
    """One good row. `partner` and `deal` are what the source calls them; `deal` and `cancelled_on` may be missing."""

    row: int
    external_id: str
    invoice: str
    partner: str
    product: str
    sold_on: date
    amount: Money
    kind: SaleKind
    billed_by: BilledBy
    deal: str
    cancelled_on: date | None
    raw: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong: the column, or "" where it is the row as a whole."""

    column: str
    code: RowCode

    @property
    def message(self) -> str:
        return ROW_MESSAGES[self.code]


@dataclass(frozen=True, slots=True)
class RowError:
    """A bad row with everything that is wrong with it. `amount` is what it would have been, where that can be read."""

    row: int
    faults: tuple[RowFault, ...]
    raw: str
    amount: Money | None = None

    @property
    def column(self) -> str:
        return self.faults[0].column

    @property
    def code(self) -> RowCode:
        return self.faults[0].code

    @property
    def message(self) -> str:
        return self.faults[0].message


@dataclass(slots=True)
class Totals:
    """What a file adds up to, good rows and bad, to be held against what finance typed. Sums are minor units.

    A row whose amount or currency cannot be read counts as a row and is missing in the sums, which is a difference.
    """

    rows: int = 0
    sums: dict[str, int] = field(default_factory=dict)

    def add(self, row: SaleRow | RowError) -> None:
        self.rows += 1
        if row.amount is not None:
            self.sums[row.amount.currency] = self.sums.get(row.amount.currency, 0) + row.amount.minor

    def differences(self, *, rows: int, sums: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        """(typed, found) by "rows" or currency, for what differs; empty when the file adds up."""
        typed = {"rows": rows, **sums}
        found = {"rows": self.rows, **self.sums}
        pairs = {key: (typed.get(key, 0), found.get(key, 0)) for key in sorted(typed.keys() | found.keys())}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def read_layout(data: bytes) -> Layout:
    """The header of a file of sales. Raises FileRefused."""
    return read_any_layout(data, required=REQUIRED, optional=OPTIONAL, aliases=ALIASES, largest=LARGEST_FILE)


def read_sales(
    data: bytes, *, layout: Layout, at: Cursor | None = None, most_rows: int = MOST_ROWS
) -> Iterator[tuple[SaleRow | RowError, Cursor]]:
    """Each row with the cursor that stands behind it: begin at `at` to go on where an earlier reading stopped."""
    for record in read_records(data, layout=layout, at=at, most_rows=most_rows):
        yield read_sale(record), record.after


def read_sale(record: Record) -> SaleRow | RowError:
    cells = _Cells(record.cells)
    amount = cells.read_amount()
    if record.fault is not None:
        return RowError(record.row, (RowFault("", _RECORD_CODES[record.fault]),), record.raw, amount)
    kind = cells.read_kind()
    if amount is not None and kind is not None:
        cells.check_sign(amount, kind)
    sold_on, cancelled_on = cells.read_date("sold_on"), cells.read_optional_date("cancelled_on")
    if sold_on and cancelled_on and cancelled_on < sold_on:
        cells.blame("cancelled_on", RowCode.CANCELLED_BEFORE_SALE)
    texts = {name: cells.read_text(name) for name in ("external_id", "invoice", "partner", "product")}
    deal, billed_by = cells.read_text("deal", needed=False), cells.read_biller()
    if cells.faults or amount is None or kind is None or sold_on is None or billed_by is None:
        return RowError(record.row, cells.sorted_faults(), record.raw, amount)
    return SaleRow(
        row=record.row, **texts, sold_on=sold_on, amount=amount, kind=kind, billed_by=billed_by, deal=deal,
        cancelled_on=cancelled_on, raw=record.raw,
    )  # fmt: skip


def write_error_report(errors: Iterable[RowError], *, translate: Callable[[str], str] = str) -> Iterator[bytes]:
    """A CSV with a line per fault: row, column, code, what to do, and the row as it came. It opens in a spreadsheet."""
    header = [translate(name) for name in REPORT_COLUMNS]
    lines = (
        [error.row, fault.column, fault.code.value, translate(fault.message), error.raw]
        for error in errors
        for fault in error.faults
    )
    return write_csv(header=header, rows=lines)


REPORT_COLUMNS = (
    gettext_noop("Row"),
    gettext_noop("Column"),
    gettext_noop("Code"),
    gettext_noop("What to do"),
    gettext_noop("The row as it came"),
)


class _Cells:
    """The cells of one row, and what was found wrong with them."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = {name: value.strip(" \t") for name, value in cells.items()}
        self.faults: list[RowFault] = []

    def blame(self, column: str, code: RowCode) -> None:
        self.faults.append(RowFault(column, code))

    def sorted_faults(self) -> tuple[RowFault, ...]:
        order = {name: index for index, name in enumerate((*REQUIRED, *OPTIONAL))}
        return tuple(sorted(self.faults, key=lambda fault: order[fault.column]))

    def read_text(self, column: str, *, needed: bool = True) -> str:
        value = self.cells.get(column, "")
        if column == "product":
            value = " ".join(value.split())
        if needed and not value:
            self.blame(column, RowCode.MISSING_VALUE)
        elif len(value) > LONGEST[column]:
            self.blame(column, RowCode.VALUE_TOO_LONG)
        elif _is_hiding(value):
            self.blame(column, RowCode.CONTROL_CHARACTER)
        return value

    def read_amount(self) -> Money | None:
        text, currency = self.cells.get("amount", ""), self.cells.get("currency", "")
        if not currency:
            self.blame("currency", RowCode.MISSING_VALUE)
        elif not is_active(currency):
            self.blame("currency", RowCode.UNKNOWN_CURRENCY)
        if not text:
            self.blame("amount", RowCode.MISSING_VALUE)
            return None
        try:
            return parse(text, currency=currency)
        except UnknownCurrency:
            return None
        except AmountUnreadable as error:
            self.blame("amount", _AMOUNT_CODES[error.fault])
            return None

    def check_sign(self, amount: Money, kind: SaleKind) -> None:
        if not amount:
            self.blame("amount", RowCode.ZERO_AMOUNT)
        elif kind is SaleKind.REFUND and amount.minor > 0:
            self.blame("amount", RowCode.POSITIVE_REFUND)
        elif kind is not SaleKind.REFUND and amount.minor < 0:
            self.blame("amount", RowCode.NEGATIVE_SALE)

    def read_kind(self) -> SaleKind | None:
        text = self.cells.get("kind", "")
        try:
            return SaleKind(text.lower())
        except ValueError:
            self.blame("kind", RowCode.UNKNOWN_KIND if text else RowCode.MISSING_VALUE)
            return None

    def read_biller(self) -> BilledBy | None:
        try:
            return BilledBy(self.cells.get("billed_by", "").lower() or BilledBy.VENDOR)
        except ValueError:
            self.blame("billed_by", RowCode.UNKNOWN_BILLER)
            return None

    def read_date(self, column: str) -> date | None:
        text = self.cells.get(column, "")
        if not text:
            self.blame(column, RowCode.MISSING_VALUE)
            return None
        day = read_day(text)
        if day is None:
            self.blame(column, RowCode.BAD_DATE)
        return day

    def read_optional_date(self, column: str) -> date | None:
        return self.read_date(column) if self.cells.get(column) else None


def _is_hiding(text: str) -> bool:
    """Has a character that no one sees: control, direction, zero width, line separator."""
    if text.isascii() and text.isprintable():
        return False
    return any(unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} for char in text)


def read_day(text: str) -> date | None:
    """2026-10-31 in ASCII digits, in a year that can be meant; None otherwise."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
