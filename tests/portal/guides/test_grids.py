"""Tables of a guide as grids and as a workbook, and back into the text, changing nothing but the changed cells."""

import io
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.guides.grids import (
    GRID_SHAPES,
    CellsRefused,
    Value,
    change_cells,
    grids_of,
    guide_grid,
    read_value,
    write_value,
)
from portal.guides.shipped import shipped_guides
from portal.guides.workbook import read_grids, write_grids
from tests.portal.guides.writing import HEAD

CREATED = datetime(2026, 11, 1, tzinfo=UTC)
GUIDE = (
    HEAD
    + """
# Steps, as printed.
[steps.silver]   # the lower one
rule = "T-01"
quota = { NA = 4,  LG = 3 } # aligned by hand
since = 2024-01-01
share = "0.50"
open = { value = true, rule = "T-02", confirmed = false }

[steps.gold]
rule = "T-03"
quota.NA = 9
quota.MAJ = "target"
"""
)


@pytest.fixture(autouse=True)
def _shapes() -> Iterator[None]:
    with GRID_SHAPES.opened():
        GRID_SHAPES._values.clear()
        guide_grid("quotas", "Quotas", "steps.*.quota")
        guide_grid("steps", "Steps", "steps.*")
        yield


def book_of(source: str) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_grids(file, source=source, created=CREATED)
    return openpyxl.load_workbook(file)


def bytes_of(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_grids_have_rows_and_columns_in_the_order_of_the_document() -> None:
    quotas, steps, head = grids_of(GUIDE)

    assert (quotas.columns, [row.place for row in quotas.rows]) == (
        ("NA", "LG", "MAJ"),
        ["steps.silver.quota", "steps.gold.quota"],
    )
    assert [[cell.value if cell else None for cell in row.cells] for row in quotas.rows] == [
        [4, 3, None],
        [9, None, "target"],
    ]
    assert steps.columns == ("since", "share", "open")
    opened = steps.rows[0].cells[2]
    assert opened is not None
    assert (opened.place, opened.value, opened.rule, opened.confirmed) == (
        "steps.silver.open.value",
        True,
        "T-02",
        False,
    )
    assert opened.line == GUIDE[: GUIDE.index("open =")].count("\n") + 1
    assert (head.key, head.columns[0]) == ("guide", "program")


def test_workbook_that_nobody_touched_changes_nothing() -> None:
    changed = read_grids(GUIDE, bytes_of(book_of(GUIDE)))

    assert (changed.source, changed.changes) == (GUIDE, ())


def test_changed_cells_of_a_workbook_change_their_values_and_nothing_else() -> None:
    book = book_of(GUIDE)
    book["quotas"]["C2"] = 5
    book["quotas"]["D3"] = 12
    book["steps"]["B2"] = datetime(2025, 7, 1)  # noqa: DTZ001
    book["steps"]["D2"] = "no"

    changed = read_grids(GUIDE, bytes_of(book))

    assert [(one.grid, one.row, one.column, one.before, one.after) for one in changed.changes] == [
        ("quotas", "silver.quota", "LG", 3, 5),
        ("quotas", "gold.quota", "MAJ", "target", 12),
        ("steps", "silver", "since", date(2024, 1, 1), date(2025, 7, 1)),
        ("steps", "silver", "open", True, False),
    ]
    assert changed.source == (
        GUIDE.replace("LG = 3", "LG = 5")
        .replace('"target"', "12")
        .replace("since = 2024-01-01", "since = 2025-07-01")
        .replace("value = true", "value = false")
    )


def test_workbook_may_leave_out_sheets_rows_and_columns() -> None:
    book = book_of(GUIDE)
    del book["steps"]
    book["quotas"].delete_rows(2)
    book["quotas"].delete_cols(3)
    book["quotas"]["B2"] = 10

    assert read_grids(GUIDE, bytes_of(book)).source == GUIDE.replace("NA = 9", "NA = 10")


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "problem"),
    [
        ("quotas", "B2", None, "steps.silver.quota.NA: a cell cannot be emptied"),
        ("quotas", "D2", 3, "steps.silver.quota has no MAJ"),
        ("quotas", "A2", "steps.bronze.quota", "there is no row steps.bronze.quota"),
        ("quotas", "B1", "SA", "the first row names other columns (SA)"),
        ("steps", "B2", "soon", "steps.silver.since: a day such as 2024-01-31"),
        ("steps", "D2", "perhaps", "steps.silver.open.value: yes or no"),
    ],
)
def test_cell_that_fits_nothing_is_named(sheet: str, cell: str, value: str | int | None, problem: str) -> None:
    book = book_of(GUIDE)
    book[sheet][cell] = value

    with pytest.raises(CellsRefused) as refused:
        read_grids(GUIDE, bytes_of(book))
    assert [text for text in refused.value.problems if problem in text]


def test_strange_sheet_and_strange_file_are_refused() -> None:
    book = book_of(GUIDE)
    book.create_sheet("prices")

    with pytest.raises(CellsRefused, match="no table prices"):
        read_grids(GUIDE, bytes_of(book))
    with pytest.raises(CellsRefused, match="damaged"):
        read_grids(GUIDE, b"PK\x03\x04 no workbook")
    with pytest.raises(CellsRefused, match="at most"):
        read_grids(GUIDE, b"x" * 5_000_000)


@pytest.mark.parametrize(
    ("old", "typed", "new"),
    [
        (4, "5", 5),
        (4, 5.0, 5),
        (4, 0.1, Decimal("0.1")),
        (4, "target", "target"),
        (4, "1e9", "1e9"),
        ("0.50", "0.75", "0.75"),
        ("0.50", 0.75, "0.75"),
        ("target", 7, 7),
        ("target", "not_applicable", "not_applicable"),
        (True, "No", False),
        (Decimal("1.5"), "2", 2),
    ],
)
def test_typed_value_keeps_the_kind_of_its_cell(old: Value, typed: object, new: Value) -> None:
    read = read_value(old, typed)

    assert (read, type(read)) == (new, type(new))


@given(
    st.one_of(
        st.text(max_size=30),
        st.integers(),
        st.dates(),
        st.booleans(),
        st.decimals(allow_nan=False, allow_infinity=False, places=3),
    )
)
def test_written_value_reads_back(value: Any) -> None:
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode("utf-8")

    assert tomllib.loads(f"v = {write_value(value)}", parse_float=Decimal)["v"] == value


def test_place_that_is_no_cell_is_refused() -> None:
    with pytest.raises(CellsRefused, match=r"steps\.silver\.rule is no cell"):
        change_cells(GUIDE, {"steps.silver.rule": "T-09", "steps.gold.quota.NA": 8})


@pytest.mark.parametrize("guide", shipped_guides(), ids=lambda path: path.stem)
def test_every_cell_of_a_shipped_guide_changes_alone(guide: Path) -> None:
    source = guide.read_text()
    cells = [cell for grid in grids_of(source) for row in grid.rows for cell in row.cells if cell]

    for cell in cells[:: max(1, len(cells) // 25)]:
        done = change_cells(source, {cell.place: _other(cell.value)})
        (change,), changed = done.changes, done.source
        assert change.place == cell.place
        assert changed.count("#") == source.count("#")
        assert [one.splitlines()[0] for one in _lines_that_differ(source, changed)] == [
            source.splitlines()[cell.line - 1]
        ]


def _lines_that_differ(before: str, after: str) -> list[str]:
    return [old for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]


def _other(value: Value) -> str:
    if isinstance(value, bool):
        return "no" if value else "yes"
    if isinstance(value, date):
        return "2031-05-05"
    return "71" if str(value) != "71" else "72"
