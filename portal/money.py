"""Money: a whole number of minor units beside its currency. No float comes near it (X-02).

Thresholds are tested on unrounded values; an amount is rounded half up once, at the end, by `round_half_up`.
Every amount fits the bigint it is stored in.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow
from enum import StrEnum
from fractions import Fraction
from functools import total_ordering
from typing import Self

from portal.currencies import minor_units
from portal.wording import gettext_noop

LARGEST = 2**63 - 1
SMALLEST = -(2**63)

# A product of a bigint and any rate we store is exact in far fewer digits; a wider one is an error, not a rounding.
_EXACT = Context(prec=200, rounding=ROUND_DOWN, traps=[Inexact, InvalidOperation, Overflow])


class AmountOutOfRange(ValueError):
    """The amount does not fit the bigint column it would be stored in."""


class CurrencyMismatch(ValueError):
    """Amounts of two currencies met in one sum or comparison."""


class Fault(StrEnum):
    """Why a text is not an amount."""

    NOT_TEXT = "not_text"
    NOT_A_NUMBER = "not_a_number"
    TOO_MANY_DECIMALS = "too_many_decimals"
    OUT_OF_RANGE = "out_of_range"


FAULT_MESSAGES: dict[Fault, str] = {
    Fault.NOT_TEXT: gettext_noop("Give the amount as text, such as 1234.50."),
    Fault.NOT_A_NUMBER: gettext_noop(
        "Write the amount with plain digits and a point, such as 1234.50, without spaces or thousands separators."
    ),
    Fault.TOO_MANY_DECIMALS: gettext_noop("Give no more decimals than the currency has."),
    Fault.OUT_OF_RANGE: gettext_noop("Give a smaller amount; this one is larger than the portal can store."),
}


class AmountUnreadable(ValueError):
    """A text that is not an amount; `fault` says why, FAULT_MESSAGES what to do."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(FAULT_MESSAGES[fault])
        self.fault = fault


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units (cents) of one `currency`. Arithmetic stays inside the currency; sums stay inside a bigint."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are a whole number, not {type(self.minor).__name__}")
        minor_units(self.currency)
        if not SMALLEST <= self.minor <= LARGEST:
            raise AmountOutOfRange(f"{self.minor} minor units do not fit a bigint")

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{format_plain(self)} {self.currency}"

    def _same(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            raise TypeError(f"money meets {type(other).__name__}")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} meets {other.currency}")
        return other


def round_half_up(value: Decimal) -> int:
    """The one rounding: to the whole minor unit, half away from zero, as PostgreSQL's round(numeric) does."""
    if not isinstance(value, Decimal):
        raise TypeError(f"rounding takes a Decimal, not {type(value).__name__}")
    if not value.is_finite():
        raise ValueError("rounding takes a finite number")
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


def share(amount: Money, *, rate: Decimal) -> Money:
    """`amount` times `rate` (Decimal, 0.10 is ten percent), rounded once. The product itself is exact."""
    if not isinstance(rate, Decimal):
        raise TypeError(f"a rate is a Decimal, not {type(rate).__name__}")
    if not rate.is_finite():
        raise ValueError("a rate is a finite number")
    return Money(round_half_up(_EXACT.multiply(Decimal(amount.minor), rate)), amount.currency)


def split(amount: Money, *, weights: Sequence[int | Decimal]) -> list[Money]:
    """Divide by largest remainder: parts add up to `amount`, zero weights get zero, a negative amount mirrors.

    Equal remainders are served from the left, so the same input always gives the same parts.
    """
    shares = [_weight(weight) for weight in weights]
    total_weight = sum(shares, Fraction(0))
    if total_weight == 0:
        raise ValueError("there is no weight to split by")
    size = abs(amount.minor)
    exact = [weight * size / total_weight for weight in shares]
    parts = [value.numerator // value.denominator for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    if sum(parts) != size:
        raise ArithmeticError("a split lost or made money")
    sign = -1 if amount.minor < 0 else 1
    return [Money(sign * part, amount.currency) for part in parts]


def _weight(weight: int | Decimal) -> Fraction:
    if isinstance(weight, bool) or not isinstance(weight, int | Decimal):
        raise TypeError(f"a weight is an int or a Decimal, not {type(weight).__name__}")
    if (isinstance(weight, Decimal) and not weight.is_finite()) or weight < 0:
        raise ValueError("a weight is a finite number and not negative")
    return Fraction(weight)


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """The sum, zero of `currency` when there is nothing to add. Checked once, so that terms may pass the bounds."""
    zero = Money.zero(currency)
    return Money(sum(zero._same(amount).minor for amount in amounts), currency)


def parse(text: str, *, currency: str) -> Money:
    """Read "1234.50" strictly: ASCII digits, a point, at most the currency's decimals, a minus sign for a refund.

    Raises AmountUnreadable with its fault, UnknownCurrency for the currency.
    """
    digits = minor_units(currency)
    if not isinstance(text, str):
        raise AmountUnreadable(Fault.NOT_TEXT)
    match = re.fullmatch(r"(-?)([0-9]{1,40})(?:\.([0-9]{1,40}))?", text)
    if match is None:
        raise AmountUnreadable(Fault.NOT_A_NUMBER)
    sign, whole, decimals = match[1], match[2], match[3] or ""
    if len(decimals) > digits:
        raise AmountUnreadable(Fault.TOO_MANY_DECIMALS)
    minor = int(sign + whole + decimals.ljust(digits, "0"))
    if not SMALLEST <= minor <= LARGEST:
        raise AmountUnreadable(Fault.OUT_OF_RANGE)
    return Money(minor, currency)


def to_decimal(amount: Money) -> Decimal:
    """The amount in whole units, exact: Decimal("1234.50")."""
    return Decimal(format_plain(amount))


def format_plain(amount: Money) -> str:
    """What `parse` reads back: 1234.50, for files and forms."""
    digits = minor_units(amount.currency)
    sign = "-" if amount.minor < 0 else ""
    text = str(abs(amount.minor)).rjust(digits + 1, "0")
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def format_money(amount: Money) -> str:
    """For people: 1,234.50 USD."""
    sign, plain = ("-", format_plain(abs(amount))) if amount.minor < 0 else ("", format_plain(amount))
    whole, point, decimals = plain.partition(".")
    return f"{sign}{int(whole):,}{point}{decimals} {amount.currency}"
