"""From one version of a list to the next: what has to be screened again, and the result without screening everything."""

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.screening.parties import Entry, Match


@dataclass(frozen=True, slots=True)
class Changes:
    """What a later version says otherwise than an earlier one. `changed` are the entries as they are now."""

    added: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    removed: tuple[Entry, ...]

    @property
    def to_screen(self) -> tuple[Entry, ...]:
        """Against these all parties are screened again; what nobody touched has its result already."""
        return self.added + self.changed

    @property
    def outdated(self) -> frozenset[tuple[str, str]]:
        """Entries, by list and uid, whose matches of before no longer hold."""
        return frozenset((entry.list, entry.uid) for entry in (*self.changed, *self.removed))


def compare_entries(before: Iterable[Entry], after: Iterable[Entry]) -> Changes:
    """What changed, in the order of the later list; two entries are the same where their digests are."""
    old = {(entry.list, entry.uid): entry for entry in before}
    new = {(entry.list, entry.uid): entry for entry in after}
    return Changes(
        added=tuple(entry for key, entry in new.items() if key not in old),
        changed=tuple(entry for key, entry in new.items() if key in old and old[key].digest != entry.digest),
        removed=tuple(entry for key, entry in old.items() if key not in new),
    )


def carry_over(before: Iterable[Match], changes: Changes, fresh: Iterable[Match]) -> list[Match]:
    """Matches of a party against the later version, from those against the earlier one and those against `to_screen`.

    Exactly what screening the whole later list finds, since the score of a pair depends on nothing but the pair.
    """
    kept = [match for match in before if (match.list, match.entry) not in changes.outdated]
    return sorted([*kept, *fresh], key=lambda match: (-match.score, match.list, match.entry))
