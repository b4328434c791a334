"""Which word of one name stands for which of another, whatever their order."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from compliance.screening.names import Name
from compliance.screening.pool import HEARD
from compliance.screening.spelling import fold
from compliance.screening.vocabulary import BY_EAR, UNSEEN
from compliance.screening.words import LETTER

#: Where a word of ours that many are called by stands for none of theirs, what differs in a run counts so many times.
_NO_SLIP = 2
#: Pairs less alike than this are tried again as one run of letters, for names written together or apart.
SURE = 850
#: So much alike has to be what is written together here and apart there.
LEAST_RUN = 700


class Pair(NamedTuple):
    """Words that stand for each other: what each side is worth, and likeness in thousandths."""

    ours: str
    theirs: str
    worth: int
    likeness: int


class Alignment(NamedTuple):
    """Pairs, and the worth of what has no partner on either side: of all of it, and of the words that say who."""

    pairs: tuple[Pair, ...]
    ours_alone: int
    theirs_alone: int
    ours_own: int = 0
    theirs_own: int = 0


def align(ours: Name, likes: Sequence[Sequence[int]], theirs: Name, *, own: int = 0) -> Alignment:
    """Pair the words of two names one to one, the most telling pair first.

    `likes` says for each of our words how much it is like each of theirs, 0 for not at all. Words worth `own` or more say who.
    """
    chosen = _paired(ours, likes, theirs)
    sure, unsure = [one for one in chosen if one[2] >= SURE], [one for one in chosen if one[2] < SURE]
    left, right = _left(ours, [i for i, _, _ in sure]), _left(theirs, [j for _, j, _ in sure])
    pairs = [_pair(ours, theirs, *one) for one in sure]
    if run := _run(ours, left, theirs, right, unsure):
        return Alignment((*pairs, run), 0, 0)
    for i, j, likeness in unsure:
        pairs.append(_pair(ours, theirs, i, j, likeness))
        left.remove(i)
        right.remove(j)
    if left and right:
        pairs += _initials(ours, left, theirs, right)
    here, there = [ours.worths[i] for i in left], [theirs.worths[j] for j in right]
    return Alignment(
        tuple(pairs),
        sum(here),
        sum(there),
        sum([one for one in here if one >= own]),
        sum([one for one in there if one >= own]),
    )


def _pair(ours: Name, theirs: Name, i: int, j: int, likeness: int) -> Pair:
    return Pair(ours.words[i], theirs.words[j], (ours.worths[i] + theirs.worths[j]) // 2, likeness)


def as_slip(ours: Name, likes: Sequence[Sequence[int]], run: int) -> int:
    """Likeness of two runs of letters, less where a word of ours that stands for none of theirs is a name that many have."""
    strange = any(known and max(like, default=0) < HEARD for known, like in zip(ours.known, likes, strict=True))
    return max(0, 1000 - _NO_SLIP * (1000 - run)) if strange else run


def likeness_of(ours: str, theirs: str) -> int:
    """Likeness of two runs of letters in thousandths, by eye or by ear."""
    by_eye = _likeness(ours, theirs)
    if by_eye == 1000:
        return by_eye
    return max(by_eye, _likeness(fold(ours), fold(theirs)) - BY_EAR - (1000 - by_eye) * UNSEEN // 1000)


def _likeness(ours: str, theirs: str) -> int:
    return 1000 - 1000 * OSA.distance(ours, theirs) // max(len(ours), len(theirs), 1)


def _paired(ours: Name, likes: Sequence[Sequence[int]], theirs: Name) -> list[tuple[int, int, int]]:
    found = [
        (-likeness * (ours.worths[i] + theirs.worths[j]), i, j, likeness)
        for i, like in enumerate(likes)
        for j, likeness in enumerate(like)
        if likeness
    ]
    found.sort()
    chosen: list[tuple[int, int, int]] = []
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j, likeness in found:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            chosen.append((i, j, likeness))
    return chosen


def _left(name: Name, paired: Sequence[int]) -> list[int]:
    return [place for place in range(len(name.words)) if place not in paired]


def _run(
    ours: Name, left: Sequence[int], theirs: Name, right: Sequence[int], unsure: Sequence[tuple[int, int, int]]
) -> Pair | None:
    """What is left on both sides as one run of letters, where that is more alike than its words were."""
    if not left or not right or len(left) == len(right) == 1:
        return None
    here, there = "".join(ours.words[i] for i in left), "".join(theirs.words[j] for j in right)
    if abs(len(here) - len(there)) * 1000 > (1000 - LEAST_RUN) * max(len(here), len(there)):
        return None
    likeness = likeness_of(here, there)
    worth = (sum(ours.worths[i] for i in left) + sum(theirs.worths[j] for j in right)) // 2
    before = sum((ours.worths[i] + theirs.worths[j]) // 2 * s for i, j, s in unsure)
    if likeness < LEAST_RUN or worth * likeness <= before:
        return None
    return Pair(" ".join(ours.words[i] for i in left), " ".join(theirs.words[j] for j in right), worth, likeness)


def _initials(ours: Name, left: list[int], theirs: Name, right: list[int]) -> list[Pair]:
    """Single letters that a word on the other side begins with; they are taken out of `left` and `right`."""
    pairs = []
    for i in tuple(left):
        for j in right:
            here, there = ours.words[i], theirs.words[j]
            if here[0] == there[0] and min(len(here), len(there)) == 1 and here.isalpha():
                pairs.append(Pair(here, there, LETTER, 1000))
                left.remove(i)
                right.remove(j)
                break
    return pairs
