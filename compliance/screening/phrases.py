"""Names of companies of which one stands word for word in the other: `Sultan Gold` and `Al Sultan Gold & Jewelry`.

Two words that many companies like are nobody's own, but few have both, one after the other.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from compliance.screening.names import Name
from compliance.screening.words import GENERIC_MOST, PARTICLE

#: The worth from which words in a row say who, and what that is on the scale that people see.
_LEAST, _FROM, _MOST, _SLOPE = 630, 600, 800, 5


class Phrases:
    """The names of an index, by each two words in a row, forms of law and what binds aside."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names: list[tuple[str, ...]] = []
        self._by_two: dict[tuple[str, str], list[int]] = {}
        for place, name in enumerate(names):
            words, _ = _telling(name)
            self._names.append(words)
            for two in set(pairwise(words)):
                self._by_two.setdefault(two, []).append(place)

    def like(self, name: Name) -> Iterator[tuple[int, int]]:
        """Places of names in which `name` stands, or with which it begins, and what that is worth."""
        ours, worths = _telling(name)
        if len(ours) < 2:
            return
        whole = worth_of(ours, worths)
        for place in self._by_two.get((ours[0], ours[1]), ()):
            theirs = self._names[place]
            if len(theirs) >= len(ours):
                worth = whole if whole and _stands_in(ours, theirs) else 0
            else:
                # What stands behind other words of ours is a part of somebody else's name.
                worth = worth_of(theirs, worths[: len(theirs)]) if ours[: len(theirs)] == theirs else 0
            if worth:
                yield place, worth


def worth_of(words: Sequence[str], worths: Sequence[int]) -> int:
    """The score of two names that have these words in a row; 0 where all are generic, or one says it twice."""
    total = sum(worths)
    if total < _LEAST or max(worths) <= GENERIC_MOST or len(set(words)) < 2:
        return 0
    return min(_MOST, _FROM + (total - _LEAST) // _SLOPE)


def _telling(name: Name) -> tuple[tuple[str, ...], tuple[int, ...]]:
    told = [(word, worth) for word, worth in zip(name.words, name.worths, strict=True) if worth > PARTICLE]
    return tuple(word for word, _ in told), tuple(worth for _, worth in told)


def _stands_in(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return any(theirs[place : place + len(ours)] == ours for place in range(len(theirs) - len(ours) + 1))
