"""The lists of OFAC as CSV: a primary file (SDN or consolidated) with aliases and addresses in files beside it.

No header; `-0-` is null; the last line is a lone 0x1A byte in files as published. Birth dates, passports and more aliases
stand in the remarks as free text.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from compliance.screening.countries import country_code, country_codes
from compliance.screening.dates import birth_date
from compliance.screening.parties import AIRCRAFT, COMPANY, PERSON, STRONG, VESSEL, WEAK, Entry, Quality
from compliance.screening.reading import ListRefused, Reading, decode, digest_parts

PRIMARY, ALIASES, ADDRESSES = "primary", "aliases", "addresses"
_COLUMNS = {PRIMARY: 12, ALIASES: 5, ADDRESSES: 6}
_KINDS = {"individual": PERSON, "vessel": VESSEL, "aircraft": AIRCRAFT, "": COMPANY}
_ALIAS_KINDS = {"aka", "fka", "nka"}
_END = "\x1a"

_QUOTED = re.compile(r"(a\.k\.a\.|f\.k\.a\.|n\.k\.a\.)\s+'((?:[^']|'(?![;.]|\s*$))+)'")
_BORN = re.compile(r"\bDOB\s+([^;]+)")
_NATION = re.compile(r"\b(?:nationality|citizen)\s+([^;]+)")
_NUMBERED = re.compile(
    r"\b(?:Passport|National ID No\.|Cedula No\.|NIT #|Tax ID No\.|Registration Number|Registration ID|RUC #|"
    r"Identification Number|Company Number|Commercial Registry Number|D-U-N-S Number|V\.A\.T\. Number|SSN|C\.R\. No\.|"
    r"Matricula Mercantil No|Trade License No\.|Business Registration Number|RIF #|D\.N\.I\.|Folio Mercantil No\.|"
    r"Vessel Registration Identification|Aircraft Tail Number|C\.U\.R\.P\.|R\.F\.C\.|MMSI|SWIFT/BIC)\s+(?:IMO\s+)?([A-Z0-9][^;(]*)"
)
Row = Sequence[str]


def read_ofac(list_name: str, parts: Mapping[str, bytes], *, source: str, source_date: date | None = None) -> Reading:
    """One OFAC list from the bytes of its parts (PRIMARY, and ALIASES and ADDRESSES where there are such files).

    Raises ListRefused where a file is cut off, is not in the published order of rows and columns, or the parts do not belong together.
    """
    rows = {part: _rows(part, content) for part, content in parts.items()}
    if not rows.get(PRIMARY):
        raise ListRefused(f"{source}: the primary file is missing or holds no entry.")
    ends = {part: content.rstrip(b"\r\n ").endswith(b"\x1a") for part, content in parts.items()}
    if len(set(ends.values())) > 1:
        cut = ", ".join(part for part, ended in ends.items() if not ended)
        raise ListRefused(f"{source}: {cut} lacks the end mark that the other files have, so it was cut off.")
    for part, found in rows.items():
        _check_order(part, found)
    known = {row[0] for row in rows[PRIMARY]}
    for part in (ALIASES, ADDRESSES):
        for row in rows.get(part, ()):
            if row[0] not in known:
                raise ListRefused(f"{source}: {part} speaks of entry {row[0]}, which the primary file does not have.")
    aliases, addresses = _by_entry(rows.get(ALIASES, ())), _by_entry(rows.get(ADDRESSES, ()))
    return Reading(
        list=list_name,
        source=source,
        sha256=digest_parts(parts),
        rows={part: len(found) for part, found in rows.items()},
        entries=tuple(
            _entry(list_name, row, aliases.get(row[0], ()), addresses.get(row[0], ())) for row in rows[PRIMARY]
        ),
        source_date=source_date,
        ended=all(ends.values()),
    )


def _rows(part: str, content: bytes) -> list[Row]:
    text = decode(content, where=part).rstrip().removesuffix(_END)
    found: list[Row] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            if row:
                found.append([_value(cell) for cell in row])
                _check_row(part, found[-1], len(found))
    except csv.Error as error:
        raise ListRefused(f"{part}, row {len(found) + 1}: cut off or no CSV ({error}).") from None
    return found


def _value(cell: str) -> str:
    cell = cell.strip()
    return "" if cell == "-0-" else cell


def _check_row(part: str, row: Row, number: int) -> None:
    where = f"{part}, row {number}"
    if len(row) != _COLUMNS[part]:
        raise ListRefused(f"{where}: {len(row)} columns instead of {_COLUMNS[part]}; cut off, or another layout.")
    if not row[0].isdecimal() or (part != PRIMARY and not row[1].isdecimal()):
        raise ListRefused(f"{where}: starts with {row[0]!r}, not with its number; the columns stand in another order.")
    if part == PRIMARY and (row[2] not in _KINDS or not row[1] or row[1].isdecimal()):
        raise ListRefused(f"{where}: type {row[2]!r} is none that OFAC uses; the columns stand in another order.")
    if part == ALIASES and (row[2] not in _ALIAS_KINDS or not row[3]):
        raise ListRefused(f"{where}: alias of type {row[2]!r}; the columns stand in another order.")


def _check_order(part: str, rows: Sequence[Row]) -> None:
    """OFAC publishes its rows by number of the entry; rows elsewhere mean a file put together by somebody else."""
    for number, (before, row) in enumerate(itertools.pairwise(rows), 2):
        if int(row[0]) < int(before[0]) or (part == PRIMARY and row[0] == before[0]):
            raise ListRefused(
                f"{part}, row {number}: entry {row[0]} stands after {before[0]}; the rows were reordered."
            )


def _by_entry(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _entry(list_name: str, row: Row, aliases: Sequence[Row], addresses: Sequence[Row]) -> Entry:
    remarks = row[11]
    kind = _KINDS[row[2]]
    names: dict[str, Quality] = {row[1]: STRONG}
    for alias in aliases:
        names.setdefault(alias[3], STRONG)
    for _, quoted in _QUOTED.findall(remarks):
        names.setdefault(quoted.strip(), WEAK)
    numbers = [number.strip(" .") for number in _NUMBERED.findall(remarks)]
    if kind in (VESSEL, AIRCRAFT):
        numbers.append(row[5])
    nations = [nation.strip(" .") for nation in _NATION.findall(remarks)]
    places = [place for address in addresses if (place := country_code(address[4]))]
    return Entry(
        list=list_name,
        uid=row[0],
        schema=kind,
        names=tuple(names.items()),
        countries=country_codes((*nations, *places, row[9])),
        birth_dates=tuple(sorted({day for text in _BORN.findall(remarks) if (day := birth_date(text.strip(" .")))})),
        identifiers=tuple(sorted({number for number in numbers if any(sign.isdigit() for sign in number)})),
        programs=tuple(part.strip(" []") for part in row[3].split("] [") if part.strip(" []")),
    )
