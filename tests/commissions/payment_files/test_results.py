from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissions.payment_files.results import (
    RESULT_MESSAGES,
    Result,
    ResultCode,
    ResultError,
    ResultRow,
    read_results,
)
from portal.csv_records import FileFault, FileRefused


def test_results_are_paid_or_returned_with_a_reason() -> None:
    data = b"Reference ID,Status,Date,Reason\r\nPO-1,Paid,2026-12-01,ignored\r\nPO-2,RETURNED,2026-12-02,Account  closed\r\n"
    assert list(read_results(data)) == [
        ResultRow(2, "PO-1", Result.PAID, date(2026, 12, 1), ""),
        ResultRow(3, "PO-2", Result.RETURNED, date(2026, 12, 2), "Account closed"),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"PO-2,paid", ResultCode.UNREADABLE),
        (b"PO-2,returned,2026-12-01,\xff", ResultCode.UNREADABLE),
        (b",paid,2026-12-01,", ResultCode.NO_REFERENCE),
        (b"x" * 36 + b",paid,2026-12-01,", ResultCode.NO_REFERENCE),
        (b"PO-2,pending,2026-12-01,", ResultCode.UNKNOWN_STATUS),
        (b"PO-2,,2026-12-01,", ResultCode.UNKNOWN_STATUS),
        (b"PO-2,paid,01.12.2026,", ResultCode.BAD_DATE),
        (b"PO-2,returned,2026-12-01,", ResultCode.NO_REASON),
        (b"PO-1,returned,2026-12-02,Closed", ResultCode.REPEATED_REFERENCE),
    ],
)
def test_bad_line_is_named_and_the_others_stay(line: bytes, code: ResultCode) -> None:
    data = b"reference,status,date,reason\nPO-1,paid,2026-12-01,\n" + line + b"\nPO-3,paid,2026-12-01,\n"
    first, bad, last = read_results(data)
    assert isinstance(bad, ResultError)
    assert (bad.row, bad.code, bad.message) == (3, code, RESULT_MESSAGES[code])
    assert [row.reference for row in (first, last) if isinstance(row, ResultRow)] == ["PO-1", "PO-3"]


def test_file_without_its_columns_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        list(read_results(b"reference,date\nPO-1,2026-12-01\n"))
    assert (caught.value.fault, caught.value.names) == (FileFault.MISSING_COLUMNS, ("status",))


@given(st.binary(max_size=200))
def test_any_bytes_are_results_errors_or_a_refusal(body: bytes) -> None:
    lines = list(read_results(b"reference,status,date,reason\n" + body))
    assert all(isinstance(line, ResultRow | ResultError) for line in lines)
    assert set(RESULT_MESSAGES) == set(ResultCode)
