"""What a requirement asks: small classes behind one protocol. A judgement is (met, counted, reason, args)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import repeat
from typing import Any, Protocol

from tiering.rules.cards.lines import Figure, Number
from tiering.rules.scoring.baskets import Cell
from tiering.rules.scoring.measures import Silence, shown

Judgement = tuple[bool, Figure, Figure, str, tuple[Any, ...]]


class Kind(Protocol):
    """`required` is what the guide asks at one tier, `found` what was measured, `actual` what a line prints of that."""

    def actual(self, found: Any) -> Figure:
        """What a line prints of what was measured."""
        ...

    def judge(self, found: Any, actual: Figure, required: Any) -> Judgement:
        """Is it met, the actual figure, how much of it counted, and why not."""
        ...

    def key(self, found: Any) -> Any:
        """What is equal for figures that are judged and printed alike; None where that is not said."""
        ...


class Numeric:
    """Figures are compared unrounded, and printed as they end (X-02)."""

    def __init__(self, *, counts: bool = False, strict: bool = False) -> None:
        self.counts = counts
        self.strict = strict

    def actual(self, found: Any) -> Figure:
        return shown(found) if isinstance(found, Fraction) else found

    def key(self, found: Any) -> Any:
        # 6, 6.0 and True are equal, and printed each in its own way.
        kind = type(found)
        if kind is Decimal:
            return str(found)
        return (kind, found) if kind is int or kind is bool else None


class Minimum(Numeric):
    """At least so much; `strict`: more than that."""

    def judge(self, found: Any, actual: Figure, required: Any) -> Judgement:
        counted = actual if self.counts else None
        if found > required if self.strict else found >= required:
            return True, actual, counted, "", ()
        return False, actual, counted, "not_above" if self.strict else "below", (actual, required)


class Maximum(Numeric):
    """At most so much; `strict`: less than that."""

    def judge(self, found: Any, actual: Figure, required: Any) -> Judgement:
        counted = actual if self.counts else None
        if found < required if self.strict else found <= required:
            return True, actual, counted, "", ()
        return False, actual, counted, "not_below" if self.strict else "above", (actual, required)


class MinimumOrYes(Minimum):
    """At least so much, or somebody vouches that it was."""

    def judge(self, found: Any, actual: Figure, required: Any) -> Judgement:
        if isinstance(found, bool):
            return found, found, None, "" if found else "no", ()
        return super().judge(found, actual, required)


class Yes(Numeric):
    """True, or the word that is asked for."""

    def judge(self, found: Any, actual: Figure, required: Any) -> Judgement:
        if found is True or (found == required and found is not False):
            return True, actual, None, "", ()
        if found is False:
            return False, actual, None, "no", ()
        return False, actual, None, "other_word", (found, "true" if required is True else required)


class Certificates:
    """A basket: `required` is the cell with quota and mix, `found` the certificates held."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = codes

    def actual(self, found: Mapping[str, int]) -> Figure:
        return sum(map(found.get, self.codes, repeat(0)))

    def key(self, found: Any) -> Any:
        return None if isinstance(found, Silence) else tuple(map(found.get, self.codes, repeat(0)))

    def judge(self, found: Mapping[str, int], actual: Figure, required: Cell) -> Judgement:
        counted = required.counted(found)
        problems = required.problems(found, counted)
        return not problems, actual, counted, "mix" if problems else "", problems


class Raw(Certificates):
    """Certificates by number only, as in each of several countries (G-MC-07)."""

    def key(self, found: Any) -> Any:
        return None if isinstance(found, Silence) else self.actual(found)

    def judge(self, found: Mapping[str, int], actual: Any, required: Any) -> Judgement:
        if actual >= required:
            return True, actual, actual, "", ()
        return False, actual, actual, "below", (actual, required)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a points program asks at one tier, and how many points the partner has there."""

    required: Number
    total: Fraction


class PointsOf:
    """So many points of `[points]`; each tier weighs them in its own way (S-SCR-01)."""

    def actual(self, found: Any) -> Figure:
        return None

    def key(self, found: Any) -> Any:
        return None

    def judge(self, found: Any, actual: Figure, required: Scored) -> Judgement:
        total = shown(required.total)
        if required.total >= required.required:
            return True, total, None, "", ()
        return False, total, None, "below", (total, required.required)
