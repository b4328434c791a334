"""Figures of a year: what the guide leaves to letters and tables or nobody confirmed, entered by form or sheet."""

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.rights import requires
from portal.exports import write_csv, write_xlsx
from portal.forms import blame, mark
from portal.guides.forms import FIRST_YEAR, LAST_YEAR, CopyForm, FigureForm, SheetForm
from portal.guides.models import FigureBatch, Program
from portal.guides.queries.figures import HeldFigure
from portal.guides.queries.open_figures import OpenFigure, open_figures
from portal.guides.queries.workbench import (
    batches_visible_to,
    decision_about,
    names_of,
    question_about,
    state_of,
    values_of_batch,
)
from portal.guides.rules import ValueUnreadable
from portal.guides.services.figures import FIGURES, enter_figures
from portal.guides.services.typed_figures import SheetFaults, copy_year, enter_sheet, read_typed
from portal.guides.sheets import COLUMNS, SheetRefused, read_sheet, rows_out
from portal.guides.views.programs import actor_of, program_of, tabs_of
from portal.problems import Refusal

MOST_SHOWN = 400


def _year(request: HttpRequest, usual: int) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else usual
    return year if FIRST_YEAR <= year <= LAST_YEAR else usual


@require_safe
@requires("guides.see")
def figures_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Every figure of a year with what stands for it, what it blocks, and the ways to enter it."""
    found = program_of(request, program)
    today = state_of(found, actor=actor_of(request), now=timezone.now()).today
    return _page(request, found, _year(request, today.year))


def _page(request: HttpRequest, program: Program, year: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor = actor_of(request)
    figures = _figures(program, request, year)
    here = reverse("guides:figures", kwargs={"vendor": request.vendor.slug, "program": program.pk})  # type: ignore[attr-defined]
    context = {
        "program": program,
        "year": year,
        "years": [{"label": y, "url": f"{here}?year={y}", "current": y == year} for y in (year - 1, year, year + 1)],
        "figures": [_shown(figure) for figure in figures],
        "open_count": sum(1 for figure in figures if not figure.confirmed),
        "waiting": [batch for batch in batches_visible_to(actor).filter(program=program, year=year) if _waits(batch)],
        "may_write": actor.may("guides.write"),
        "form": FigureForm(initial={"year": year}, names=_names(figures)),
        "sheet_form": SheetForm(initial={"year": year}, auto_id="sheet_%s"),
        "copy_form": CopyForm(initial={"year": year}, auto_id="copy_%s"),
        "tabs": tabs_of(request, program, "figures"),
        "now": timezone.now(),
        **forms,
    }
    return render(request, "guides/figures.html", context, status=status)


def _figures(program: Program, request: HttpRequest, year: int) -> list[OpenFigure]:
    today = state_of(program, actor=actor_of(request), now=timezone.now()).today
    on = today if today.year == year else today.replace(year=year, month=12 if year < today.year else 1, day=1)
    return open_figures(program.pk, year, on)


def _names(figures: list[OpenFigure]) -> list[tuple[str, Any]]:
    return [(figure.name, figure.title) for figure in figures]


def _waits(batch: FigureBatch) -> bool:
    question = question_about(FIGURES, batch.pk)
    return question is not None and question.state == "open"


def _shown(figure: OpenFigure) -> dict[str, Any]:
    held: tuple[HeldFigure, ...] = figure.held[:MOST_SHOWN]
    return {"figure": figure, "held": held, "more": len(figure.held) - len(held), "wanted": len(figure.scopes)}


@require_POST
@requires("guides.write")
def enter(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Enter one figure."""
    found = program_of(request, program)
    year = _posted_year(request)
    figures = _figures(found, request, year)
    form = FigureForm(request.POST, names=_names(figures))
    if not form.is_valid():
        return _page(request, found, year, form=form, status=422)
    typed = form.cleaned_data
    try:
        one = read_typed(typed, {figure.name: figure for figure in figures})
        batch = enter_figures(
            found,
            year=typed["year"],
            entered=[one],
            by=actor_of(request),
            at=timezone.now(),
            **{key: typed[key] for key in ("reason", "letter", "effective_on")},
        )
    except ValueUnreadable as error:
        mark(form, _(str(error)), "value")
        return _page(request, found, year, form=form, status=422)
    except Refusal as refusal:
        blame(form, refusal)
        return _page(request, found, year, form=form, status=refusal.status)
    return _asked(request, batch)


@require_POST
@requires("guides.write")
def enter_by_sheet(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Enter a whole sheet, all rows or none."""
    found = program_of(request, program)
    year = _posted_year(request)
    form = SheetForm(request.POST, request.FILES, auto_id="sheet_%s")
    if not form.is_valid():
        return _page(request, found, year, sheet_form=form, status=422)
    typed = form.cleaned_data
    try:
        rows = read_sheet(typed["file"].read(), name=typed["file"].name)
        batch = enter_sheet(
            found,
            rows=rows,
            figures=_figures(found, request, typed["year"]),
            by=actor_of(request),
            at=timezone.now(),
            **{key: typed[key] for key in ("year", "reason", "letter", "effective_on")},
        )
    except SheetRefused as refused:
        mark(form, str(refused), "file")
        return _page(request, found, year, sheet_form=form, status=422)
    except SheetFaults as refused:
        mark(form, str(refused), "file")
        return _page(request, found, year, sheet_form=form, faults=refused.faults, status=422)
    except Refusal as refusal:
        mark(form, str(refusal), "file" if refusal.field == "sheet" else refusal.field)
        return _page(request, found, year, sheet_form=form, status=refusal.status)
    return _asked(request, batch)


@require_POST
@requires("guides.write")
def copy(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Begin a year as an unconfirmed copy of the last."""
    found = program_of(request, program)
    form = CopyForm(request.POST, auto_id="copy_%s")
    year = _posted_year(request)
    if not form.is_valid():
        return _page(request, found, year, copy_form=form, status=422)
    try:
        batch = copy_year(found, year=form.cleaned_data["year"], by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        blame(form, refusal)
        return _page(request, found, year, copy_form=form, status=refusal.status)
    return _asked(request, batch)


def _posted_year(request: HttpRequest) -> int:
    text = request.POST.get("year", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else timezone.now().year


def _asked(request: HttpRequest, batch: FigureBatch) -> HttpResponse:
    messages.success(request, _("Stored. The figures hold when a second person confirms them."))
    return redirect("guides:batch", vendor=request.vendor.slug, batch=batch.pk)  # type: ignore[attr-defined]


@require_safe
@requires("guides.see")
def sheet(request: HttpRequest, vendor: str, program: int, form: str) -> HttpResponseBase:
    """The figures of a year as CSV or XLSX, which is also the template to fill in."""
    found = program_of(request, program)
    today = state_of(found, actor=actor_of(request), now=timezone.now()).today
    year = _year(request, today.year)
    rows = list(rows_out(_figures(found, request, year)))
    name = f"{found.slug}-figures-{year}.{form}"
    response: HttpResponseBase
    if form == "csv":
        response = StreamingHttpResponse(write_csv(header=COLUMNS, rows=rows), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        file = io.BytesIO()
        write_xlsx(file, title=str(year), header=COLUMNS, rows=rows, created=timezone.now())
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(file.getvalue(), content_type=kind)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@requires("guides.see")
def batch_page(request: HttpRequest, vendor: str, batch: int) -> HttpResponse:
    """What was entered at once, and what was decided about it."""
    found: FigureBatch = get_object_or_404(batches_visible_to(actor_of(request)), pk=batch)
    decision = decision_about(found)
    context = {
        "batch": found,
        "program": found.program,
        "values": values_of_batch(found, _figures(found.program, request, found.year)),
        "question": question_about(FIGURES, found.pk),
        "decision": decision,
        "names": names_of([found.entered_by_id, decision.decided_by_id if decision else None]),
        "tabs": tabs_of(request, found.program, "figures"),
        "now": timezone.now(),
    }
    return render(request, "guides/batch.html", context)
