"""Bringing a list into force."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import connection

from compliance.models import ListEntry, ListVersion
from compliance.screening import Entry, ListRefused, Reading
from compliance.screening.reading import check_not_shrunken

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `is_new` is False for bytes that were a version already; `before` is what was in force."""

    version: ListVersion
    before: ListVersion | None
    is_new: bool


def load_list(reading: Reading, *, at: datetime, accepted_because: str = "") -> Loaded:
    """Make `reading` the version in force of its list. Runs as the platform.

    The same bytes again are the same version, found fresh once more.
    Raises ListRefused, and leaves in force what was, where a part of the list has over 5 % fewer rows than the version in force,
    lacks the end mark it had, or what both have stands in another order; a person may accept that with a reason.
    """
    _wait_for_turn(reading.list)
    before = ListVersion.objects.filter(list=reading.list, in_force=True).first()
    if before is not None and before.sha256 == reading.sha256:
        before.confirmed_at = at
        before.save(update_fields=["confirmed_at"])
        return Loaded(before, before, is_new=False)
    if before is not None and not accepted_because.strip():
        _check_succeeds(before, reading)
    known = ListVersion.objects.filter(list=reading.list, sha256=reading.sha256).first()
    version = known or _write_version(reading)
    if before is not None:
        ListVersion.objects.filter(pk=before.pk).update(in_force=False)
    version.in_force, version.in_force_since, version.confirmed_at = True, at, at
    version.accepted_because = accepted_because.strip()
    version.save(update_fields=["in_force", "in_force_since", "confirmed_at", "accepted_because"])
    return Loaded(version, before, is_new=known is None)


def _wait_for_turn(list_name: str) -> None:
    """Two loads of one list at once would both see the same version in force."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"screening list {list_name}"])


def _check_succeeds(before: ListVersion, reading: Reading) -> None:
    if before.ended and not reading.ended:
        raise ListRefused("The end mark that the version in force has is missing, so the files were cut off.")
    check_not_shrunken(before.rows, reading.rows)
    _check_order(before, reading)


def _check_order(before: ListVersion, reading: Reading) -> None:
    """Publishers add, change and drop entries; those that stay keep their order, by whatever it was made."""
    uids = dict(ListEntry.objects.filter(pk__in=before.entry_ids).values_list("pk", "uid"))
    now = {entry.uid: place for place, entry in enumerate(reading.entries)}
    kept = [uid for key in before.entry_ids if (uid := uids[key]) in now]
    for first, second in pairwise(kept):
        if now[second] < now[first]:
            raise ListRefused(
                f"{second} stands before {first}, which it follows in the version in force: the rows were reordered."
            )


def _write_version(reading: Reading) -> ListVersion:
    version: ListVersion = ListVersion.objects.create(
        list=reading.list,
        sha256=reading.sha256,
        source=reading.source,
        source_date=reading.source_date,
        rows=dict(reading.rows),
        ended=reading.ended,
        entry_ids=_write_entries(reading),
    )
    return version


def _write_entries(reading: Reading) -> list[int]:
    """Ids of the entries in the order of the list; only those that say something new are written."""
    keys = [(entry.uid, entry.digest) for entry in reading.entries]
    known = _known(reading.list)
    new = [entry for entry, key in zip(reading.entries, keys, strict=True) if key not in known]
    for row in ListEntry.objects.bulk_create([_row(entry) for entry in new], batch_size=_BATCH):
        known[row.uid, row.digest] = row.pk
    return [known[key] for key in keys]


def _known(list_name: str) -> dict[tuple[str, str], int]:
    rows = ListEntry.objects.filter(list=list_name).values_list("uid", "digest", "pk")
    return {(uid, digest): key for uid, digest, key in rows}


def _row(entry: Entry) -> ListEntry:
    return ListEntry(
        list=entry.list,
        uid=entry.uid,
        schema=entry.schema,
        name=entry.caption,
        content=entry.content(),
        digest=entry.digest,
    )
