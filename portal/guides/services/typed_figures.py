"""From what was typed, in a form or a sheet, to values: each fault with its row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.guides.models import FigureBatch, Program
from portal.guides.queries.figures import ends_of_chains, figures_of
from portal.guides.queries.open_figures import OpenFigure
from portal.guides.rules import FigureKind, Value, ValueUnreadable, read_value
from portal.guides.services.figures import Entered, enter_figures
from portal.guides.sheets import SheetRow
from portal.problems import Refusal

LONGEST_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that cannot be taken, and why."""

    row: int
    why: str


class SheetFaults(Refusal):
    """Nothing was stored; `faults` says what is wrong in which row."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            _("Nothing was stored: %s rows have to be corrected.") % len(faults), field="file", code="bad-rows"
        )
        self.faults = faults


def read_typed(cells: Mapping[str, str], figures: Mapping[str, OpenFigure]) -> Entered:
    """One typed figure. Raises ValueUnreadable with what to correct."""
    figure = figures.get(cells.get("name", "").strip())
    if figure is None:
        raise ValueUnreadable(_("There is no figure of this name to be entered."))
    scope = tuple(cells.get(part, "").strip() for part in ("country", "tier", "category"))
    _check_scope(figure, scope)
    text = cells.get("value", "")
    if len(text) > LONGEST_WORDS or "\0" in text:
        raise ValueUnreadable(_("This value is too long."))
    value = read_value(figure.kind, text, currency=cells.get("currency", "").strip().upper() or figure.currency)
    _check_value(figure, value)
    return Entered(figure.name, value, country=scope[0], tier=scope[1], category=scope[2])


def _check_scope(figure: OpenFigure, scope: tuple[str, ...]) -> None:
    if figure.by_letter:
        known = [{one[position] for one in figure.scopes} for position in range(3)]
        known[2] |= set(figure.categories)
        for part, words, allowed in zip(scope, (_("country"), _("tier"), _("category")), known, strict=True):
            if part not in allowed:
                raise ValueUnreadable(
                    _("“%(part)s” is no %(word)s of this figure.") % {"part": part[:40], "word": words}
                )
    elif any(scope):
        raise ValueUnreadable(_("This figure holds everywhere: leave country, tier and category empty."))


def _check_value(figure: OpenFigure, value: Value) -> None:
    if figure.whole and value.number is not None and value.number != value.number.to_integral_value():
        raise ValueUnreadable(_("Give a whole number."))
    if value.number is not None and value.number < 0 and not figure.by_letter:
        raise ValueUnreadable(_("Give a number of 0 or more."))


def enter_sheet(
    program: Program,
    *,
    year: int,
    rows: Iterable[SheetRow],
    figures: Iterable[OpenFigure],
    by: Actor,
    reason: str,
    letter: str,
    effective_on: date | None,
    at: datetime,
) -> FigureBatch:
    """Enter every row of a sheet, all or none. Rows without a value are left out. Raises SheetFaults."""
    known = {figure.name: figure for figure in figures}
    entered: list[Entered] = []
    faults: list[Fault] = []
    seen: dict[object, int] = {}
    for row in rows:
        if not row.fault and not row.cells.get("value", "").strip():
            continue
        try:
            if row.fault:
                raise ValueUnreadable(row.fault)
            one = read_typed(row.cells, known)
            if one.key in seen:
                raise ValueUnreadable(_("This figure stands in row %s already.") % seen[one.key])
            seen[one.key] = row.number
            entered.append(one)
        except ValueUnreadable as error:
            faults.append(Fault(row.number, _(str(error))))
    if faults:
        raise SheetFaults(faults)
    return enter_figures(
        program, year=year, entered=entered, by=by, reason=reason, letter=letter, effective_on=effective_on, at=at
    )


def copy_year(program: Program, *, year: int, by: Actor, at: datetime) -> FigureBatch:
    """Begin a year as an unconfirmed copy of the one before: what stands there and not here yet waits for a second person."""
    here = ends_of_chains(program.pk, year)
    entered = [
        Entered(
            held.name,
            read_value(FigureKind(held.kind), held.value, currency=held.currency),
            country=held.country,
            tier=held.tier,
            category=held.category,
            copied_from=held.id,
        )
        for held in figures_of(program.pk, year - 1, date(year - 1, 12, 31))
        if held.key not in here
    ]
    if not entered:
        raise Refusal(_("%s has no figure that is not here already.") % (year - 1), field="year")
    return enter_figures(program, year=year, entered=entered, by=by, reason=_("Copy of %s") % (year - 1), at=at)
