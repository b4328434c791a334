"""Facts that are none: where and why."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tiering.rules.cards.lines import Number

#: Larger than any figure of business, and finer than any mean that somebody wrote down: what is compared is never cut.
LARGEST = 10**18
FINEST = -40
NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,40})?")
PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TOO_MUCH = "the number is too large or too fine"


class FactsRefused(ValueError):
    """A facts object that cannot be scored. `path` is where, as in `countries.US.trained_sales`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path = path
        self.reason = reason


def read_count(raw: Any, path: str) -> int:
    """A whole number from 0 on. Raises FactsRefused."""
    if type(raw) is int and 0 <= raw <= LARGEST:
        return raw
    number = read_number(raw, path)
    if number != int(number):
        raise FactsRefused(path, f"{raw} is no whole number")
    if number < 0:
        raise FactsRefused(path, f"{raw} is below zero")
    return int(number)


def read_number(raw: Any, path: str) -> Number:
    """An exact number: an integer, or a decimal that came as text or as a number of JSON. Raises FactsRefused."""
    kind = type(raw)
    if kind is int:
        if -LARGEST <= raw <= LARGEST:
            return raw  # type: ignore[no-any-return]
        raise FactsRefused(path, "the number is too large")
    if kind is str:
        if NUMBER.fullmatch(raw) is None:
            raise FactsRefused(path, TOO_MUCH if PLAIN.fullmatch(raw) else f"{raw[:40]!r} is no number")
        return Decimal(raw)
    return _read_odd_number(raw, path)


def _read_odd_number(raw: Any, path: str) -> Number:
    if isinstance(raw, float):
        raw = Decimal(repr(raw))
    if not isinstance(raw, Decimal):
        raise FactsRefused(path, f"{name_kind(raw)} is no number")
    if not raw.is_finite():
        raise FactsRefused(path, f"{raw} is no number")
    exponent = raw.as_tuple().exponent
    if abs(raw) > LARGEST or (isinstance(exponent, int) and exponent < FINEST):
        raise FactsRefused(path, TOO_MUCH)
    return raw


def read_positive(raw: Any, path: str) -> Number:
    """A number from 0 on."""
    number = read_number(raw, path)
    if number < 0:
        raise FactsRefused(path, f"{raw} is below zero")
    return number


def read_yes(raw: Any, path: str) -> bool:
    """True or false, and nothing like it."""
    if raw is True or raw is False:
        return raw
    raise FactsRefused(path, f"{name_kind(raw)} is neither true nor false")


def read_yes_or_word(raw: Any, path: str) -> bool | str:
    """True, false, or a word such as "monthly"."""
    if isinstance(raw, str) and 0 < len(raw) <= 40:
        return raw
    return read_yes(raw, path)


def read_yes_or_positive(raw: Any, path: str) -> bool | Number:
    """True, false, or the amount."""
    return raw if isinstance(raw, bool) else read_positive(raw, path)


def read_numbers(raw: Any, path: str) -> tuple[Number, ...]:
    """A list of numbers from 0 on."""
    if not isinstance(raw, list | tuple):
        raise FactsRefused(path, f"{name_kind(raw)} is no list of numbers")
    return tuple(read_positive(one, f"{path}[{number}]") for number, one in enumerate(raw))


def read_named_numbers(raw: Any, path: str) -> dict[str, Number]:
    """Numbers by name."""
    return {name: read_positive(one, f"{path}.{name}") for name, one in read_table(raw, path).items()}


def read_answers(raw: Any, path: str) -> Number | tuple[Number, ...]:
    """Single answers, or the mean that somebody took already."""
    return read_numbers(raw, path) if isinstance(raw, list | tuple) else read_positive(raw, path)


def read_peers(raw: Any, path: str) -> dict[str, dict[str, Any]]:
    """`{"line": {"own": 51, "peers": [40, 50, 60]}}`; peers leave the partner itself out."""
    found = {}
    for name, one in read_table(raw, path).items():
        here = f"{path}.{name}"
        table = read_table(one, here)
        refuse_unknown(table, {"own", "peers"}, here)
        own = read_number(table.get("own"), f"{here}.own")
        found[name] = {"own": own, "peers": read_numbers(table.get("peers"), f"{here}.peers")}
    return found


def read_date(raw: Any, path: str) -> date:
    """A day as `2014-12-31`."""
    if isinstance(raw, str) and DAY.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    elif type(raw) is date:
        return raw
    raise FactsRefused(path, f"{raw!r} is no day" if isinstance(raw, str) else f"{name_kind(raw)} is no day")


def read_text(raw: Any, path: str) -> str:
    """A short text."""
    if isinstance(raw, str) and 0 < len(raw) <= 200:
        return raw
    raise FactsRefused(path, f"{name_kind(raw)} is no name")


def read_table(raw: Any, path: str) -> Mapping[str, Any]:
    """An object of JSON."""
    if isinstance(raw, Mapping):
        return raw
    raise FactsRefused(path, f"{name_kind(raw)} is no object")


def read_list(raw: Any, path: str) -> list[Any]:
    """A list of JSON."""
    if isinstance(raw, list | tuple):
        return list(raw)
    raise FactsRefused(path, f"{name_kind(raw)} is no list")


def refuse_unknown(table: Mapping[str, Any], known: Any, path: str) -> None:
    """A misspelt fact is a missing one, so nothing is passed over."""
    for key in table:
        if key not in known:
            raise FactsRefused(f"{path}.{key}" if path else str(key), "nothing of this name is asked here")


def name_kind(raw: Any) -> str:
    """What JSON calls it."""
    for kinds, name in _KINDS:
        if isinstance(raw, kinds):
            return name
    return type(raw).__name__


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "null"),
    (bool, "true or false"),
    ((int, Decimal, float), "a number"),
    (str, "a text"),
    ((list, tuple), "a list"),
    (Mapping, "an object"),
)

Reader = Callable[[Any, str], Any]
