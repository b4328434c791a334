"""All words of a list, and which of them are like a given one."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from compliance.screening.spelling import SAME_NAMES, fold, harden, skeleton, without_servant

Ints = NDArray[np.int32]
#: Words less alike than this, in thousandths, are not alike.
LEAST: Final = 600
#: What a likeness that only the folded spelling shows loses; of consonants alone more, since they say less.
BY_EAR, BY_CONSONANTS = 15, 120
#: So much of what the eye sees to differ is held against what the ear takes for the same.
UNSEEN: Final = 250
#: And of words that are the same but for voiced consonants, or for the servant's `Abd` before them. Of a few letters, one that
#: is voiced makes another name: `Zheng` and `Cheng`.
_HARDENED, _SHORT_HARDENED, _SERVANT = 90, 210, 120
_SHORT = 5
_LONGEST = 250
_CHUNK = 64
_NOTHING: Ints = np.zeros(0, np.int32)


class Vocabulary:
    """Words by number. Likeness is in thousandths, and depends on nothing but the two words."""

    def __init__(self, words: Iterable[str]) -> None:
        pairs = sorted((fold(word), word) for word in {word[:_LONGEST] for word in words})
        self.words: list[str] = [word for _, word in pairs]
        self.number: dict[str, int] = {word: number for number, word in enumerate(self.words)}
        folds, starts = np.unique(np.array([folded for folded, _ in pairs], dtype=object), return_index=True)
        ends = np.append(starts, len(pairs))[1:]
        single = np.arange(len(pairs))
        self._written = _Spellings(self.words, single, single + 1)
        self._agreed = np.array([word in SAME_NAMES for word in self.words], dtype=bool)
        self._heard = _Spellings(list(folds), starts, ends)
        self._same = [
            (way, loss, _ranges([way(folded) for folded in folds], starts, ends))
            for way, loss in ((harden, _loss_of_voice), (without_servant, lambda _: _SERVANT))
        ]
        self._bones = _Spellings([skeleton(folded) for folded in folds], starts, ends)

    def like(self, words: Sequence[str], *, abjad: bool = False) -> list[tuple[Ints, Ints]]:
        """For each of `words` the numbers of those like it and how much; of a number that comes twice the later is right."""
        found: list[tuple[Ints, Ints]] = []
        for start in range(0, len(words), _CHUNK):
            found += self._like([word[:_LONGEST] for word in words[start : start + _CHUNK]], abjad)
        return found

    def _like(self, words: Sequence[str], abjad: bool) -> list[tuple[Ints, Ints]]:
        if not self.words:
            return [(_NOTHING, _NOTHING) for _ in words]
        folds = [fold(word) for word in words]
        distances = self._written.distances(words)
        written = [self._written.row(row, len(word), 0) for row, word in zip(distances, words, strict=True)]
        heard = [
            self._less_by_eye(found, row, word)
            for found, row, word in zip(self._heard.like(folds, BY_EAR), distances, words, strict=True)
        ]
        ways = [written, heard]
        if abjad:
            ways.append(self._bones.like([skeleton(folded) for folded in folds], BY_CONSONANTS))
        ways += [
            [_same(ranges.get(way(folded), ()), loss(folded)) for folded in folds] for way, loss, ranges in self._same
        ]
        return [_merged(found) for found in zip(*ways, strict=True)]

    def _less_by_eye(self, heard: tuple[Ints, Ints], distances: NDArray[np.uint8], word: str) -> tuple[Ints, Ints]:
        """What is heard alike loses something of what is seen to differ, unless it is one given name by agreement."""
        numbers, likeness = heard
        longest = np.maximum(self._written.lengths[numbers], max(len(word), 1))
        unseen = 1000 * distances[numbers].astype(np.int32) // longest
        if word in SAME_NAMES:
            unseen = np.where(self._agreed[numbers], 0, unseen)
        likeness = likeness - (unseen * UNSEEN // 1000).astype(np.int32)
        kept = likeness >= LEAST
        return numbers[kept], likeness[kept]


class _Spellings:
    """One way to write the words; each spelling stands for a range of them."""

    def __init__(self, spellings: list[str], starts: NDArray[Any], ends: NDArray[Any]) -> None:
        self._spellings = spellings
        self.lengths = _lengths(spellings)
        self._starts, self._counts = starts.astype(np.int32), (ends - starts).astype(np.int32)

    def like(self, ours: Sequence[str], loss: int) -> list[tuple[Ints, Ints]]:
        """Numbers of words and their likeness, for each of `ours`."""
        return [self.row(row, len(word), loss) for row, word in zip(self.distances(ours), ours, strict=True)]

    def distances(self, ours: Sequence[str]) -> NDArray[np.uint8]:
        """Changes of letters from each of `ours` to each spelling."""
        found: NDArray[np.uint8] = cdist(ours, self._spellings, scorer=OSA.distance, dtype=np.uint8)
        return found

    def row(self, distances: NDArray[np.uint8], length: int, loss: int) -> tuple[Ints, Ints]:
        # Most are out of reach whatever their length: a word as long as 5/3 of ours is changed in two of five letters.
        near = np.flatnonzero(distances <= length * 2 // 3)
        longest = np.maximum(self.lengths[near], max(length, 1))
        likeness = 1000 - 1000 * distances[near].astype(np.int32) // longest - loss
        kept = likeness >= LEAST
        near, likeness = near[kept], likeness[kept].astype(np.int32)
        counts = self._counts[near]
        before = np.cumsum(counts) - counts
        numbers = np.repeat(self._starts[near] - before, counts) + np.arange(counts.sum())
        return numbers.astype(np.int32), np.repeat(likeness, counts)


def _loss_of_voice(folded: str) -> int:
    return _HARDENED if len(folded) > _SHORT else _SHORT_HARDENED


def _ranges(spellings: Sequence[str], starts: NDArray[Any], ends: NDArray[Any]) -> dict[str, list[range]]:
    found: dict[str, list[range]] = {}
    for spelling, start, end in zip(spellings, starts.tolist(), ends.tolist(), strict=True):
        if len(spelling) > 1:
            found.setdefault(spelling, []).append(range(start, end))
    return found


def _same(ranges: Sequence[range], loss: int) -> tuple[Ints, Ints]:
    numbers = np.array([number for one in ranges for number in one], dtype=np.int32)
    return numbers, np.full(len(numbers), 1000 - loss, dtype=np.int32)


def _lengths(words: Sequence[str]) -> Ints:
    return np.array([len(word) for word in words], dtype=np.int32)


def _merged(found: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    numbers = np.concatenate([numbers for numbers, _ in found])
    likeness = np.concatenate([likeness for _, likeness in found])
    order = np.argsort(likeness, kind="stable")
    return numbers[order], likeness[order]
