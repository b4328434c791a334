"""Every yearly or unconfirmed figure of a program, with what stands for it and what it blocks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from portal.guides.comparison import name_place
from portal.guides.documents import Document
from portal.guides.figures import Figure, unconfirmed
from portal.guides.queries.figures import HeldFigure, figures_of
from portal.guides.queries.versions import NoGuideInForce, guide_on
from portal.guides.rules import FigureKind
from portal.registry import Registry


@dataclass(frozen=True, slots=True)
class OpenFigure:
    """One figure that is entered or confirmed year by year.

    `proposed` is what the guide says until somebody confirms a value (empty where it says nothing). `scopes` are the
    (country, tier, category) for which a value is wanted, one empty scope for a figure that holds everywhere; `categories` are
    those for which a value may differ. `blocks` says in
    words what stops on a live vendor while it is unconfirmed (X-04).
    """

    name: str
    title: str | Promise
    kind: FigureKind
    rule: str
    blocks: str | Promise
    proposed: str = ""
    note: str = ""
    currency: str = ""
    by_letter: bool = False
    whole: bool = False
    scopes: tuple[tuple[str, str, str], ...] = (("", "", ""),)
    categories: tuple[str, ...] = ()
    held: tuple[HeldFigure, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether a confirmed value stands: for a figure of the letters at least one, since not every country has one."""
        return bool(self.held) and all(figure.confirmed for figure in self.held)


#: Figures that a section leaves to letters and tables, by section.
YearlySource = Callable[[Document], Iterable[OpenFigure]]
YEARLY: Registry[YearlySource] = Registry("yearly figures of guide sections")
#: What stops while a figure of a section is unconfirmed, in words.
BLOCKED: Registry[str | Promise] = Registry("what unconfirmed sections block")


def yearly_figures(section: str, figures: YearlySource) -> None:
    """Register the figures that `[section]` leaves to a letter or a country table."""
    YEARLY.register(section, figures)


def blocks(section: str, words: str | Promise) -> None:
    """Register what stops on a live vendor while a figure of `[section]` is unconfirmed."""
    BLOCKED.register(section, words)


def open_figures(program_id: int, year: int, on: date) -> list[OpenFigure]:
    """All of them, in the order of the guide in force on the day, with what was entered for the year."""
    try:
        guide = guide_on(program_id, on, overlaid=False)
    except NoGuideInForce:
        return []
    by_name: dict[str, list[HeldFigure]] = {}
    for figure in figures_of(program_id, year, on):
        by_name.setdefault(figure.name, []).append(figure)
    return [replace(one, held=tuple(by_name.get(one.name, ()))) for one in wanted_figures(guide.document)]


def wanted_figures(document: Document) -> list[OpenFigure]:
    """What a document leaves to be entered or confirmed."""
    yearly = [one for key, source in YEARLY.all().items() if key in document.sections for one in source(document)]
    named = {one.name for one in yearly}
    others = [
        one for one in _unconfirmed(document) if not any(one.name == n or one.name.startswith(f"{n}.") for n in named)
    ]
    return [*yearly, *others]


def _unconfirmed(document: Document) -> Iterator[OpenFigure]:
    for key, part in document.sections.items():
        stopped = BLOCKED.all().get(key, _("Going live"))
        for name in unconfirmed(part, f"{key}."):
            found = find_part(document, name)
            if isinstance(found, Figure):
                kind = kind_of(found.value)
                readable = kind is not FigureKind.YES or isinstance(found.value, bool)
                yield OpenFigure(
                    name,
                    name_place(document, tuple(name.split("."))),
                    kind,
                    found.rule,
                    stopped,
                    proposed=_canonical(found.value) if readable else str(_("as written")),
                    note=found.note,
                    whole=isinstance(found.value, int),
                )
            elif found is not None:
                rule, note = getattr(found, "rule", ""), getattr(found, "note", "")
                yield OpenFigure(
                    name,
                    name_place(document, tuple(name.split("."))),
                    FigureKind.YES,
                    rule,
                    stopped,
                    proposed=str(_("as written")),
                    note=note,
                )


def _canonical(value: Any) -> str:
    """As it is typed back: the same in every language."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(day.isoformat() for day in value) if isinstance(value, tuple | list) else str(value)


def find_part(document: Document, path: str) -> Any:
    """What stands at a dotted path of a document; keys may hold dots themselves. None where nothing does."""
    section, _dot, rest = path.partition(".")
    return _find(document.sections.get(section), rest)


def _find(part: Any, path: str) -> Any:
    if not path or part is None:
        return part
    for key, below in _parts_of(part):
        if path == key:
            return below
        if path.startswith(f"{key}.") and (found := _find(below, path[len(key) + 1 :])) is not None:
            return found
    return None


def _parts_of(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, BaseModel):
        for name in (*type(part).model_fields, *(part.model_extra or {})):
            yield name, getattr(part, name)
    elif isinstance(part, dict):
        yield from part.items()
    elif isinstance(part, tuple | list):
        yield from ((str(number), one) for number, one in enumerate(part))


def kind_of(value: Any) -> FigureKind:
    """What kind of value stands in a guide."""
    if isinstance(value, bool):
        return FigureKind.YES
    if isinstance(value, int | Decimal):
        return FigureKind.NUMBER
    if isinstance(value, tuple | list) and value and all(isinstance(one, date) for one in value):
        return FigureKind.DAYS
    # A table or a list is confirmed as it is written: changing it takes a new version.
    return FigureKind.WORDS if isinstance(value, str) else FigureKind.YES
