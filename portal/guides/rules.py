"""Decisions about figures of a year and about when a change may take effect. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from portal.currencies import UnknownCurrency
from portal.money import AmountUnreadable, parse
from portal.wording import gettext_noop

LARGEST_NUMBER = Decimal(10) ** 15


class FigureKind(StrEnum):
    """What a figure of a year is."""

    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    WORDS = "words"
    DAYS = "days"
    YES = "yes"


class ValueUnreadable(ValueError):
    """What was typed is no value of this kind; the message says what to type."""


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value, in the columns of its row."""

    kind: FigureKind
    minor: int | None = None
    currency: str = ""
    number: Decimal | None = None
    words: str = ""


_NUMBER = re.compile(r"[+-]?\d{1,16}(\.\d{1,8})?")
_YES = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
NOT_A_NUMBER = gettext_noop("Write a number with plain digits and a point, such as 12.5.")
TOO_LARGE = gettext_noop("Give a smaller number.")
NOT_A_PERCENT = gettext_noop("Write a percentage from 0 to 1000, such as 12.5, without the sign.")
NOT_A_DAY = gettext_noop("Write days as 2027-01-31, separated by commas.")
NOT_YES_OR_NO = gettext_noop("Write yes or no.")
NO_CURRENCY = gettext_noop("Name a currency by its three letters.")
EMPTY = gettext_noop("Give a value.")


def read_value(kind: FigureKind, text: str, *, currency: str = "") -> Value:
    """The value that `text` spells. Raises ValueUnreadable with what to type instead."""
    text = text.strip()
    if not text:
        raise ValueUnreadable(EMPTY)
    if kind is FigureKind.MONEY:
        return _money(text, currency)
    if kind in (FigureKind.NUMBER, FigureKind.PERCENT):
        return Value(kind, number=_number(kind, text))
    if kind is FigureKind.DAYS:
        return Value(kind, words=_days(text))
    if kind is FigureKind.YES:
        if text.casefold() not in _YES:
            raise ValueUnreadable(NOT_YES_OR_NO)
        return Value(kind, words=_YES[text.casefold()])
    return Value(kind, words=text)


def _money(text: str, currency: str) -> Value:
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ValueUnreadable(NO_CURRENCY)
    try:
        money = parse(text, currency=currency)
    except AmountUnreadable as error:
        raise ValueUnreadable(str(error)) from None
    except UnknownCurrency:
        raise ValueUnreadable(NO_CURRENCY) from None
    return Value(FigureKind.MONEY, minor=money.minor, currency=currency)


def _number(kind: FigureKind, text: str) -> Decimal:
    text = text.removesuffix("%").strip() if kind is FigureKind.PERCENT else text
    if not _NUMBER.fullmatch(text) or not text.isascii():
        raise ValueUnreadable(NOT_A_NUMBER)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueUnreadable(NOT_A_NUMBER) from None
    if abs(number) > LARGEST_NUMBER:
        raise ValueUnreadable(TOO_LARGE)
    if kind is FigureKind.PERCENT and not 0 <= number <= 1000:
        raise ValueUnreadable(NOT_A_PERCENT)
    return number


def _days(text: str) -> str:
    try:
        days = sorted({date.fromisoformat(part.strip()) for part in text.split(",")})
    except ValueError:
        raise ValueUnreadable(NOT_A_DAY) from None
    return ", ".join(day.isoformat() for day in days)
