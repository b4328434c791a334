"""OpenSanctions' `targets.simple.csv`: one row an entity, several values in a cell with semicolons between them.

The data are CC BY-NC: a business needs a licence of its own to use them.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date

from compliance.screening.countries import country_codes
from compliance.screening.dates import birth_date
from compliance.screening.parties import AIRCRAFT, COMPANY, PERSON, STRONG, VESSEL, Entry
from compliance.screening.reading import ListRefused, Reading, decode, digest_parts

#: In the order of publication; later ones were added over the years.
_COLUMNS = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones", "emails",
    "program_ids", "dataset", "first_seen", "last_seen", "last_change",
)  # fmt: skip
_NEEDED = {"id", "schema", "name", "aliases", "birth_date", "countries", "identifiers"}
_KINDS = {"Person": PERSON, "Vessel": VESSEL, "Airplane": AIRCRAFT}
#: What has names but is nobody.
_NOBODY = {"Address", "Security", "CryptoWallet", "Position", "Occupancy", "Identification", "Passport", "Sanction"}


def read_opensanctions(
    content: bytes, *, list_name: str = "opensanctions", source: str = "targets.simple.csv"
) -> Reading:
    """The entities of a `targets.simple.csv`. Raises ListRefused where it is cut off or its columns are not the published ones."""
    rows = csv.reader(io.StringIO(decode(content, where=source), newline=""), strict=True)
    entries: dict[str, Entry] = {}
    count, newest = 0, ""
    for number, row in _checked(rows, source):
        count = number
        newest = max(newest, row.get("last_change", "")[:10], row.get("last_seen", "")[:10])
        if row["schema"] not in _NOBODY:
            if row["id"] in entries:
                raise ListRefused(f"{source}, row {number}: {row['id']} stands there twice.")
            entries[row["id"]] = _entry(list_name, row)
    if not entries:
        raise ListRefused(f"{source}: the list holds no entry.")
    if not content.endswith((b"\n", b"\r")):
        raise ListRefused(f"{source}: the last row has no end, so the file was cut off.")
    return Reading(
        list=list_name,
        source=source,
        sha256=digest_parts({"targets": content}),
        rows={"targets": count},
        entries=tuple(entries.values()),
        source_date=_day(newest),
    )


def _checked(rows: Iterator[list[str]], source: str) -> Iterator[tuple[int, dict[str, str]]]:
    number = 0
    try:
        head = next(rows, [])
        _check_head(head, source)
        for number, row in enumerate(rows, 1):
            if len(row) != len(head):
                raise ListRefused(f"{source}, row {number}: {len(row)} columns instead of {len(head)}; cut off.")
            values: Mapping[str, str] = dict(zip(head, row, strict=True))
            if not values["id"] or not values["name"] or not values["schema"].isalpha():
                raise ListRefused(f"{source}, row {number}: lacks its id, schema or name.")
            yield number, dict(values)
    except csv.Error as error:
        raise ListRefused(f"{source}, row {number + 1}: cut off or no CSV ({error}).") from None


def _check_head(head: list[str], source: str) -> None:
    known = [column for column in head if column in _COLUMNS]
    if missing := sorted(_NEEDED - set(head)):
        raise ListRefused(f"{source}: the first row does not name the columns {', '.join(missing)}.")
    if known != [column for column in _COLUMNS if column in head]:
        raise ListRefused(f"{source}: the columns stand in another order than OpenSanctions publishes them.")


def _entry(list_name: str, row: Mapping[str, str]) -> Entry:
    names = dict.fromkeys([row["name"], *_several(row["aliases"])], STRONG)
    days = [birth_date(text) for text in _several(row["birth_date"])]
    return Entry(
        list=list_name,
        uid=row["id"],
        schema=_KINDS.get(row["schema"], COMPANY),
        names=tuple(names.items()),
        countries=country_codes(_several(row["countries"])),
        birth_dates=tuple(sorted({day for day in days if day})),
        identifiers=tuple(sorted(set(_several(row["identifiers"])))),
        programs=tuple(sorted(set(_several(row.get("program_ids", "")) or _several(row.get("dataset", ""))))),
    )


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
