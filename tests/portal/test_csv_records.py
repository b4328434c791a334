import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.csv_records import (
    LARGEST_RECORD,
    Cursor,
    FileFault,
    FileRefused,
    Layout,
    Record,
    RecordFault,
    read_layout,
    read_records,
)

MANY = 10_000


def layout_of(data: bytes) -> Layout:
    return read_layout(data, required=("a", "b"), optional=("c",), aliases={"alpha": "a"}, largest=50_000_000)


def records_of(data: bytes, *, at: Cursor | None = None) -> list[Record]:
    return list(read_records(data, layout=layout_of(data), at=at, most_rows=MANY))


@pytest.mark.parametrize(
    ("data", "delimiter", "columns"),
    [
        (b"a,b\n1,2\n", ",", ("a", "b")),
        (b"\xef\xbb\xbf B ;Alpha\r\n1;2", ";", ("b", "a")),
        (b'"a"\t"b"\tC\n', "\t", ("a", "b", "c")),
    ],
)
def test_header_is_found_in_any_order_case_and_delimiter(data: bytes, delimiter: str, columns: tuple[str, ...]) -> None:
    layout = layout_of(data)
    assert (layout.delimiter, layout.columns) == (delimiter, columns)


@pytest.mark.parametrize(
    ("data", "fault", "names"),
    [
        (b"", FileFault.EMPTY, ()),
        (b"\xef\xbb\xbf \r\n", FileFault.EMPTY, ()),
        (b"PK\x03\x04rest", FileFault.NOT_CSV, ()),
        (b"%PDF-1.7", FileFault.NOT_CSV, ()),
        ("a,b".encode("utf-16"), FileFault.NOT_UTF8, ()),
        (b"a,b\xe4\n", FileFault.NOT_UTF8, ()),
        (b'a,"b\n1,2\n', FileFault.BAD_HEADER, ()),
        (b"a,b\0\n", FileFault.BAD_HEADER, ()),
        (b"a\n1\n", FileFault.MISSING_COLUMNS, ("b",)),
        (b"a,b,d\n", FileFault.UNKNOWN_COLUMNS, ("d",)),
        (b"a,b,\n", FileFault.UNKNOWN_COLUMNS, ("",)),
        (b"a,b,alpha\n", FileFault.REPEATED_COLUMNS, ("a",)),
        (b"a,b\n" + b"x" * 50_000_000, FileFault.TOO_LARGE, ()),
    ],
)
def test_file_is_refused_as_a_whole(data: bytes, fault: FileFault, names: tuple[str, ...]) -> None:
    with pytest.raises(FileRefused) as caught:
        layout_of(data)
    assert (caught.value.fault, caught.value.names) == (fault, names)


def test_records_keep_line_breaks_inside_quotes_and_the_rows_of_a_spreadsheet() -> None:
    records = records_of(b'a,b\r\n1,"x\r\ny ""z"""\r\n\r\n,\r\n3,4')
    assert [(record.row, dict(record.cells)) for record in records] == [
        (2, {"a": "1", "b": 'x\r\ny "z"'}),
        (5, {"a": "3", "b": "4"}),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"1", RecordFault.TOO_FEW_CELLS),
        (b"1,2,3", RecordFault.TOO_MANY_CELLS),
        (b"1,\xff", RecordFault.NOT_UTF8),
        (b"1,x\0", RecordFault.NUL_BYTE),
        (b'1,"x', RecordFault.BAD_QUOTES),
        (b'1,5" pipe', RecordFault.BAD_QUOTES),
        (b'1,"x"y', RecordFault.BAD_QUOTES),
        (b"1,x\ry", RecordFault.BAD_QUOTES),
        (b"1," + b"x" * 10_000_000, RecordFault.TOO_LONG),
        (b'1,"' + b"x\n" * 5_000_000 + b'"', RecordFault.TOO_LONG),
        (b'1,"' + b"x" * LARGEST_RECORD + b'"', RecordFault.TOO_LONG),
    ],
    ids=lambda value: value[:8].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_broken_record_costs_itself_only(line: bytes, fault: RecordFault) -> None:
    records = records_of(b"a,b\n0,0\n" + line + b"\n8,9\n")
    assert [record.fault for record in records] == [None, fault, None]
    assert dict(records[-1].cells) == {"a": "8", "b": "9"}
    assert len(records[1].raw) <= 500


def test_reading_stops_at_the_most_rows() -> None:
    data = b"a,b\n" + b"1,2\n" * 3
    with pytest.raises(FileRefused) as caught:
        list(read_records(data, layout=layout_of(data), most_rows=2))
    assert caught.value.fault is FileFault.TOO_MANY_ROWS
    assert len(list(read_records(data, layout=layout_of(data), most_rows=3))) == 3


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)
tables = st.lists(st.tuples(cells, cells), max_size=12)


@given(tables, st.sampled_from([",", ";"]), st.sampled_from(["\n", "\r\n"]))
def test_records_are_what_the_csv_module_wrote(rows: list[tuple[str, str]], delimiter: str, newline: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerows([("a", "b"), *rows])
    records = records_of(out.getvalue().encode())
    expected = [row for row in rows if any(cell.strip() for cell in row)]
    assert [(record.cells["a"], record.cells["b"]) for record in records] == expected
    assert {record.fault for record in records} <= {None}


@given(st.binary(max_size=300))
def test_records_of_any_bytes_end_and_cover_the_file(body: bytes) -> None:
    data = b"a,b\n" + body
    offsets = [record.after.offset for record in records_of(data)]
    assert offsets == sorted(set(offsets))
    assert all(offset <= len(data) for offset in offsets)


@given(st.binary(max_size=300), st.data())
def test_reading_goes_on_where_it_stopped(body: bytes, data: st.DataObject) -> None:
    content = b"a,b\n" + body
    whole = records_of(content)
    if whole:
        stop = data.draw(st.integers(0, len(whole) - 1))
        assert whole[: stop + 1] + records_of(content, at=whole[stop].after) == whole
