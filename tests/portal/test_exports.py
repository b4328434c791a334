import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.exports import Cell, restore_text, tame_text, write_csv, write_xlsx

CREATED = datetime(2026, 11, 1, 12, tzinfo=UTC)
LIVE = (
    "=", "+", "-", "@", "\t", "\r", "\n",
    "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}",
)  # fmt: skip
characters = st.characters(exclude_categories=["Cs", "Cc", "Cn"])
hostile = st.builds(
    "".join, st.tuples(st.sampled_from(["", *LIVE, "'", "' =", ' ="', ";=", ",="]), st.text(max_size=20))
)
texts = st.one_of(st.text(max_size=30), hostile)


def make_csv(rows: list[list[Cell]], header: tuple[str, ...] = ("a",)) -> bytes:
    return b"".join(write_csv(header=header, rows=rows))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def make_xlsx(rows: list[list[Cell]]) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, title="Sales", header=["a", "b"], rows=rows, created=CREATED)
    return file.getvalue()


@given(texts)
def test_tamed_text_starts_nothing_and_comes_back(text: str) -> None:
    tamed = tame_text(text)
    assert not tamed.lstrip(" ").startswith(LIVE)
    assert restore_text(tamed) == text


@pytest.mark.parametrize(
    ("text", "tamed"),
    [("=1+1", "'=1+1"), ("-5", "'-5"), (" =x", "' =x"), ("'=x", "''=x"), ("a=b", "a=b"), ("", ""), ("'tis", "'tis")],
)
def test_only_what_would_be_computed_is_tamed(text: str, tamed: str) -> None:
    assert tame_text(text) == tamed


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=8))
def test_csv_has_no_formula_cell_and_gives_back_every_text(rows: list[list[str]]) -> None:
    cells = read_csv(make_csv([list(row) for row in rows], header=("=x", "b")))
    assert [cell for row in cells for cell in row if cell.lstrip(" ").startswith(LIVE)] == []
    assert [[restore_text(cell) for cell in row] for row in cells] == [["=x", "b"], *rows]


def test_csv_quotes_texts_so_that_another_separator_opens_no_formula() -> None:
    assert make_csv([["a;=1+1", 5, Decimal("-1.50")]]) == b'\xef\xbb\xbf"a"\r\n"a;=1+1",5,-1.50\r\n'


def test_csv_writes_plain_numbers_days_and_nothing() -> None:
    row: list[Cell] = [-7, Decimal("1E+3"), date(2026, 10, 31), CREATED, True, None]
    assert read_csv(make_csv([row]))[1] == ["-7", "1000", "2026-10-31", "2026-11-01T12:00:00+00:00", "yes", ""]


@pytest.mark.parametrize("cell", [0.1, Decimal("NaN"), b"x", object()])
def test_export_refuses_what_is_no_cell(cell: object) -> None:
    with pytest.raises(TypeError):
        make_csv([[cell]])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        make_xlsx([[cell]])  # type: ignore[list-item]


def test_csv_comes_in_pieces_that_join_to_the_whole() -> None:
    pieces = list(write_csv(header=["n"], rows=[[number] for number in range(1200)]))
    assert len(pieces) == 3
    assert read_csv(b"".join(pieces))[-1] == ["1199"]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.one_of(st.text(characters, min_size=1, max_size=20), hostile.filter(
    lambda text: all(char.isprintable() or char == "\t" for char in text) and text != ""
)), st.integers(-(10**14), 10**14)), max_size=6))  # fmt: skip
def test_xlsx_has_no_formula_cell_and_keeps_texts_as_they_are(rows: list[tuple[str, int]]) -> None:
    rows = [(text, number) for text, number in rows if "_x" not in text]
    sheet = openpyxl.load_workbook(io.BytesIO(make_xlsx([list(row) for row in rows]))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell.value for cell in cells] == [value for row in rows for value in row]


def test_xlsx_keeps_long_numbers_exact_as_text() -> None:
    sheet = openpyxl.load_workbook(
        io.BytesIO(make_xlsx([[9223372036854775807, Decimal("123.45")], [date(2026, 10, 31), date(1800, 1, 1)]]))
    ).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert values == [["9223372036854775807", 123.45], [datetime(2026, 10, 31), "1800-01-01"]]  # noqa: DTZ001


def test_xlsx_of_the_same_rows_is_the_same_file() -> None:
    assert make_xlsx([["=1+1", 5]]) == make_xlsx([["=1+1", 5]])
