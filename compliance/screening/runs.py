"""Names as runs of letters: what remains alike when words are written together, apart, or with letters wrong."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from compliance.screening.names import Name
from compliance.screening.spelling import fold
from compliance.screening.vocabulary import Ints

_LONGEST = 250
_OTHERWISE = 80


class Runs:
    """The runs of many names, by number."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._ways = [[way(name) for name in names] for way, _ in _WAYS]
        self._lengths = [np.array([len(run) for run in runs], dtype=np.int32) for runs in self._ways]

    def likeness(self, name: Name, places: Ints) -> Ints:
        """Likeness in thousandths of the run of `name` to those of `places`: as written, by ear, or with its words sorted."""
        best: Ints = np.zeros(len(places), dtype=np.int32)
        for (way, loss), runs, lengths in zip(_WAYS, self._ways, self._lengths, strict=True):
            ours = way(name)
            longest = np.maximum(np.maximum(lengths[places], len(ours)), 1)
            # Of lengths so far apart a third has to be changed, which is worth nothing: no need to look at the letters.
            near = np.flatnonzero(np.abs(lengths[places] - len(ours)) * 3 <= longest)
            if len(near):
                theirs = [runs[place] for place in places[near].tolist()]
                distance = cdist([ours], theirs, scorer=OSA.distance, dtype=np.int32)[0]
                best[near] = np.maximum(best[near], 1000 - 1000 * distance // longest[near] - loss)
        return best


def _written(name: Name) -> str:
    return "".join(name.words)[:_LONGEST]


def _heard(name: Name) -> str:
    return "".join(fold(word) for word in name.words)[:_LONGEST]


def _sorted(name: Name) -> str:
    return "".join(sorted(name.words))[:_LONGEST]


#: A slip of the fingers is forgiven in what was written; by ear, or in another order, only when nothing else differs.
_WAYS = ((_written, 0), (_heard, _OTHERWISE), (_sorted, _OTHERWISE))
