"""Worked examples inside a guide: facts in, expected result out. A guide whose examples fail cannot be published."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from portal.guides.figures import GuideModel
from portal.registry import Registry

if TYPE_CHECKING:
    from portal.guides.documents import Document

#: Calculates the result of one example: facts as JSON has them (days and decimals are texts), answers anything JSON has.
ExampleRun = Callable[["Document", dict[str, Any]], Any]
EXAMPLE_KINDS: Registry[ExampleRun] = Registry("kinds of worked examples")


class Example(GuideModel):
    """One of `[[examples]]`. `kind` is the app's; only the keys that `expect` names are compared."""

    name: str
    rule: str
    kind: str
    facts: dict[str, Any] = {}
    expect: dict[str, Any]


def example_kind(key: str, run: ExampleRun) -> None:
    """Register what calculates examples of `kind = key`. Raises where two apps want one name."""
    EXAMPLE_KINDS.register(key, run)


def differences(expected: Any, found: Any, at: str = "") -> list[str]:
    """What differs, one sentence each; empty where all that is expected is found.

    Numbers are equal by value, whether written as text or not. `""` expects nothing (null or empty). Of a list of
    tables each one expected must be found somewhere; other lists must be equal.
    """
    if isinstance(expected, Mapping):
        return _table_differences(expected, found, at)
    if isinstance(expected, list) and expected and all(isinstance(one, Mapping) for one in expected):
        return [text for number, one in enumerate(expected) for text in _search(one, found, f"{at}[{number}]")]
    if _same(expected, found) or (expected == "" and found in (None, [], {})) or _same_number(expected, found):
        return []
    return [f"{at}: expected {_shown(expected)}, found {_shown(found)}"]


def plain(value: Any) -> Any:
    """As JSON would have it: days, times and decimals become texts."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _table_differences(expected: Mapping[str, Any], found: Any, at: str) -> list[str]:
    if not isinstance(found, Mapping):
        return [f"{at}: expected a table, found {_shown(found)}"]
    texts: list[str] = []
    for key, value in expected.items():
        here = f"{at}.{key}" if at else key
        texts += differences(value, found[key], here) if key in found else [f"{here}: is not in the result"]
    return texts


def _search(expected: Mapping[str, Any], found: Any, at: str) -> list[str]:
    if not isinstance(found, Sequence) or isinstance(found, str) or not found:
        return [f"{at}: expected {_shown(expected)}, found {_shown(found)}"]
    return min((differences(expected, one, at) for one in found), key=len)


def _same(expected: Any, found: Any) -> bool:
    # Python holds True equal to 1, JSON does not.
    return json.dumps(plain(expected), sort_keys=True) == json.dumps(plain(found), sort_keys=True, default=repr)


def _same_number(expected: Any, found: Any) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return False
    try:
        return Decimal(str(expected)) == Decimal(str(found))
    except InvalidOperation:
        return False


def _shown(value: Any) -> str:
    text = repr(plain(value)) if value is not None else "nothing"
    return text if len(text) <= 200 else f"{text[:197]}..."
