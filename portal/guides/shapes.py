"""What pydantic says about a document, in plain words and with the line of each key."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from portal.guides.findings import Finding
from portal.guides.lines import LineIndex, Path

SHAPE = "shape"

_TABLE = gettext_lazy("a table is expected here")
_LIST = gettext_lazy("a list is expected here")
_WHOLE = gettext_lazy("a whole number is expected, not %(input)s")
_NUMBER = gettext_lazy("a number is expected, not %(input)s")
_TEXT = gettext_lazy("a text is expected, not %(input)s")
_YES = gettext_lazy("true or false is expected, not %(input)s")
_DAY = gettext_lazy("a day such as 2024-01-31 is expected, not %(input)s")
_ONE_OF = gettext_lazy("must be %(expected)s, not %(input)s")
_EMPTY = gettext_lazy("needs at least %(min_length)s")
_FULL = gettext_lazy("may have at most %(max_length)s")

_WORDS: dict[str, str | Promise] = {
    "missing": gettext_lazy("is missing"),
    "extra_forbidden": gettext_lazy("there is no key of this name here"),
    "bool_parsing": _YES,
    "bool_type": _YES,
    "date_from_datetime_inexact": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "dict_type": _TABLE,
    "enum": _ONE_OF,
    "finite_number": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "frozen_set_type": _LIST,
    "greater_than": gettext_lazy("must be more than %(gt)s, not %(input)s"),
    "greater_than_equal": gettext_lazy("must be at least %(ge)s, not %(input)s"),
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_type": _WHOLE,
    "less_than": gettext_lazy("must be less than %(lt)s, not %(input)s"),
    "less_than_equal": gettext_lazy("must be at most %(le)s, not %(input)s"),
    "list_type": _LIST,
    "literal_error": _ONE_OF,
    "model_attributes_type": _TABLE,
    "model_type": _TABLE,
    "set_type": _LIST,
    "string_pattern_mismatch": gettext_lazy("%(input)s is not written as it should be (%(pattern)s)"),
    "string_too_long": _FULL,
    "string_too_short": _EMPTY,
    "string_type": _TEXT,
    "too_long": _FULL,
    "too_short": _EMPTY,
    "tuple_type": _LIST,
}
#: Said of a value that another reading of the same value took apart further: the deeper one knows more.
_OTHER_READING = {
    "int_type",
    "decimal_type",
    "string_type",
    "bool_type",
    "dict_type",
    "model_type",
    "list_type",
    "tuple_type",
}
_LONGEST_INPUT = 60


def shape_findings(error: ValidationError, section: Path, lines: LineIndex) -> list[Finding]:
    """One finding for each key that is wrong, in the order of lines. Readings of one value are joined by "or"."""
    reasons: dict[Path, list[str]] = {}
    details = [(_path_of(one, section, lines), one) for one in error.errors(include_url=False)]
    deep = [path for path, _one in details]
    for path, one in details:
        if one["type"] in _OTHER_READING and any(
            len(other) > len(path) and other[: len(path)] == path for other in deep
        ):
            continue
        for where, reason in _located(path, _reason(one), lines):
            if reason not in reasons.setdefault(where, []):
                reasons[where].append(reason)
    found = [_finding(path, texts, lines) for path, texts in reasons.items()]
    return sorted(found, key=lambda finding: (finding.line, finding.place))


def _located(path: Path, reason: str, lines: LineIndex) -> Iterator[tuple[Path, str]]:
    """A block that looks at itself as a whole says `quota.Gold: ...; quota.Silver: ...`: each goes to the key it names."""
    for part in reason.split("; "):
        named, colon, rest = part.partition(": ")
        inside = lines.nearest((*path, *named.split("."))) if colon else path
        yield (inside, rest) if len(inside) > len(path) else (path, part)


def _finding(path: Path, reasons: Iterable[str], lines: LineIndex) -> Finding:
    message = _("; or ").join(reasons)
    return Finding(".".join(map(str, path)), message, code=SHAPE, line=lines.line_of(path))


def _path_of(detail: ErrorDetails, section: Path, lines: LineIndex) -> Path:
    steps: Sequence[str | int] = (*section, *detail["loc"])
    near = lines.nearest(steps)
    return (*near, steps[-1]) if detail["type"] == "missing" else near


def _reason(detail: ErrorDetails) -> str:
    context: dict[str, Any] = detail.get("ctx", {})
    if detail["type"] in ("value_error", "assertion_error"):
        return str(context["error"])
    words = _WORDS.get(detail["type"])
    return str(words) % {**context, "input": _shown(detail["input"])} if words else detail["msg"]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return _("a table")
    if isinstance(value, list):
        return _("a list")
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_INPUT else f"{text[: _LONGEST_INPUT - 1]}…"
