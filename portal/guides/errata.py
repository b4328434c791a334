"""Errata: the text of a version with named figures put right, and what that changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.guides.changes import BESIDE
from portal.guides.lines import LineIndex, Path
from portal.guides.parsing import parse_guide
from portal.registry import Registry

if TYPE_CHECKING:
    from portal.guides.models import GuideVersion


class NoSuchFigure(ValueError):
    """A correction names no figure of the guide, or the value is none of its kind; the message says so."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that was decided under the version and may come out otherwise now."""

    kind: str
    subject_id: int
    partner_id: int | None
    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class EffectSource:
    """Who finds what an erratum changes: scorecards, statements, rebates."""

    label: str | Promise
    find: "Callable[[GuideVersion, str, date], Iterable[Effect]]"


#: By kind. Each gets the version, the corrected text and the day from which it is right.
EFFECTS: Registry[EffectSource] = Registry("effects of errata")


def erratum_effects(
    kind: str, label: str | Promise, find: "Callable[[GuideVersion, str, date], Iterable[Effect]]"
) -> None:
    """Register what of an app an erratum can change."""
    EFFECTS.register(kind, EffectSource(label, find))


def read_corrections(text: str) -> dict[str, str]:
    """Dotted names and values from lines such as `kpi1.minimum = 85`. Raises NoSuchFigure with the line that is wrong."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise NoSuchFigure(_("Line %s: write a dotted name, an equals sign and the right value.") % number)
        if name.strip() in found:
            raise NoSuchFigure(_("Line %s: this figure is corrected twice.") % number)
        found[name.strip()] = value.strip()
    return found


def corrected_text(source: str, corrections: Mapping[str, str]) -> str:
    """The document with these values in place of what was printed; everything else stays byte for byte.

    Raises NoSuchFigure where a name leads to no single value, or the value is none of its kind.
    """
    data, lines = parse_guide(source)
    spans: list[tuple[int, int, str]] = []
    for name, text in corrections.items():
        path, value = _find(data, lines, name)
        spot = lines.spots[path]
        spans.append((spot.start, spot.end, _literal(name, value, text)))
    for start, end, literal in sorted(spans, reverse=True):
        source = source[:start] + literal + source[end:]
    return source


def _find(data: Any, lines: LineIndex, name: str) -> tuple[Path, Any]:
    path, rest = _longest(lines, name)
    if rest or not path or path[0] in BESIDE:
        raise NoSuchFigure(_("%s is no figure of this guide.") % name)
    value = data
    for step in path:
        value = value[step]
    if isinstance(value, dict) and "value" in value and (*path, "value") in lines.spots:
        path, value = (*path, "value"), value["value"]
    if isinstance(value, dict | list):
        raise NoSuchFigure(_("%s is a table or a list: name one figure in it.") % name)
    return path, value


def _longest(lines: LineIndex, name: str) -> tuple[Path, str]:
    """The path that a dotted name spells; keys may hold dots themselves, so the text decides."""
    path: Path = ()
    rest = name
    while rest:
        parts = rest.split(".")
        for taken in range(1, len(parts) + 1):
            key = ".".join(parts[:taken])
            step: str | int = int(key) if key.isdecimal() and (*path, int(key)) in lines.spots else key
            if (*path, step) in lines.spots:
                path, rest = (*path, step), ".".join(parts[taken:])
                break
        else:
            return path, rest
    return path, ""


def _literal(name: str, before: Any, text: str) -> str:
    if isinstance(before, bool):
        if text not in ("true", "false"):
            raise NoSuchFigure(_("%s is true or false.") % name)
        return text
    if isinstance(before, int | Decimal):
        return _number(name, text)
    if isinstance(before, date):
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise NoSuchFigure(_("%s is a day such as 2024-01-31.") % name) from None
    inner = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if any(not letter.isprintable() for letter in inner) or '"' in inner or "\\" in inner:
        raise NoSuchFigure(_("%s is a word without quotes and line breaks.") % name)
    return f'"{inner}"'


def _number(name: str, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NoSuchFigure(_("%s is a number.") % name) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15 or not text.isascii():
        raise NoSuchFigure(_("%s is a number.") % name)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -12:
        raise NoSuchFigure(_("%s is a number.") % name)
    return format(number, "f")
