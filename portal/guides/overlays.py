"""Confirmed figures of a year over the document of a version: what a second person confirmed holds without a new version."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from portal.guides.documents import Document
from portal.guides.figures import Figure

#: Name, kind and canonical text of a confirmed value.
Confirmed = tuple[str, str, str]


def overlay(document: Document, confirmed: Iterable[Confirmed]) -> Document:
    """The document with these values in place of what it proposes. Names that it does not know change nothing."""
    sections: dict[str, Any] = dict(document.sections)
    for name, kind, text in confirmed:
        key, _dot, path = name.partition(".")
        if key in sections and path:
            sections[key] = _put(sections[key], path, kind, text)
    return replace(document, sections=sections)


def _put(part: Any, path: str, kind: str, text: str) -> Any:
    if isinstance(part, Figure) and not path:
        return part.model_copy(update={"value": _value(part.value, kind, text), "confirmed": True})
    if isinstance(part, BaseModel):
        return _put_in_model(part, path, kind, text)
    if isinstance(part, Mapping):
        return {key: _step(key, one, path, kind, text) for key, one in part.items()}
    if isinstance(part, tuple):
        return tuple(_step(str(number), one, path, kind, text) for number, one in enumerate(part))
    return part


def _put_in_model(part: BaseModel, path: str, kind: str, text: str) -> BaseModel:
    if not path:
        return part.model_copy(update={"confirmed": True}) if "confirmed" in type(part).model_fields else part
    names = (*type(part).model_fields, *(part.model_extra or {}))
    changed = {
        name: _put(getattr(part, name), path[len(name) + 1 :], kind, text)
        for name in names
        if path == name or path.startswith(f"{name}.")
    }
    return part.model_copy(update=changed) if changed else part


def _step(key: str, one: Any, path: str, kind: str, text: str) -> Any:
    return _put(one, path[len(key) + 1 :], kind, text) if path == key or path.startswith(f"{key}.") else one


def _value(before: Any, kind: str, text: str) -> Any:
    """The value in the type that the section reads there."""
    if isinstance(before, bool):
        return text == "yes"
    if isinstance(before, int):
        return int(Decimal(text))
    if isinstance(before, Decimal):
        return Decimal(text)
    if kind == "days":
        return _days(before, [date.fromisoformat(part.strip()) for part in text.split(",")])
    return text if isinstance(before, str) else before


def _days(before: Any, days: list[date]) -> Any:
    """The days of these years take the place of those that the guide had for them; other years stay."""
    if not isinstance(before, tuple | frozenset | list):
        return before
    years = {day.year for day in days}
    kept = [day for day in before if not (isinstance(day, date) and day.year in years)]
    return type(before)(sorted([*kept, *days]))
