"""What the likeness of two names is worth: from an alignment to one figure, 0 to 1000."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compliance.screening.alignment import Alignment
from compliance.screening.vocabulary import Ints


@dataclass(frozen=True, slots=True)
class Weights:
    """How one kind of names is judged; all in thousandths.

    `floor`: likeness below which two words are strangers. `unlike`: what differs inside a pair counts against it so much. `alone`:
    so much counts what only one side has: lists hold more names than anybody gives, and people give names that no list holds.
    `doubt` and `proof`: where something is left over, agreement in few or common words proves little; `proof` is how much agreement
    halves the doubt, and what differs inside pairs adds to it by `unsure`. `of_one`: what remains where a single word agrees, and
    theirs has more; `of_one_each`: where both have more. Where that word is worth `own` it says who, and only words that say who are
    more: the name that two have in common is known by it, though what they do and where they are differs.
    """

    floor: int
    unlike: int
    alone: int
    doubt: int
    proof: int
    unsure: int
    of_one: int
    of_one_each: int
    own: int = 0


PERSON = Weights(
    floor=580, unlike=430, alone=17, doubt=4500, proof=420, unsure=300, of_one=480, of_one_each=600
)  # fmt: skip
COMPANY = Weights(
    floor=700, unlike=300, alone=25, doubt=5500, proof=340, unsure=1500, of_one=1000, of_one_each=430, own=780
)  # fmt: skip
#: Two names as runs of letters: likeness, and what it is worth on the scale of the weights. One letter of six is nearly enough.
RUN_FROM, _RUN_NEAR, _RUN_NEARLY = 700, 830, 800
#: What is 750 on the scale of the weights is shown as 700, so that both halves of it can be read.
_BEND, _SHOWN = 750, 700
#: A pair that counts as a word in common: no particle, and no chance likeness. A word that counts as left over.
TELLING, ALIKE = 200, 700
#: What agrees is worth the mean of both sides, which may be a little more than on ours.
_MORE = 1100
#: Nor does more than this many times our worth agree, though a word agrees in its parts too.
_MOST = 8


def judge_words(alignment: Alignment, weights: Weights) -> int:
    """Likeness of two names by their words."""
    agreed = differing = telling = own = 0
    for pair in alignment.pairs:
        share = max(0, pair.likeness - weights.floor) * 1000 // (1000 - weights.floor)
        agreed += pair.worth * share
        differing += pair.worth * (1000 - share)
        telling += pair.worth > TELLING and pair.likeness > ALIKE
        own += pair.worth >= weights.own and pair.likeness > ALIKE
    raw = judge_sums(agreed // 1000, differing // 1000, alignment.ours_alone + alignment.theirs_alone, weights)
    ours, theirs = (alignment.ours_own, alignment.theirs_own) if own else (alignment.ours_alone, alignment.theirs_alone)
    if telling <= 1 and theirs > TELLING:
        raw = raw * (weights.of_one_each if ours > TELLING else weights.of_one) // 1000
    return shown(raw)


def judge_sums(agreed: int, differing: int, alone: int, weights: Weights) -> int:
    """The same from sums of worth: what agrees, what differs inside pairs, and what stands alone on either side."""
    if agreed <= 0:
        return 0
    likeness = 1000 * agreed // (agreed + (weights.unlike * differing + weights.alone * alone) // 1000)
    open_share = min(1000, (1000 * alone + weights.unsure * differing) // agreed)
    halved = weights.proof * weights.proof
    doubt = weights.doubt * open_share // 1000 * halved // (halved + agreed * agreed)
    return likeness * max(0, 1000 - doubt) // 1000


def judge_many(agreed: Ints, differing: Ints | int, alone: Ints, weights: Weights) -> NDArray[np.int64]:
    """`judge_sums` of many names at once."""
    most = np.maximum(agreed.astype(np.int64), 1)
    likeness = 1000 * most // (most + (weights.unlike * differing + weights.alone * alone) // 1000)
    open_share = np.minimum(1000, (1000 * alone + weights.unsure * differing) // most)
    halved = weights.proof * weights.proof
    doubt = weights.doubt * open_share // 1000 * halved // (halved + most * most)
    figures: NDArray[np.int64] = likeness * np.maximum(0, 1000 - doubt) // 1000
    return figures


def bound_words(agreed: Ints, ours: int, theirs: Ints, weights: Weights) -> NDArray[np.int64]:
    """At most this can `judge_words` say of names whose words agree by `agreed`, in worth, before words are paired one to one."""
    most = np.maximum(agreed.astype(np.int64) * _MORE // 1000, 1)
    alone = np.maximum(ours - most, 0) + np.maximum(theirs - most, 0)
    return show_many(judge_many(most, 0, alone, weights))


def agreement_for(score: int, ours: int, weights: Weights) -> int:
    """The least worth that has to agree before `bound_words` says `score` of any name."""

    def bound(agreed: int) -> int:
        most = max(agreed * _MORE // 1000, 1)
        return shown(judge_sums(most, 0, max(ours - most, 0), weights))

    return bisect_left(range(_MOST * ours), score, key=bound)


def judge_run(likeness: int) -> int:
    """Likeness of two names that are written as one run of letters each."""
    if likeness < _RUN_NEAR:
        return shown(max(0, likeness - RUN_FROM) * _RUN_NEARLY // (_RUN_NEAR - RUN_FROM))
    return shown(_RUN_NEARLY + (likeness - _RUN_NEAR) * (1000 - _RUN_NEARLY) // (1000 - _RUN_NEAR))


def run_for(score: int) -> int:
    """The likeness from which a run may reach `score`, or a little less."""
    return next((likeness for likeness in range(RUN_FROM, 1001, 10) if judge_run(likeness + 10) >= score), 1001)


def shown(raw: int) -> int:
    """The figure on the scale that people see."""
    if raw < _BEND:
        return raw * _SHOWN // _BEND
    return _SHOWN + (raw - _BEND) * (1000 - _SHOWN) // (1000 - _BEND)


def show_many(raw: NDArray[np.int64]) -> NDArray[np.int64]:
    """`shown` of many figures at once."""
    high = _SHOWN + (raw - _BEND) * (1000 - _SHOWN) // (1000 - _BEND)
    figures: NDArray[np.int64] = np.where(raw < _BEND, raw * _SHOWN // _BEND, high)
    return figures
