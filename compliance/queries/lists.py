"""Which lists are in force, what they say, and what changed between two versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compliance.models import ListEntry, ListVersion
from compliance.screening import Entry, Index, Match
from compliance.screening.difference import Changes, compare_entries

#: An index of 24,000 names takes about 40 MB; a worker seldom needs another than that of all lists.
_HELD_MOST = 2


def versions_in_force(lists: Sequence[str] = ()) -> list[ListVersion]:
    """The version in force of each list (of `lists`, where some are named), by name of the list."""
    versions = ListVersion.objects.filter(in_force=True).order_by("list")
    return list(versions.filter(list__in=lists) if lists else versions)


def entries_of(version: ListVersion) -> tuple[Entry, ...]:
    """What a version says, in the order of the list."""
    rows = _entries(version.entry_ids)
    return tuple(rows[key] for key in version.entry_ids)


def entry_rows(matches: Iterable[Match]) -> dict[tuple[str, str, str], ListEntry]:
    """The stored entries that `matches` found, by (list, uid, digest): what a hit points to."""
    wanted = {(match.list, match.entry, match.digest) for match in matches}
    rows = ListEntry.objects.filter(list__in={name for name, _, _ in wanted}, uid__in={uid for _, uid, _ in wanted})
    return {key: row for row in rows if (key := (row.list, row.uid, row.digest)) in wanted}


def changes_between(old: ListVersion, new: ListVersion) -> Changes:
    """What was added, changed and removed from `old` to `new`, two versions of one list."""
    before, after = set(old.entry_ids), set(new.entry_ids)
    gone, fresh = _entries(before - after), _entries(after - before)
    return compare_entries((gone[key] for key in sorted(gone)), (fresh[key] for key in sorted(fresh)))


def _entries(keys: Iterable[int]) -> dict[int, Entry]:
    rows = ListEntry.objects.filter(pk__in=list(keys)).values_list("pk", "list", "uid", "schema", "content", "digest")
    return {
        key: Entry.restored(list_name=name, uid=uid, schema=schema, content=content, digest=digest)
        for key, name, uid, schema, content, digest in rows.iterator(chunk_size=5_000)
    }


@dataclass(frozen=True, slots=True)
class InForce:
    """The lists in force at one moment, ready to be searched."""

    versions: tuple[ListVersion, ...]
    index: Index


_held: dict[tuple[int, ...], InForce] = {}


def index_in_force(lists: Sequence[str] = ()) -> InForce:
    """The index over the versions in force; one a process, made again when another version came into force."""
    versions = tuple(versions_in_force(lists))
    key = tuple(version.pk for version in versions)
    if key not in _held:
        made = InForce(versions, Index(entry for version in versions for entry in entries_of(version)))
        while len(_held) >= _HELD_MOST:
            _held.pop(next(iter(_held)))
        _held[key] = made
    return _held[key]
