import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissions.sheets import (
    REQUIRED,
    ROW_MESSAGES,
    BilledBy,
    RowCode,
    RowError,
    RowFault,
    SaleKind,
    SaleRow,
    Totals,
    read_layout,
    read_sales,
    write_error_report,
)
from portal.csv_records import FileFault, FileRefused, RecordFault
from portal.money import Money, format_plain

HEADER = "external_id,invoice,partner,product,sold_on,amount,currency,kind,deal,cancelled_on,billed_by\n"
GOOD = {
    "external_id": "S-1", "invoice": "INV-1", "partner": "P-1", "product": "Suite", "sold_on": "2026-10-31",
    "amount": "1234.50", "currency": "USD", "kind": "new", "deal": "D-9", "cancelled_on": "", "billed_by": "partner",
}  # fmt: skip


def make_file(*rows: dict[str, str]) -> bytes:
    out = io.StringIO(newline="")
    out.write(HEADER)
    csv.writer(out, lineterminator="\n").writerows(row.values() for row in rows)
    return out.getvalue().encode()


def read(data: bytes) -> list[SaleRow | RowError]:
    return [row for row, _ in read_sales(data, layout=read_layout(data))]


def faults_of(**changed: str) -> tuple[RowFault, ...]:
    (row,) = read(make_file({**GOOD, **changed}))
    return row.faults if isinstance(row, RowError) else ()


def test_good_row_is_typed() -> None:
    (row,) = read(make_file(GOOD))
    assert isinstance(row, SaleRow)
    assert row == SaleRow(
        row=2, external_id="S-1", invoice="INV-1", partner="P-1", product="Suite", sold_on=date(2026, 10, 31),
        amount=Money(123450, "USD"), kind=SaleKind.NEW, billed_by=BilledBy.PARTNER, deal="D-9", cancelled_on=None,
        raw=row.raw,
    )  # fmt: skip


def test_optional_columns_may_be_absent_and_names_may_be_other_words() -> None:
    data = (
        b"\xef\xbb\xbfID;Invoice number;Partner ID;Product;Sale date;Amount;Currency;Kind;Lead\r\n"
        b'1;I;P;"Two\nlines";2026-10-31;-5;JPY;Refund;\r\n'
    )
    (row,) = read(data)
    assert isinstance(row, SaleRow)
    assert (row.amount, row.kind, row.billed_by, row.deal) == (Money(-5, "JPY"), SaleKind.REFUND, BilledBy.VENDOR, "")
    assert (row.product, row.cancelled_on) == ("Two lines", None)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        *((column, "", RowCode.MISSING_VALUE) for column in REQUIRED),
        ("external_id", "x" * 101, RowCode.VALUE_TOO_LONG),
        ("product", "x" * 81, RowCode.VALUE_TOO_LONG),
        ("deal", "x" * 61, RowCode.VALUE_TOO_LONG),
        ("invoice", "a\nb", RowCode.CONTROL_CHARACTER),
        ("partner", "a\N{RIGHT-TO-LEFT OVERRIDE}b", RowCode.CONTROL_CHARACTER),
        ("external_id", "a\N{ZERO WIDTH SPACE}b", RowCode.CONTROL_CHARACTER),
        ("product", "a\x07b", RowCode.CONTROL_CHARACTER),
        ("sold_on", "31.10.2026", RowCode.BAD_DATE),
        ("sold_on", "2026-02-30", RowCode.BAD_DATE),
        ("sold_on", "20261031", RowCode.BAD_DATE),
        ("sold_on", "0026-10-31", RowCode.BAD_DATE),
        ("sold_on", "\N{FULLWIDTH DIGIT TWO}026-10-31", RowCode.BAD_DATE),
        ("cancelled_on", "soon", RowCode.BAD_DATE),
        ("cancelled_on", "2026-10-30", RowCode.CANCELLED_BEFORE_SALE),
        ("amount", "1,234.50", RowCode.BAD_AMOUNT),
        ("amount", "1e3", RowCode.BAD_AMOUNT),
        ("amount", "NaN", RowCode.BAD_AMOUNT),
        ("amount", "=1+1", RowCode.BAD_AMOUNT),
        ("amount", "1.005", RowCode.TOO_MANY_DECIMALS),
        ("amount", "99999999999999999999", RowCode.AMOUNT_OUT_OF_RANGE),
        ("amount", "0.00", RowCode.ZERO_AMOUNT),
        ("amount", "-5", RowCode.NEGATIVE_SALE),
        ("currency", "usd", RowCode.UNKNOWN_CURRENCY),
        ("currency", "XAU", RowCode.UNKNOWN_CURRENCY),
        ("currency", "HRK", RowCode.UNKNOWN_CURRENCY),
        ("kind", "gift", RowCode.UNKNOWN_KIND),
        ("kind", "refund", RowCode.POSITIVE_REFUND),
        ("billed_by", "nobody", RowCode.UNKNOWN_BILLER),
    ],
)  # fmt: skip
def test_bad_cell_is_named_with_its_code(column: str, value: str, code: RowCode) -> None:
    blamed = "amount" if code is RowCode.POSITIVE_REFUND else column
    assert faults_of(**{column: value}) == (RowFault(blamed, code),)


def test_row_says_everything_that_is_wrong_in_the_order_of_the_columns() -> None:
    (row,) = read(make_file({**GOOD, "kind": "gift", "partner": "", "sold_on": "x"}))
    assert isinstance(row, RowError)
    assert [(fault.column, fault.code) for fault in row.faults] == [
        ("partner", RowCode.MISSING_VALUE), ("sold_on", RowCode.BAD_DATE), ("kind", RowCode.UNKNOWN_KIND),
    ]  # fmt: skip
    assert (row.column, row.code, row.message) == ("partner", RowCode.MISSING_VALUE, "Fill in this cell.")


@pytest.mark.parametrize(("kind", "amount"), [("refund", "-0.01"), ("new", "0.01"), ("renewal", "5"), ("NEW", "5")])
def test_only_a_refund_is_negative(kind: str, amount: str) -> None:
    assert faults_of(kind=kind, amount=amount) == ()


def test_row_in_another_encoding_is_an_error_whose_amount_still_counts() -> None:
    data = make_file(GOOD) + "S-2,I,P,M\xfcller,2026-10-31,10.00,USD,new,,,\n".encode("latin-1") + b"S-3,I\n"
    rows = read(data)
    assert [row.code for row in rows if isinstance(row, RowError)] == [RowCode.NOT_UTF8, RowCode.TOO_FEW_CELLS]
    assert rows[1].amount == Money(1000, "USD")
    assert rows[2].amount is None


def test_totals_count_every_row_and_name_each_difference() -> None:
    totals = Totals()
    for row in read(make_file(GOOD, {**GOOD, "partner": ""}, {**GOOD, "amount": "x"}, {**GOOD, "currency": "EUR"})):
        totals.add(row)
    assert totals == Totals(rows=4, sums={"USD": 246900, "EUR": 123450})
    assert totals.differences(rows=4, sums={"USD": 246900, "EUR": 123450}) == {}
    assert totals.differences(rows=5, sums={"USD": 246900, "GBP": 1}) == {
        "rows": (5, 4), "EUR": (0, 123450), "GBP": (1, 0),
    }  # fmt: skip


def test_totals_go_on_from_what_a_batch_kept() -> None:
    kept = Totals(rows=10, sums={"USD": 5})
    kept.add(read(make_file(GOOD))[0])
    assert kept == Totals(rows=11, sums={"USD": 123455})


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (HEADER.replace(",kind", ""), FileFault.MISSING_COLUMNS),
        (HEADER.replace("cancelled_on", "canceled"), FileFault.UNKNOWN_COLUMNS),
        (HEADER.replace("deal", "invoice_number"), FileFault.REPEATED_COLUMNS),
    ],
)
def test_header_is_checked_before_any_row(header: str, fault: FileFault) -> None:
    with pytest.raises(FileRefused) as caught:
        read_layout(header.encode())
    assert caught.value.fault is fault


def test_reading_goes_on_at_a_cursor() -> None:
    data = make_file(*({**GOOD, "external_id": f"S-{number}"} for number in range(50)))
    layout = read_layout(data)
    whole = list(read_sales(data, layout=layout))
    for stop in (0, 17, 49):
        assert list(read_sales(data, layout=layout, at=whole[stop][1])) == whole[stop + 1 :]


def test_thirty_seven_bad_rows_of_ten_thousand_come_back_with_their_numbers() -> None:
    bad = {
        number * 270: change for number, change in enumerate([{"amount": "x"}, {"partner": ""}] * 18 + [{"kind": ""}])
    }
    data = make_file(*({**GOOD, "external_id": str(number), **bad.get(number, {})} for number in range(10_000)))
    errors = [row for row in read(data) if isinstance(row, RowError)]
    assert [error.row for error in errors] == [number + 2 for number in bad]


@given(st.integers(1, 10**12), st.sampled_from(["USD", "JPY", "KWD"]), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_row_gives_back_what_was_written(minor: int, currency: str, day: date) -> None:
    amount = Money(minor, currency)
    (row,) = read(make_file({**GOOD, "amount": format_plain(amount), "currency": currency, "sold_on": str(day)}))
    assert isinstance(row, SaleRow)
    assert (row.amount, row.sold_on) == (amount, day)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=15), min_size=11, max_size=11))
def test_any_text_is_a_row_or_an_error_and_never_an_exception(cells: list[str]) -> None:
    rows = read(make_file(dict(zip(GOOD, cells, strict=True))))
    assert all(isinstance(row, SaleRow) or row.faults for row in rows)


def test_error_report_has_a_line_per_fault_and_no_live_formula() -> None:
    rows = read(make_file({**GOOD, "external_id": "=cmd()", "amount": "=1+1", "kind": ""}))
    report = b"".join(write_error_report([row for row in rows if isinstance(row, RowError)], translate=str.upper))
    lines = list(csv.reader(io.StringIO(report.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["ROW", "COLUMN", "CODE", "WHAT TO DO", "THE ROW AS IT CAME"]
    assert [line[:3] for line in lines[1:]] == [["2", "amount", "bad_amount"], ["2", "kind", "missing_value"]]
    assert lines[2][3] == "FILL IN THIS CELL."
    assert lines[1][4].startswith("'=cmd(),INV-1")


def test_every_code_says_what_to_do() -> None:
    assert set(ROW_MESSAGES) == set(RowCode)
    assert all(text.endswith(".") for text in ROW_MESSAGES.values())
    assert {fault.value for fault in RecordFault} <= {code.value for code in RowCode}


def test_amounts_never_pass_through_a_float() -> None:
    (row,) = read(make_file({**GOOD, "amount": "90071992547409.93"}))
    assert row.amount is not None
    assert Decimal(row.amount.minor) == Decimal("9007199254740993")
