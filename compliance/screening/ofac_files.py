"""Which files of a directory are the lists of OFAC, and which set of them is the newest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from compliance.screening.ofac import ADDRESSES, ALIASES, PRIMARY
from compliance.screening.reading import ListRefused

SDN, CONSOLIDATED = "ofac-sdn", "ofac-consolidated"
_PARTS = {
    "sdn": (SDN, PRIMARY),
    "alt": (SDN, ALIASES),
    "add": (SDN, ADDRESSES),
    "cons_prim": (CONSOLIDATED, PRIMARY),
    "cons_alt": (CONSOLIDATED, ALIASES),
    "cons_add": (CONSOLIDATED, ADDRESSES),
}
_NAME = re.compile(r"(sdn|alt|add|cons_prim|cons_alt|cons_add)(?:[_-]?(\d[\d_-]*))?\.csv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files of one list that belong together: `label` is the date in their names, empty where they have none."""

    list: str
    label: str
    parts: dict[str, Path] = field(default_factory=dict)

    @property
    def names(self) -> str:
        """The files, as a person would name them."""
        return ", ".join(self.parts[part].name for part in (PRIMARY, ALIASES, ADDRESSES) if part in self.parts)

    def contents(self) -> dict[str, bytes]:
        """Bytes by part."""
        return {part: path.read_bytes() for part, path in self.parts.items()}


def find_sets(directory: Path) -> list[FileSet]:
    """Every set in `directory`, the newest of each list first: files without a date are those of today.

    Raises ListRefused where there is none, or a set without its primary file.
    """
    found: dict[tuple[str, str], FileSet] = {}
    for list_name, part, label, path in _files(directory):
        one = found.setdefault((list_name, label), FileSet(list_name, label))
        one.parts[part] = path
    if not found:
        raise ListRefused(f"{directory}: no file is called sdn.csv, cons_prim.csv or the like.")
    for one in found.values():
        if PRIMARY not in one.parts:
            raise ListRefused(f"{directory}: {one.names} has no primary file of the same date beside it.")
    return sorted(found.values(), key=lambda one: (one.list == CONSOLIDATED, one.label != "", _backwards(one.label)))


def newest(sets: list[FileSet], *, label: str | None = None) -> list[FileSet]:
    """The first set of each list; with `label` the set of that date, and nothing of lists that have none."""
    chosen: dict[str, FileSet] = {}
    for one in sets:
        if label is None or one.label == label:
            chosen.setdefault(one.list, one)
    if not chosen:
        raise ListRefused(
            f"No set of files is dated {label}; there are: {', '.join(one.label or 'undated' for one in sets)}."
        )
    return list(chosen.values())


def _files(directory: Path) -> Iterator[tuple[str, str, str, Path]]:
    for path in sorted(directory.iterdir()):
        if path.is_file() and (name := _NAME.fullmatch(path.name)):
            list_name, part = _PARTS[name[1].lower()]
            yield list_name, part, name[2] or "", path


def _backwards(label: str) -> int:
    return -int(re.sub(r"\D", "", label) or 0)
