"""What is different between two guides, in words: "Silver, large markets: certified professionals 4 to 5".

The ground finds what differs, in the order of the later document; an app says what the places of its section are called.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from portal.guides.documents import Document
from portal.guides.figures import Figure
from portal.registry import Registry

Steps = tuple[str, ...]
#: What the place is called, in the language of the reader; None leaves it to the path. Gets the document it stands in.
PlaceWords = Callable[[Document, Steps], str | None]
PLACE_WORDS: Registry[PlaceWords] = Registry("words for places of guides")

#: Keys that speak about a block, not of it: changed together with the block, they are said once.
_ABOUT = ("rule", "confirmed", "note")
_NOTHING = (None, "")
_LONGEST = 160


class ChangeKind(StrEnum):
    """What happened to a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `subject` is what the place is called, `words` what happened, `str()` the whole sentence."""

    kind: ChangeKind
    place: str
    subject: str
    words: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        mark = " " if self.before and self.after and self.kind is ChangeKind.CHANGED else ": "
        return f"{self.subject}{mark}{self.words}"


def place_words(section: str, words: PlaceWords) -> None:
    """Register what the places of `[section]` are called. Raises where two apps want one section."""
    PLACE_WORDS.register(section, words)


def compare_guides(before: Document, after: Document) -> list[Change]:
    """Every difference, in stable order: the later document's own order, then what is gone."""
    return [_in_words(one, before, after) for one in _differences(_parts(before), _parts(after), ())]


def name_place(document: Document, steps: Steps) -> str:
    """What a place is called by the app that owns its section, else its dotted path."""
    words = PLACE_WORDS.all().get(steps[0])
    named = words(document, steps) if words else None
    if named is None and len(steps) > 1 and steps[-1] in _ABOUT:
        label = {"rule": _("rule"), "note": _("note")}.get(steps[-1], steps[-1])
        return f"{name_place(document, steps[:-1])}, {label}"
    return named or ".".join(steps)


@dataclass(frozen=True, slots=True)
class _Difference:
    kind: ChangeKind
    steps: Steps
    before: Any = None
    after: Any = None


def _parts(document: Document) -> dict[str, Any]:
    return {
        "guide": document.head,
        **document.sections,
        "examples": {example.name: example for example in document.examples},
        "acknowledged": document.acknowledged,
    }


def _differences(before: Any, after: Any, steps: Steps, said: frozenset[str] = frozenset()) -> Iterator[_Difference]:
    """`said`: what changed about a block around this place in the same way, and is not said again of each cell."""
    if before == after:
        return
    if isinstance(before, Figure) and isinstance(after, Figure):
        yield from _of_figures(before, after, steps, said)
    elif _is_table(before) and _is_table(after):
        yield from _of_tables(_table(before), _table(after), steps, said)
    elif before in _NOTHING or after in _NOTHING:
        kind = ChangeKind.ADDED if before in _NOTHING else ChangeKind.REMOVED
        yield _Difference(kind, steps, before, after)
    else:
        yield _Difference(ChangeKind.CHANGED, steps, before, after)


def _of_figures(before: Figure[Any], after: Figure[Any], steps: Steps, said: frozenset[str]) -> Iterator[_Difference]:
    if before.value != after.value:
        yield _Difference(ChangeKind.CHANGED, steps, before.value, after.value)
    yield from _of_tables(
        {key: getattr(before, key) for key in _ABOUT}, {key: getattr(after, key) for key in _ABOUT}, steps, said
    )


def _of_tables(
    before: Mapping[str, Any], after: Mapping[str, Any], steps: Steps, said: frozenset[str]
) -> Iterator[_Difference]:
    now = frozenset(_said(key, before, after) for key in _ABOUT if before.get(key) != after.get(key))
    for key in (*after, *(key for key in before if key not in after)):
        if key in _ABOUT and _said(key, before, after) in said:
            continue
        if key == "confirmed":
            if before.get(key, True) != after.get(key, True):
                yield _Difference(ChangeKind.CONFIRMED if after.get(key, True) else ChangeKind.UNCONFIRMED, steps)
        else:
            yield from _differences(before.get(key), after.get(key), (*steps, key), said | now)


def _said(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return f"{key}: {before.get(key)} > {after.get(key)}"


def _is_table(value: Any) -> bool:
    return isinstance(value, BaseModel | Mapping)


def _table(value: Any) -> dict[str, Any]:
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields} | (value.model_extra or {})
    return dict(value)


def _in_words(one: _Difference, before: Document, after: Document) -> Change:
    document = before if one.kind is ChangeKind.REMOVED else after
    subject, place = name_place(document, one.steps), ".".join(one.steps)
    old, new = _shown(one.before), _shown(one.after)
    match one.kind:
        case ChangeKind.ADDED:
            words = _("added (%s)") % new if new else _("added")
        case ChangeKind.REMOVED:
            words = _("removed (was %s)") % old if old else _("removed")
        case ChangeKind.CONFIRMED:
            words = _("confirmed")
        case ChangeKind.UNCONFIRMED:
            words = _("no longer confirmed")
        case _:
            words = _changed(one, old, new)
    return Change(one.kind, place, subject, words, old, new)


def _changed(one: _Difference, old: str, new: str) -> str:
    if isinstance(one.before, list | tuple) and isinstance(one.after, list | tuple):
        return _list_words(one.before, one.after)
    return _("%(before)s to %(after)s") % {"before": old, "after": new}


def _list_words(before: Sequence[Any], after: Sequence[Any]) -> str:
    gone = [_item(one) for one in before if one not in after]
    come = [_item(one) for one in after if one not in before]
    texts = [_("with %s") % _short(come)] if come else []
    texts += [_("without %s") % _short(gone)] if gone else []
    return ", ".join(texts) or _("in another order")


def _item(value: Any) -> str:
    """One of a list; a small table in full: "below 70, points 1"."""
    if not _is_table(value):
        return _shown(value)
    return ", ".join(f"{key} {_shown(one)}" for key, one in _table(value).items())


def _short(words: Sequence[str]) -> str:
    text = ", ".join(words)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _shown(value: Any) -> str:
    """A value as a person reads it; tables say nothing, their cells do."""
    match value:
        case None | BaseModel() if not isinstance(value, Figure):
            return ""
        case Figure():
            return _shown(value.value)
        case bool():
            return _("yes") if value else _("no")
        case list() | tuple():
            return "+".join(_shown(one) for one in value)
        case Mapping():
            return ""
        case date():
            return value.isoformat()
        case _:
            return _short([str(value)])
