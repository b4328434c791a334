"""What the words of many names can say at most, all names at once: most candidates need no careful score."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from compliance.screening.alignment import LEAST_RUN, SURE
from compliance.screening.names import Name
from compliance.screening.pool import Table
from compliance.screening.scoring import ALIKE, TELLING, Weights, judge_many, show_many
from compliance.screening.vocabulary import Ints

#: Nothing can be said without looking closely.
UNTOLD = 1000


def reach(ours: Name, table: Table, weights: Weights) -> NDArray[np.int64]:
    """What `judge_words` says of each name; UNTOLD where words can be paired in several ways, or run together, or are initials.

    So it is never less than the careful score by words, and for most names exactly that.
    """
    like = table.likeness
    alike = like > 0
    worth = np.array(ours.worths, dtype=np.int64)[:, None]
    both = (worth + table.worths) // 2
    share = np.maximum(0, like - weights.floor) * 1000 // (1000 - weights.floor)
    agreed = _sums(np.where(alike, both * share, 0).sum(axis=0), table) // 1000
    differing = _sums(np.where(alike, both * (1000 - share), 0).sum(axis=0), table) // 1000
    rows, columns = np.add.reduceat(alike, table.starts, axis=1, dtype=np.int32), alike.sum(axis=0)
    ours_alone = np.where(rows == 0, worth, 0).sum(axis=0)
    theirs_alone = _sums(np.where(columns == 0, table.worths, 0), table)
    raw = np.where(agreed > 0, judge_many(agreed, differing, ours_alone + theirs_alone, weights), 0)
    telling = _sums(((both > TELLING) & (like > ALIKE)).sum(axis=0), table)
    if weights.own:
        # Who is called by one word that both have is known by it, though generic words differ.
        who = _sums(((both >= weights.own) & (like > ALIKE)).sum(axis=0), table) > 0
        ours_own = np.where((rows == 0) & (worth >= weights.own), worth, 0).sum(axis=0)
        theirs_own = _sums(np.where((columns == 0) & (table.worths >= weights.own), table.worths, 0), table)
        ours_alone, theirs_alone = np.where(who, ours_own, ours_alone), np.where(who, theirs_own, theirs_alone)
    of_one = np.where(ours_alone > TELLING, weights.of_one_each, weights.of_one)
    raw = np.where((telling <= 1) & (theirs_alone > TELLING), raw * of_one // 1000, raw)
    several = (rows > 1).any(axis=0) | (np.maximum.reduceat(columns, table.starts) > 1)
    return np.where(several | _may_be_run(ours, table) | _has_initials(ours, table), UNTOLD, show_many(raw))


def _may_be_run(ours: Name, table: Table) -> NDArray[np.bool_]:
    """Whether what is not surely paired may be the same letters, written together here and apart there."""
    sure = table.likeness >= SURE
    lengths = np.array([len(word) for word in ours.words], dtype=np.int64)[:, None]
    rows, columns = np.add.reduceat(sure, table.starts, axis=1, dtype=np.int32) == 0, sure.sum(axis=0) == 0
    left, right = rows.sum(axis=0), _sums(columns, table)
    here, there = np.where(rows, lengths, 0).sum(axis=0), _sums(np.where(columns, table.lengths, 0), table)
    near = np.abs(here - there) * 1000 <= (1000 - LEAST_RUN) * np.maximum(here, there)
    may: NDArray[np.bool_] = (left > 0) & (right > 0) & (left + right > 2) & near
    return may


def _has_initials(ours: Name, table: Table) -> NDArray[np.bool_]:
    initials = any(len(word) == 1 for word in ours.words)
    has: NDArray[np.bool_] = (_sums(table.lengths == 1, table) > 0) | initials
    return has


def _sums(of_words: NDArray[Any], table: Table) -> Ints:
    """Sums over the words of each name."""
    sums: Ints = np.add.reduceat(of_words, table.starts, dtype=np.int64)
    return sums
