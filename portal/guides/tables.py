"""A guide as tables that people read: each cell a value with its rule, marked where nobody confirmed it. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic import BaseModel

from portal.guides.comparison import name_place
from portal.guides.documents import Document
from portal.guides.figures import Figure
from portal.registry import Registry

Words = str | Promise
LONGEST = 300


@dataclass(frozen=True, slots=True)
class TableCell:
    """One figure. An empty text is a place for which the guide says nothing."""

    text: Words
    rule: str = ""
    confirmed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """What the row is about, and a cell for each column."""

    label: Words
    cells: tuple[TableCell, ...]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class GuideTable:
    """One table under its title; the first column is the label's."""

    title: Words
    head: tuple[Words, ...]
    rows: tuple[TableRow, ...]
    line: Words = ""


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """The tables of one section."""

    key: str
    title: Words
    tables: tuple[GuideTable, ...] = field(default_factory=tuple)


Draw = Callable[[Document], DrawnSection]
DRAWERS: Registry[Draw] = Registry("drawers of guide sections")


def guide_tables(section: str, draw: Draw) -> None:
    """Register how `[section]` is drawn; without one its figures stand in a plain list."""
    DRAWERS.register(section, draw)


def draw_document(document: Document) -> list[DrawnSection]:
    """Every section that has something to show, in the order of the document."""
    drawers = DRAWERS.all()
    drawn = [
        drawers[key](document) if key in drawers else plain_section(key, part, document)
        for key, part in document.sections.items()
    ]
    return [section for section in drawn if any(table.rows for table in section.tables)]


def plain_section(key: str, part: BaseModel, document: Document) -> DrawnSection:
    """A section as a list of its figures."""
    rows = tuple(
        TableRow(
            name_place(document, (key, *name.split("."))),
            (TableCell(shown(figure.value), figure.rule, figure.confirmed, figure.note),),
        )
        for name, figure in figures_in(part)
    )
    return DrawnSection(key, section_title(key), (GuideTable("", (_("Figure"), _("Value")), rows),))


def section_title(key: str) -> str:
    """What a section is called that no app draws."""
    return key.replace("_", " ").capitalize()


def figures_in(part: object, path: str = "") -> Iterator[tuple[str, Figure[Any]]]:
    """Every figure below a part, with its dotted name."""
    if isinstance(part, Figure):
        yield path, part
    elif isinstance(part, BaseModel):
        for name in (*type(part).model_fields, *(part.model_extra or {})):
            yield from figures_in(getattr(part, name), f"{path}.{name}" if path else name)
    elif isinstance(part, Mapping):
        for key, one in part.items():
            yield from figures_in(one, f"{path}.{key}" if path else str(key))
    elif isinstance(part, tuple | list):
        for number, one in enumerate(part):
            yield from figures_in(one, f"{path}.{number}")


def shown(value: Any) -> str:
    """A value as a person reads it."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case None:
            return ""
        case list() | tuple():
            text = ", ".join(shown(one) for one in value)
            return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        case date():
            return value.isoformat()
        case BaseModel() | Mapping():
            return ""
        case _:
            return str(value)
