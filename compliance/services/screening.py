"""One result for each subject, list version, matcher and threshold: the whole list, or what changed since its last result."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q

from compliance.models import Hit, ListVersion, Screening, Subject
from compliance.queries.guides import thresholds
from compliance.queries.lists import InForce, changes_between, entry_rows, index_in_force
from compliance.queries.subjects import party_of
from compliance.screening import MATCHER_VERSION, Index, Match


@dataclass(slots=True)
class Result:
    """What is about to be written of one subject and list version."""

    screening: Screening
    matches: list[Match] = field(default_factory=list)
    carried: list[Hit] = field(default_factory=list)


def screen_subjects(subject_ids: Collection[int], *, at: datetime) -> int:
    """Screen whoever has no result yet against the lists in force; returns how many results were written.

    The subjects are held until the transaction ends, so that two workers write no result twice.
    """
    subjects = list(Subject.objects.select_for_update(of=("self",)).filter(pk__in=subject_ids).order_by("pk"))
    in_force, least = index_in_force(), thresholds(at)
    results, whole = _differences(subjects, in_force, least, at=at)
    results += _whole(whole, in_force, least, at=at)
    _write(results)
    return len(results)


#: The score from which a hit counts, in thousandths, by kind of subject.
Thresholds = dict[str, int]
Whole = list[tuple[Subject, list[ListVersion]]]


def _differences(
    subjects: Sequence[Subject], in_force: InForce, least: Thresholds, *, at: datetime
) -> tuple[list[Result], Whole]:
    """Results of those that have an earlier one of the list, and who is still to be asked of a whole list, with which."""
    earlier = _earlier(subjects, least)
    results: list[Result] = []
    whole: Whole = []
    for subject in subjects:
        asked: list[ListVersion] = []
        for version in in_force.versions:
            before = earlier.get((subject.pk, version.list))
            if before is None:
                asked.append(version)
            elif before.list_version_id != version.pk:
                results.append(_difference(subject, before, version, least, at=at))
        if asked:
            whole.append((subject, asked))
    return results, whole


Earlier = dict[tuple[int, str], Screening]


def _earlier(subjects: Sequence[Subject], least: Thresholds) -> Earlier:
    """The last result of each subject and list by this matcher and threshold; one of the version in force before all others."""
    asked = reduce(or_, [Q(subject__schema=schema, threshold=score) for schema, score in least.items()])
    rows = Screening.objects.filter(asked, subject__in=subjects, matcher_version=MATCHER_VERSION)
    rows = rows.select_related("list_version").defer("list_version__entry_ids")
    rows = rows.order_by("subject_id", "list_version__list", "-list_version__in_force", "-id")
    return {(row.subject_id, row.list_version.list): row for row in rows.distinct("subject_id", "list_version__list")}


def _whole(whole: Whole, in_force: InForce, least: Thresholds, *, at: datetime) -> list[Result]:
    """Every list at once; its own part of what was found is each list's result."""
    found = in_force.index.match_all((party_of(subject, subject.pk) for subject, _ in whole), least)
    results = []
    for (subject, versions), (_party, matches) in zip(whole, found, strict=True):
        for version in versions:
            result = Result(_screening(subject, version, Screening.Method.FULL, least, at=at))
            result.matches = [match for match in matches if match.list == version.list]
            results.append(result)
    return results


def _difference(
    subject: Subject, before: Screening, version: ListVersion, least: Thresholds, *, at: datetime
) -> Result:
    """What the earlier version said of entries that are still the same, and what the changed ones say."""
    change = _change(before.list_version_id, version.pk, f"{before.list_version.sha256} {version.sha256}")
    result = Result(_screening(subject, version, Screening.Method.DIFFERENCE, least, at=at))
    result.matches = change.index.match(party_of(subject, subject.pk), least)
    if before.hits:
        hits = Hit.objects.filter(screening=before).order_by("id")
        result.carried = [hit for hit in hits if hit.entry_id in change.kept]
    return result


@dataclass(frozen=True, slots=True)
class _Change:
    index: Index
    kept: frozenset[int]


@lru_cache(maxsize=8)
def _change(old_id: int, new_id: int, digests: str) -> _Change:
    """Versions never change, so what lies between two of them is worked out once a process. `digests` says which they are."""
    old, new = ListVersion.objects.get(pk=old_id), ListVersion.objects.get(pk=new_id)
    return _Change(Index(changes_between(old, new).to_screen), frozenset(new.entry_ids))


def _screening(subject: Subject, version: ListVersion, method: str, least: Thresholds, *, at: datetime) -> Screening:
    return Screening(
        subject=subject,
        list_version=version,
        matcher_version=MATCHER_VERSION,
        threshold=least[subject.schema],
        method=method,
        screened_at=at,
    )


def _write(results: Iterable[Result]) -> None:
    written = list(results)
    for one in written:
        one.screening.hits = len(one.matches) + len(one.carried)
    Screening.objects.bulk_create([one.screening for one in written], batch_size=2_000)
    rows = entry_rows(match for one in written for match in one.matches)
    hits = [
        Hit(
            screening=one.screening,
            subject_id=one.screening.subject_id,
            entry=(entry := rows[match.list, match.entry, match.digest]),
            matched=match.name,
            score=match.score,
            parts=dict(match.parts),
            key=key_of(one.screening.subject.digest, entry.digest),
        )
        for one in written
        for match in one.matches
    ]
    carried = [
        Hit(
            screening=one.screening,
            subject_id=hit.subject_id,
            entry_id=hit.entry_id,
            matched=hit.matched,
            score=hit.score,
            parts=hit.parts,
            key=hit.key,
        )
        for one in written
        for hit in one.carried
    ]
    Hit.objects.bulk_create([*hits, *carried], batch_size=2_000)


def key_of(subject_digest: str, entry_digest: str) -> str:
    """What a decision is remembered by."""
    return hashlib.sha256(f"{subject_digest}:{entry_digest}".encode()).hexdigest()
