"""The names of many entries, and which of them a name may be: the candidates."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from compliance.screening.concepts import concept
from compliance.screening.names import Name
from compliance.screening.spelling import fold
from compliance.screening.vocabulary import Ints, Vocabulary

#: A name is a candidate where what agrees is at least this much, in thousandths, of what was asked for.
ENOUGH: Final = 350
#: What is less alike was neither written nor heard the same. Where ours is a word that many are called by, it is another word
#: rather than a slip of the fingers, and what differs counts so much, in thousandths.
HEARD: Final = 880
_ANOTHER = 1500
_KEPT = 50_000
_SHORTEST_PART = 3
_SHORTEST_JOINED = 6


NONE: Final[Ints] = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Hits:
    """Words like one of ours, by number, and the names they stand in; the most alike last."""

    words: Ints
    likeness_of_words: Ints
    names: Ints
    likeness: Ints


@dataclass(frozen=True, slots=True)
class Table:
    """How much each of our words (rows) is like each word of some names, whose words stand one after the other (columns).

    Likeness is in thousandths, 0 for words that are not alike. `starts` says where the words of each name begin.
    """

    likeness: Ints
    starts: Ints
    counts: Ints
    worths: Ints
    lengths: Ints

    def of(self, place: int) -> list[list[int]]:
        """The part of one name: for each of our words its likeness to each of theirs."""
        start = int(self.starts[place])
        part: list[list[int]] = self.likeness[:, start : start + int(self.counts[place])].tolist()
        return part


class Pool:
    """An inverted index over words. Which names are candidates depends on the two names alone, not on the other names here."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = names
        self.vocabulary = Vocabulary(word for name in names for word in name.words)
        number = self.vocabulary.number
        words = [tuple(number[word] for word in name.words) for name in names]
        self._words = np.array([word for own in words for word in own], dtype=np.int32)
        self._worths = np.array([worth for name in names for worth in name.worths], dtype=np.int32)
        self._lengths = np.array([len(word) for name in names for word in name.words], dtype=np.int32)
        self._counts = np.array([len(own) for own in words], dtype=np.int32)
        self._begins = (np.cumsum(self._counts) - self._counts).astype(np.int32)
        self.totals = np.array([name.total for name in names], dtype=np.int32)
        self._by_fold: dict[str, list[int]] = {}
        for word, place in number.items():
            self._by_fold.setdefault(fold(word), []).append(place)
        self._starts, self._postings = _postings(words, len(number))
        self._sums = np.zeros(len(names), dtype=np.int32)
        self._best = np.zeros(len(names), dtype=np.int32)
        self._like = np.zeros(len(number), dtype=np.int32)
        self._hits: dict[tuple[str, bool], Hits] = {}

    @property
    def every(self) -> Ints:
        """Numbers of all names."""
        return np.arange(len(self.names), dtype=np.int32)

    def forget(self) -> None:
        """Drop the words that were looked up."""
        self._hits.clear()

    def learn(self, names: Iterable[Name]) -> None:
        """Look up the words of many names at once, which is faster than one by one and finds the same."""
        for abjad in (False, True):
            words = {word for name in names if name.abjad is abjad for word in name.words}
            self._look_up(sorted(word for word in words if (word, abjad) not in self._hits), abjad)

    def hits(self, name: Name) -> list[Hits]:
        """For each word of `name` the words of ours that are like it."""
        missing = [word for word in dict.fromkeys(name.words) if (word, name.abjad) not in self._hits]
        if missing:
            self._look_up(missing, name.abjad)
        return [self._hits[word, name.abjad] for word in name.words]

    def candidates(self, name: Name, hits: Sequence[Hits]) -> tuple[Ints, Ints]:
        """Numbers of the names that `name` may be, and the worth of what agrees."""
        touched = [self._add(one.names, one.likeness, worth) for one, worth in zip(hits, name.worths, strict=True)]
        touched += [self._add(*found) for found in self._parts_and_pairs(name)]
        if not touched:
            return NONE, NONE
        every = np.concatenate(touched)
        asked = max(name.total, 1)
        found = np.unique(every[self._sums[every] >= ENOUGH * asked])
        agreed = self._sums[found] // 1000
        self._sums[every] = 0
        return found, agreed

    def compare(self, name: Name, hits: Sequence[Hits], places: Ints) -> Table:
        """The words of `name` against those of the names at `places`."""
        counts = self._counts[places]
        starts = np.cumsum(counts) - counts
        columns = np.repeat(self._begins[places] - starts, counts) + np.arange(counts.sum())
        words = self._words[columns]
        likeness = np.zeros((len(hits), len(columns)), dtype=np.int32)
        for row, one, known in zip(likeness, hits, name.known, strict=True):
            self._like[one.words] = one.likeness_of_words
            row[:] = self._like[words]
            if known:
                row[:] = np.where((row > 0) & (row < HEARD), 1000 - (1000 - row) * _ANOTHER // 1000, row)
            self._like[one.words] = 0
        return Table(likeness, starts.astype(np.int32), counts, self._worths[columns], self._lengths[columns])

    def _add(self, names: Ints, likeness: Ints, worth: int) -> Ints:
        """Add the best likeness of each name, once, however many of its words are like ours."""
        self._best[names] = likeness
        self._sums[names] = self._sums[names] + worth * self._best[names]
        return names

    def _parts_and_pairs(self, name: Name) -> Iterator[tuple[Ints, Ints, int]]:
        """What is written in one word here and in two there: parts of our words, and two of them that follow each other."""
        for word, worth in zip(name.words, name.worths, strict=True):
            for part in _parts(word):
                places = self._by_fold.get(fold(part)) or self._by_fold.get(fold(concept(part)))
                if places is not None:
                    yield *self._exactly(places), worth * len(part) // len(word)
        for place, (first, second) in enumerate(itertools.pairwise(name.spelled)):
            joined = first + second
            if len(joined) >= _SHORTEST_JOINED and (places := self._by_fold.get(fold(joined))) is not None:
                yield *self._exactly(places), name.worths[place] + name.worths[place + 1]

    def _exactly(self, places: Sequence[int]) -> tuple[Ints, Ints]:
        names = np.concatenate([self._postings[self._starts[place] : self._starts[place + 1]] for place in places])
        return names, np.full(len(names), 1000, dtype=np.int32)

    def _look_up(self, words: Sequence[str], abjad: bool) -> None:
        if len(self._hits) > _KEPT:
            self._hits.clear()
        for word, (numbers, likeness) in zip(words, self.vocabulary.like(words, abjad=abjad), strict=True):
            counts = self._starts[numbers + 1] - self._starts[numbers]
            before = np.cumsum(counts) - counts
            places = np.repeat(self._starts[numbers] - before, counts) + np.arange(counts.sum(), dtype=np.int32)
            self._hits[word, abjad] = Hits(numbers, likeness, self._postings[places], np.repeat(likeness, counts))


def _parts(word: str) -> Iterator[str]:
    """Beginnings and ends of a word that may be words themselves."""
    if len(word) >= 2 * _SHORTEST_PART:
        for place in range(_SHORTEST_PART, len(word) - 1):
            yield word[:place]
        for place in range(2, len(word) - _SHORTEST_PART + 1):
            yield word[place:]


def _postings(words: Sequence[tuple[int, ...]], count: int) -> tuple[Ints, Ints]:
    """Names by word: where each word's begin, and all of them one after the other."""
    pairs = np.array(sorted((word, name) for name, own in enumerate(words) for word in set(own)), dtype=np.int32)
    if not len(pairs):
        return np.zeros(count + 1, dtype=np.int32), NONE
    starts = np.searchsorted(pairs[:, 0], np.arange(count + 1)).astype(np.int32)
    return starts, np.ascontiguousarray(pairs[:, 1])
