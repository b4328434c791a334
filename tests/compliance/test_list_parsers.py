from datetime import date
from pathlib import Path

import pytest

from compliance.screening import ListRefused
from compliance.screening.dates import birth_date
from compliance.screening.ofac import ADDRESSES, ALIASES, PRIMARY, read_ofac
from compliance.screening.ofac_files import find_sets, newest
from compliance.screening.opensanctions import read_opensanctions
from compliance.screening.reading import check_not_shrunken
from compliance.screening.un import read_un
from tests.compliance.lists import ADD, ALT, OFAC, SDN, TARGETS, UN


def _ofac(**changed: bytes) -> dict[str, bytes]:
    return OFAC | changed


def test_ofac_rows_become_entries_with_what_their_remarks_say() -> None:
    reading = read_ofac("ofac-sdn", OFAC, source="sdn.csv")
    by_uid = {entry.uid: entry for entry in reading.entries}
    person, company, ship = by_uid["2676"], by_uid["173"], by_uid["4243"]

    assert reading.rows == {PRIMARY: 5, ALIASES: 2, ADDRESSES: 2}
    assert person.names == (
        ("AL-VARQAWI, Dr. Tamim Muhammad", "strong"), ("AL-WARQAWI, Tameem", "strong"), ("ABU OF THE 7", "weak"),
    )  # fmt: skip
    assert person.birth_dates == ("1951-06-19", "1952")
    assert (person.countries, person.identifiers, person.programs) == (("EG",), ("1084010",), ("XSDGT",))
    assert company.names[1:] == (("QUERBASH HANDELS GMBH", "strong"), ("QTC", "weak"))
    assert (company.schema, company.countries, company.identifiers) == ("Company", ("CU",), ("884-771",))
    assert company.programs == ("XCUBA", "XSDGT")
    assert by_uid["2677"].birth_dates == ("1960/1962",)
    assert (ship.schema, ship.countries, ship.identifiers) == ("Vessel", ("PA",), ("9187629", "9HA7"))


def test_null_cells_are_empty_and_the_lone_end_mark_is_no_row() -> None:
    reading = read_ofac("ofac-sdn", {PRIMARY: SDN}, source="sdn.csv")

    assert len(reading.entries) == 5
    assert reading.entries[0].countries == ()
    assert reading.ended


def test_a_list_in_latin_1_is_read() -> None:
    written = SDN.replace(b"OSTROVSKOY", "MUÑOZ".encode("latin-1"))

    assert "MUÑOZ, Sergey Petrovich" in {
        entry.caption for entry in read_ofac("ofac-sdn", {PRIMARY: written}, source="x").entries
    }


LINES = SDN.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (_ofac(**{PRIMARY: SDN[: len(SDN) * 3 // 5]}), "cut off"),
        (_ofac(**{PRIMARY: b"".join(LINES[:2]) + b"\x1a"}), "speaks of entry 2676"),
        (_ofac(**{ALIASES: ALT.removesuffix(b"\x1a")}), "lacks the end mark"),
        (_ofac(**{PRIMARY: b"\x1a"}), "holds no entry"),
        (_ofac(**{PRIMARY: b""}), "holds no entry"),
        ({ALIASES: ALT}, "primary file is missing"),
        (_ofac(**{PRIMARY: SDN.replace(b'36,"BOLDARIAN AIR LINES"', b'"BOLDARIAN AIR LINES",36')}), "another order"),
        (_ofac(**{PRIMARY: SDN.replace(b'-0- ,"XCUBA"', b'"XCUBA",-0- ')}), "another order"),
        (_ofac(**{ALIASES: ALT.replace(b'12,"aka"', b'"aka",12')}), "another order"),
        (_ofac(**{PRIMARY: b"".join([LINES[1], LINES[0], *LINES[2:]])}), "reordered"),
        (_ofac(**{PRIMARY: b"".join([LINES[0], *LINES])}), "reordered"),
        (_ofac(**{ADDRESSES: ADD.replace(b',"Cuba",-0- ', b',"Cuba"')}), "5 columns instead of 6"),
        (_ofac(**{PRIMARY: b"<html>Service unavailable</html>"}), "instead of 12"),
        (_ofac(**{PRIMARY: b"PK\0\0\0"}), "no text"),
    ],
)
def test_broken_files_of_ofac_are_refused_with_their_reason(broken: dict[str, bytes], reason: str) -> None:
    with pytest.raises(ListRefused, match=reason):
        read_ofac("ofac-sdn", broken, source="sdn.csv")


def test_every_cut_of_a_list_is_refused() -> None:
    """Wherever a download stops, the rest is missed: by the row it broke, or by the mark at the end."""
    unnoticed = []
    for length in range(len(SDN)):
        try:
            read_ofac("ofac-sdn", _ofac(**{PRIMARY: SDN[:length]}), source="sdn.csv")
            unnoticed.append(length)
        except ListRefused:
            pass

    assert unnoticed == []


def test_un_entries_keep_their_parts_aliases_and_scripts() -> None:
    reading = read_un(UN)
    person, company = reading.entries

    assert reading.source_date == date(2026, 2, 27)
    assert reading.rows == {"individuals": 1, "entities": 1}
    assert person.names == (
        ("TAMIM MUHAMMAD AL-VARQAWI", "strong"), ("تميم محمد الورقاوي", "strong"), ("Tamim al Warqawi", "strong"),
        ("Tameem Warqawi", "strong"), ("Abu Fatih", "weak"),
    )  # fmt: skip
    assert (person.uid, person.birth_dates, person.identifiers) == ("QDi.006", ("1950/1952",), ("1084010",))
    assert (company.schema, company.countries) == ("Company", ("KP",))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (UN[:-40], "cut off"),
        (b"", "cut off"),
        (b"<html/>", "no consolidated list"),
        (UN.replace(b"<REFERENCE_NUMBER>QDi.006</REFERENCE_NUMBER>", b""), "another layout"),
        (UN.replace(b"<CONS", b'<!DOCTYPE a [<!ENTITY b "c">]><CONS', 1), "declares"),
        (UN.replace(b"<CONS", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><CONS', 1), "declares"),
        (UN.decode().replace("UTF-8", "UTF-16").replace("<CONS", "<!DOCTYPE a><CONS", 1).encode("utf-16"), "declares"),
    ],
)  # fmt: skip
def test_broken_or_hostile_xml_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ListRefused, match=reason):
        read_un(content)


def test_opensanctions_rows_become_entries_and_wallets_none() -> None:
    reading = read_opensanctions(TARGETS)
    person, company = reading.entries

    assert reading.source_date == date(2026, 2, 20)
    assert person.names == (
        ("Tamim al-Varqawi", "strong"), ("Tameem Warqawi", "strong"), ("Доктор Тамим", "strong")
    )  # fmt: skip
    assert (person.countries, person.birth_dates, person.identifiers) == (("EG",), ("1951-06-19",), ("1084010",))
    assert (company.schema, company.countries) == ("Company", ("CU", "KP"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (TARGETS[:-2], "no end"),
        (TARGETS[: len(TARGETS) // 2], "cut off"),
        (TARGETS.replace(b"id,schema,name", b"id,name,schema"), "another order"),
        (TARGETS.replace(b"birth_date", b"born"), "birth_date"),
        (TARGETS.replace(b"Q2,", b"Q1,"), "twice"),
        (TARGETS.splitlines(keepends=True)[0], "holds no entry"),
    ],
)
def test_broken_files_of_opensanctions_are_refused_with_their_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ListRefused, match=reason):
        read_opensanctions(content)


@pytest.mark.parametrize(("rows", "is_refused"), [(100, False), (95, False), (94, True), (0, True), (300, False)])
def test_over_five_percent_fewer_rows_are_refused(rows: int, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(ListRefused, match="had 100"):
            check_not_shrunken({"primary": 100}, {"primary": rows})
    else:
        check_not_shrunken({"primary": 100}, {"primary": rows})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("19 Jun 1951", "1951-06-19"), ("Jun 1951", "1951-06"), ("1951", "1951"), ("circa 1951", "1951"),
        ("1951 to 1953", "1951/1953"), ("1951-06-19", "1951-06-19"), ("1951/1953", "1951/1953"), ("unknown", ""), ("", ""),
    ],
)  # fmt: skip
def test_birth_dates_are_read_as_lists_write_them(text: str, told: str) -> None:
    assert birth_date(text) == told


def test_the_newest_set_of_a_directory_is_chosen(tmp_path: Path) -> None:
    for name in ("sdn_2019.csv", "alt_2019.csv", "sdn_2021.csv", "alt_2021.csv", "cons_prim.csv", "notes.txt"):
        (tmp_path / name).write_bytes(b"")

    sets = find_sets(tmp_path)

    assert [one.names for one in newest(sets)] == ["sdn_2021.csv, alt_2021.csv", "cons_prim.csv"]
    assert [one.names for one in newest(sets, label="2019")] == ["sdn_2019.csv, alt_2019.csv"]
    with pytest.raises(ListRefused, match="2019"):
        newest(sets, label="1999")


def test_a_directory_without_a_primary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match=r"sdn\.csv"):
        find_sets(tmp_path)
    (tmp_path / "alt.csv").write_bytes(ALT)
    with pytest.raises(ListRefused, match="no primary file"):
        find_sets(tmp_path)
