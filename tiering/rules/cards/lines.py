"""What an evaluation answers: one line per tier, requirement and scope, and the tiers that follow from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

MET = "met"
MISSED = "missed"
NOT_APPLICABLE = "not_applicable"
WAIVED = "waived"
MISSING_TARGET = "missing_target"

#: Results that keep no tier from being reached.
PASSING = frozenset({MET, NOT_APPLICABLE, WAIVED})

Number = int | Decimal
Figure = int | Decimal | bool | str | None


class Line(NamedTuple):
    """One condition of one tier. `counted` is what of `actual` counts; `reason` is a code, in words by `reason_text`."""

    tier: str
    requirement: str
    scope: str
    result: str
    required: Figure
    actual: Figure
    counted: Figure
    reason: str
    args: tuple[Any, ...]
    rule: str


class Column:
    """The lines of one condition, best tier first; None where a tier does not ask it.

    `texts` is room for who prints them, `cells` for who stores them: a column of a frequent figure is kept with both.
    """

    __slots__ = ("cells", "lines", "passes", "texts")

    def __init__(self, lines: Sequence[Line | None]) -> None:
        self.lines = tuple(lines)
        self.passes = tuple([line is None or line.result in PASSING for line in lines])
        self.texts: tuple[str | None, ...] | None = None
        self.cells: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All lines, best tier first, and the highest tier whose lines all pass.

    `countries` where there are several country groups, `specializations` where the category has them, `categories` and
    `category_lines` where a partner has several categories. `columns` are the same lines, condition by condition.
    """

    tier: str | None
    lines: tuple[Line, ...]
    countries: dict[str, str | None] = field(default_factory=dict)
    specializations: dict[str, str | None] = field(default_factory=dict)
    categories: dict[str, str | None] = field(default_factory=dict)
    category_lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    columns: tuple[Column, ...] = field(default=(), compare=False, repr=False)


def plain_number(number: Number) -> str:
    """Without exponent, as it was written."""
    return str(number) if isinstance(number, int) else format(number, "f")


def reason_text(line: Line) -> str:
    """Why a line is not simply met, in English; "" where there is nothing to say."""
    return words(line.reason, line.args)


def words(reason: str, args: tuple[Any, ...]) -> str:
    """A reason by its code."""
    return _WORDS[reason](*args)


def _problem(code: str, *args: Any) -> str:
    return _MIX_WORDS[code](*args)


def _short(code: str) -> str:
    return code.rpartition("-")[2]


_MIX_WORDS: dict[str, Callable[..., str]] = {
    "missing": lambda code: f"{code} missing",
    "least": lambda code, held, least: f"{_short(code)} {held}<{least}",
    "split": lambda codes, held, rest: f"{'/'.join(map(_short, codes))} {'/'.join(map(str, held))} for {rest}",
    "counted": lambda counted, quota: f"counted {counted}<{quota}",
}

_WORDS: dict[str, Callable[..., str]] = {
    "": lambda: "",
    "below": lambda actual, required: f"{plain_number(actual)}<{plain_number(required)}",
    "not_above": lambda actual, required: f"{plain_number(actual)} is not above {plain_number(required)}",
    "above": lambda actual, required: f"{plain_number(actual)}>{plain_number(required)}",
    "not_below": lambda actual, required: f"{plain_number(actual)} is not below {plain_number(required)}",
    "no": lambda: "not fulfilled",
    "other_word": lambda found, wanted: f"{found}, not {wanted}",
    "mix": lambda *problems: "; ".join(_problem(*problem) for problem in problems),
    "not_measured": lambda: "not measured",
    "no_figure": lambda: "there is nothing to measure",
    "not_required": lambda: "not required",
    "flag": lambda flag: f"does not apply: {flag} is false",
    "first_year": lambda: "first partial year",
    "not_scheduled": lambda: "first partial year: not scheduled in time",
    "no_prior_year": lambda: "no full prior year",
    "no_target": lambda: "no target is set",
    "no_target_for": lambda value: f"no target is set for {value}",
    "two_targets": lambda one, other: f"{one} and {other} count as one and have different targets",
    "unclassified": lambda scope: f"{scope} is unclassified: in no market class",
    "no_region": lambda scope: f"{scope} is in no region",
    "no_country": lambda: "no country is given",
    "no_specialization": lambda: "no specialization is given",
    "waived": lambda reason, args: f"waived: {words(reason, args)}",
}

REASONS = tuple(_WORDS)
MIX_REASONS = tuple(_MIX_WORDS)
