"""How a figure is measured from named values: small classes behind one protocol. All arithmetic is exact."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any, Final, Protocol

from tiering.rules.cards.lines import Number
from tiering.rules.scoring import arithmetic
from tiering.rules.scoring.arithmetic import EXACT


class Silence:
    """Why there is no figure."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


#: Nobody said anything.
ABSENT: Final = Silence("not_measured")
#: It was said that there is none.
NONE_GIVEN: Final = Silence("not_measured")
#: There is nothing to measure it by.
NO_FIGURE: Final = Silence("no_figure")

Found = Any
#: Decimals that do not end are shown to so many places; they are compared unrounded.
SHOWN_PLACES = Decimal("0.0001")


class Measure(Protocol):
    """From the values in the order of the guide to one figure."""

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        """The figure, or why there is none."""
        ...


class Value:
    """The value itself."""

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        return values[0]  # type: ignore[no-any-return]


class Sum:
    """All that is known added up."""

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        known = [value for value in values if not isinstance(value, Silence)]
        return arithmetic.total(known) if known else ABSENT


class Mean:
    """The mean of a list, or one that was taken already."""

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        answers = values[0]
        if isinstance(answers, Silence):
            return answers
        found = arithmetic.mean(answers)
        return ABSENT if found is None else found


class Composite:
    """The sum of values times their weights; unknown as soon as one of them is."""

    def __init__(self, weights: Sequence[Number]) -> None:
        self.weights = weights

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        for value in values:
            if isinstance(value, Silence):
                return value
        with localcontext(EXACT):
            return sum(value * weight for value, weight in zip(values, self.weights, strict=True))  # type: ignore[no-any-return]


class Share:
    """The first of the second, in percent."""

    def __init__(self, when_zero: Number | None) -> None:
        self.when_zero = when_zero

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        if any(isinstance(value, Silence) for value in values):
            return ABSENT
        found = self._compare(values)
        if found is not None:
            return found
        return NO_FIGURE if self.when_zero is None else self.when_zero

    def _compare(self, values: Sequence[Number]) -> Fraction | None:
        return arithmetic.share(*values)


class Growth(Share):
    """By how many percent the first is above the second."""

    def _compare(self, values: Sequence[Number]) -> Fraction | None:
        return arithmetic.growth(*values)


class GreaterOf:
    """The greatest of what is known."""

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        known = [value for value in values if not isinstance(value, Silence)]
        return max(known) if known else ABSENT


class PeerRelative:
    """In how many fields the partner is above the mean of its peers (S-MET-07). Equal is not above."""

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        fields = values[0]
        return fields if isinstance(fields, Silence) else int(arithmetic.lines_above_peers(fields))


class StageWeighted:
    """Amounts by stage times the weight of the stage in percent (S-MET-02)."""

    def __init__(self, weights: Mapping[str, Decimal]) -> None:
        self.weights = weights

    def of(self, values: Sequence[Found]) -> Number | Fraction | Silence:
        amounts = values[0]
        return amounts if isinstance(amounts, Silence) else arithmetic.stage_weighted(amounts, weights=self.weights)


def shown(figure: Number | Fraction) -> Number:
    """As it is printed: exact where it ends, else to four places, half up."""
    if not isinstance(figure, Fraction):
        return figure
    if figure.denominator == 1:
        return figure.numerator
    whole = Decimal(figure.numerator) / Decimal(figure.denominator)
    return whole if Fraction(whole) == figure else whole.quantize(SHOWN_PLACES, ROUND_HALF_UP, EXACT)
