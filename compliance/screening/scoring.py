"""What the likeness of two names is worth: from an alignment to one figure, 0 to 1000."""

from dataclasses import dataclass

from compliance.screening.alignment import Alignment


@dataclass(frozen=True, slots=True)
class Weights:
    """How one kind of names is judged; all in thousandths.

    `floor`: likeness below which two words are strangers. `unlike`: what differs inside a pair counts against it so much. `ours` and
    `theirs`: so much counts a word that only one side has (lists hold more names of a person than anybody gives). `doubt` and
    `proof`: where something is left over, agreement in few or common words proves little; `proof` is how much agreement halves the
    doubt. `run_floor`, `run_proof`: the same for the names written as one run of letters.
    """

    floor: int
    unlike: int
    ours: int
    theirs: int
    doubt: int
    proof: int
    unsure: int
    run_floor: int
    run_proof: int
    run_most: int


PERSON = Weights(
    floor=550, unlike=1400, ours=50, theirs=150, doubt=4400, proof=700, unsure=1600, run_floor=700, run_proof=300, run_most=1000
)  # fmt: skip
COMPANY = Weights(
    floor=550, unlike=1400, ours=50, theirs=150, doubt=4400, proof=700, unsure=1600, run_floor=700, run_proof=300, run_most=1000
)  # fmt: skip
#: What is 350 on the scale of the weights is shown as 700, so that both halves of it can be read.
_BEND, _SHOWN = 350, 700


def judge_words(alignment: Alignment, weights: Weights) -> int:
    """Likeness of two names by their words."""
    agreed = differing = 0
    for pair in alignment.pairs:
        share = max(0, pair.likeness - weights.floor) * 1000 // (1000 - weights.floor)
        agreed += pair.worth * share
        differing += pair.worth * (1000 - share)
    return judge_sums(agreed // 1000, differing // 1000, alignment.ours_alone, alignment.theirs_alone, weights)


def judge_sums(agreed: int, differing: int, ours_alone: int, theirs_alone: int, weights: Weights) -> int:
    """The same from sums of worth: what agrees, what differs inside pairs, and what stands alone on each side."""
    if agreed <= 0:
        return 0
    against = (weights.unlike * differing + weights.ours * ours_alone + weights.theirs * theirs_alone) // 1000
    likeness = 1000 * agreed // (agreed + against)
    open_share = min(1000, (1000 * (ours_alone + theirs_alone) + weights.unsure * differing) // agreed)
    halved = weights.proof * weights.proof
    doubt = weights.doubt * open_share // 1000 * halved // (halved + agreed * agreed)
    return shown(likeness * max(0, 1000 - doubt) // 1000)


def judge_run(likeness: int, worth: int, weights: Weights) -> int:
    """Likeness of two names written as one run of letters each; `worth` is the mean of what both are worth."""
    share = max(0, likeness - weights.run_floor) * 1000 // (1000 - weights.run_floor)
    proved = worth * worth * 1000 // (worth * worth + weights.run_proof * weights.run_proof)
    return shown(share * proved // 1000 * weights.run_most // 1000)


def shown(raw: int) -> int:
    """The figure on the scale that people see."""
    if raw < _BEND:
        return raw * _SHOWN // _BEND
    return _SHOWN + (raw - _BEND) * (1000 - _SHOWN) // (1000 - _BEND)
