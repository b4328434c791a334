"""Figures made of named values. Exact fractions, since a threshold is tested on the unrounded figure (X-02). Pure.

Each answers None where there is no figure (growth over nothing, a mean of no answers): not applicable, never zero.
"""

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any, TypeAlias

#: A number as facts have it: JSON's own, or a text such as "1000.00".
Number: TypeAlias = int | str | Decimal | Fraction

#: Wide enough for the largest and finest figures that facts may hold: nothing is rounded away.
EXACT = Context(prec=120)


def total(values: Sequence[int | Decimal]) -> int | Decimal:
    """Added up, not rounded."""
    if all(type(value) is int for value in values):
        return sum(values)
    with localcontext(EXACT):
        return sum(values)


def number(value: Number) -> Fraction:
    """Raises ValueError for what is no finite number; a bool is none, and neither is a float."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        raise ValueError(f"{value!r} is not a number")
    try:
        return Fraction(Decimal(value)) if isinstance(value, str) else Fraction(value)
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"{value!r} is not a number") from error


def growth(now: Number, before: Number) -> Fraction | None:
    """Percentage change (S-MET-01); none where there was nothing before."""
    base = number(before)
    return (number(now) - base) / base * 100 if base else None


def share(part: Number, whole: Number) -> Fraction | None:
    """Percent of the whole; none of nothing."""
    of = number(whole)
    return number(part) / of * 100 if of else None


def mean(answers: Number | Sequence[Number]) -> Fraction | None:
    """Of single answers, or the figure itself where somebody averaged already (S-MET-04)."""
    if isinstance(answers, str) or not isinstance(answers, Sequence):
        return number(answers)
    return sum(map(number, answers), Fraction(0)) / len(answers) if answers else None


def stage_weighted(by_stage: Mapping[str, Number], *, weights: Mapping[str, Decimal]) -> Fraction:
    """Σ amount × weight of its stage in percent (S-MET-02). Raises ValueError for a stage without a weight."""
    strange = by_stage.keys() - weights.keys()
    if strange:
        raise ValueError(f"there is no stage {', '.join(sorted(strange))}")
    return sum((number(amount) * Fraction(weights[stage]) / 100 for stage, amount in by_stage.items()), Fraction(0))


def is_above_peers(own: Number, peers: Sequence[Number]) -> bool:
    """Strictly above the mean of the others, the partner left out (S-MET-07); above nobody where there is none."""
    average = mean(list(peers))
    return average is not None and number(own) > average


def lines_above_peers(lines: Mapping[str, Mapping[str, Any]]) -> Fraction:
    """How many lines, each `{own, peers}`, stand above their peers (S-MET-07)."""
    return Fraction(sum(is_above_peers(line["own"], line["peers"]) for line in lines.values()))
