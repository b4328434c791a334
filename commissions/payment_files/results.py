"""What a bank or PayPal did with a file: a CSV with the payout's reference, paid or returned, the day, the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commissions.sheets import read_day
from portal.csv_records import Record, RecordFault, read_layout, read_records
from portal.wording import gettext_noop

REQUIRED = ("reference", "status", "date")
OPTIONAL = ("reason",)
ALIASES = {
    "reference_id": "reference",
    "payout_reference": "reference",
    "end_to_end_id": "reference",
    "paid_on": "date",
    "result": "status",
}
LARGEST_FILE = 16 * 1024 * 1024
MOST_ROWS = 100_000
LONGEST_REASON = 200
LONGEST_REFERENCE = 35


class Result(StrEnum):
    PAID = "paid"
    RETURNED = "returned"


class ResultCode(StrEnum):
    """What is wrong with a line; RESULT_MESSAGES says what to do."""

    UNREADABLE = "unreadable"
    NO_REFERENCE = "no_reference"
    UNKNOWN_STATUS = "unknown_status"
    BAD_DATE = "bad_date"
    NO_REASON = "no_reason"
    REPEATED_REFERENCE = "repeated_reference"
    UNKNOWN_REFERENCE = "unknown_reference"
    NOT_SENT = "not_sent"


RESULT_MESSAGES: dict[ResultCode, str] = {
    ResultCode.UNREADABLE: gettext_noop("The row cannot be read: wrong encoding, quotes or number of cells."),
    ResultCode.NO_REFERENCE: gettext_noop("Give the reference of the payout, as the payout file has it."),
    ResultCode.UNKNOWN_STATUS: gettext_noop("Say paid or returned."),
    ResultCode.BAD_DATE: gettext_noop("Write the date as year-month-day, such as 2026-10-31."),
    ResultCode.NO_REASON: gettext_noop("Say why the payment was returned."),
    ResultCode.REPEATED_REFERENCE: gettext_noop("An earlier row has the same reference. Keep one of them."),
    ResultCode.UNKNOWN_REFERENCE: gettext_noop("No payout of this run has this reference. Correct it."),
    ResultCode.NOT_SENT: gettext_noop("This payout was not sent, so it has no result. Remove the row."),
}


@dataclass(frozen=True, slots=True)
class ResultRow:
    """`reason` is empty for what was paid."""

    row: int
    reference: str
    result: Result
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ResultError:
    row: int
    code: ResultCode
    raw: str

    @property
    def message(self) -> str:
        return RESULT_MESSAGES[self.code]


def read_results(data: bytes) -> Iterator[ResultRow | ResultError]:
    """Every line, good or bad. Raises FileRefused for the file as a whole."""
    layout = read_layout(data, required=REQUIRED, optional=OPTIONAL, aliases=ALIASES, largest=LARGEST_FILE)
    seen: set[str] = set()
    for record in read_records(data, layout=layout, most_rows=MOST_ROWS):
        line = _read_result(record)
        if isinstance(line, ResultRow):
            if line.reference in seen:
                line = ResultError(record.row, ResultCode.REPEATED_REFERENCE, record.raw)
            else:
                seen.add(line.reference)
        yield line


def _read_result(record: Record) -> ResultRow | ResultError:
    cells = {name: " ".join(value.split()) for name, value in record.cells.items()}
    code = _find_fault(cells, record.fault)
    if code is not None:
        return ResultError(record.row, code, record.raw)
    day = read_day(cells["date"])
    assert day is not None  # _find_fault has refused what is no day
    result = Result(cells["status"].lower())
    reason = cells.get("reason", "")[:LONGEST_REASON] if result is Result.RETURNED else ""
    return ResultRow(record.row, cells["reference"], result, day, reason)


def _find_fault(cells: dict[str, str], fault: RecordFault | None) -> ResultCode | None:
    if fault is not None:
        return ResultCode.UNREADABLE
    if not cells["reference"] or len(cells["reference"]) > LONGEST_REFERENCE:
        return ResultCode.NO_REFERENCE
    status = cells["status"].lower()
    if status not in set(Result):
        return ResultCode.UNKNOWN_STATUS
    if read_day(cells["date"]) is None:
        return ResultCode.BAD_DATE
    if status == Result.RETURNED and not cells.get("reason"):
        return ResultCode.NO_REASON
    return None
