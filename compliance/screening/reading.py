"""What an importer hands over, and the refusals that keep a broken file from coming into force."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from compliance.screening.parties import Entry

#: Over this share of rows fewer, in percent, a list is taken for a broken download.
SHRINKAGE_PERCENT = 5


class ListRefused(Exception):
    """A list that may not come into force; the words say why. What was in force stays in force."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One list as it was read. `rows` counts the rows of each part of it; `sha256` is over the bytes of all parts."""

    list: str
    source: str
    sha256: str
    rows: Mapping[str, int]
    entries: tuple[Entry, ...]
    source_date: date | None = None
    ended: bool = False
    """Whether its parts carry a mark at their end, so that the next one without it was cut off."""


def digest_parts(parts: Mapping[str, bytes]) -> str:
    """SHA-256 over the parts of a list by name, so that a file in another's place is another version."""
    lines = "".join(f"{name} {hashlib.sha256(content).hexdigest()}\n" for name, content in sorted(parts.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def decode(content: bytes, *, where: str) -> str:
    """Text of a file. UTF-8 where it is that, else Latin-1, in which the older lists were written."""
    if b"\0" in content:
        raise ListRefused(f"{where}: this is no text; it holds zero bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def check_not_shrunken(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """Raise ListRefused where a part has over SHRINKAGE_PERCENT fewer rows than the version in force."""
    for part, rows in before.items():
        now = after.get(part, 0)
        if (rows - now) * 100 > rows * SHRINKAGE_PERCENT:
            raise ListRefused(
                f"{part} has {now} rows and had {rows}: over {SHRINKAGE_PERCENT} % fewer, so it is taken for a broken download."
            )
