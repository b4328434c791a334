"""Names as runs of letters: what remains alike when words are written together, apart, or with letters wrong."""

from collections.abc import Callable, Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from compliance.screening.names import Name
from compliance.screening.spelling import fold
from compliance.screening.vocabulary import Ints

_LONGEST = 250
_OTHERWISE = 80
#: Runs of fewer letters are only themselves: by ear they are many others.
_SHORTEST_HEARD = 4
#: A bit for the first of each letter, another for the second, one for each digit.
_FIRST = {sign: 1 << place for place, sign in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")}
_SECOND = {sign: 1 << 36 + place for place, sign in enumerate("abcdefghijklmnopqrstuvwxyz")}


class Runs:
    """The runs of many names, by number."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._ways = [_Way(names, way, loss) for way, loss in _WAYS]

    def likeness(self, name: Name, places: Ints, wanted: Ints) -> Ints:
        """Likeness in thousandths of the run of `name` to those of `places`: as written, by ear, or with its words sorted.

        Nothing where it is less than what is `wanted` of the place.
        """
        best: Ints = np.zeros(len(places), dtype=np.int32)
        for way in self._ways:
            way.raise_likeness(best, name, places, wanted)
        return best


class _Way:
    """One way to write names as runs, and what a likeness in it loses."""

    def __init__(self, names: Sequence[Name], way: Callable[[Name], str], loss: int) -> None:
        self._way, self._loss = way, loss
        self._runs = [way(name) for name in names]
        self._lengths = np.array([len(run) for run in self._runs], dtype=np.int32)
        self._letters = np.array([_letters(run) for run in self._runs], dtype=np.uint64)

    def raise_likeness(self, best: Ints, name: Name, places: Ints, wanted: Ints) -> None:
        """Put the likeness of each place into `best` where it is more."""
        ours = self._way(name)
        # So many changes of letters are too many: each is a thousandth of the longer run's letters.
        most = 1001 - self._loss - np.maximum(wanted, best + 1)
        longest, apart = np.maximum(self._lengths[places], len(ours)), np.abs(self._lengths[places] - len(ours))
        near = np.flatnonzero(1000 * apart < most * longest)
        # One change adds one letter and takes away one at most, whatever their order.
        letters, theirs = np.uint64(_letters(ours)), self._letters[places[near]]
        changes = np.maximum(np.bitwise_count(letters & ~theirs), np.bitwise_count(theirs & ~letters)).astype(np.int32)
        near = near[1000 * changes < most[near] * longest[near]]
        if len(near):
            runs = [self._runs[place] for place in places[near].tolist()]
            distance = cdist([ours], runs, scorer=OSA.distance, dtype=np.int32)[0]
            best[near] = np.maximum(best[near], 1000 - 1000 * distance // longest[near] - self._loss)


def _letters(run: str) -> int:
    """Which letters and digits a run has, and which letters twice."""
    bits = 0
    for sign in set(run):
        bits |= _FIRST[sign]
        if run.count(sign) > 1:
            bits |= _SECOND.get(sign, 0)
    return bits


def _written(name: Name) -> str:
    return "".join(name.spelled)[:_LONGEST]


def _heard(name: Name) -> str:
    written = _written(name)
    return "".join(fold(word) for word in name.spelled)[:_LONGEST] if len(written) >= _SHORTEST_HEARD else written


def _sorted(name: Name) -> str:
    return "".join(sorted(name.spelled))[:_LONGEST]


#: A slip of the fingers is forgiven in what was written; by ear, or in another order, only when nothing else differs.
_WAYS = ((_written, 0), (_heard, _OTHERWISE), (_sorted, _OTHERWISE))
