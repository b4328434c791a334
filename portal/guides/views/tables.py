"""The tables of a draft: opened as grids, sent out as a workbook, and taken back cell by cell once somebody has looked."""

import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.rights import requires
from portal.forms import mark
from portal.guides.forms import WorkbookForm
from portal.guides.grids import CellsRefused, Changed, change_cells, grids_of
from portal.guides.models import GuideDraft
from portal.guides.parsing import GuideRefused
from portal.guides.services.drafts import save_draft
from portal.guides.views.drafts import draft_of
from portal.guides.views.programs import actor_of, program_of, tabs_of
from portal.guides.workbook import LARGEST_WORKBOOK, read_grids, write_grids
from portal.problems import Conflict

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a form of cells carries beside its cells.
BESIDE = ("csrfmiddlewaretoken", "revision")


@require_safe
@requires("guides.write")
def tables_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Each table as a grid whose cells can be typed over."""
    return _tables(request, draft_of(request, program_of(request, program)))


@require_safe
@requires("guides.write")
def download(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """The same tables as a workbook, one sheet each."""
    found = program_of(request, program)
    file = io.BytesIO()
    try:
        write_grids(file, source=draft_of(request, found).source, created=timezone.now())
    except GuideRefused:
        return redirect("guides:check", vendor=vendor, program=program)
    response = HttpResponse(file.getvalue(), content_type=KIND)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-tables.xlsx"'
    return response


@require_POST
@requires("guides.write")
def preview_cells(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """What typing into a grid would change, cell by cell; nothing is stored."""
    draft = draft_of(request, program_of(request, program))
    try:
        return _preview(request, draft, change_cells(draft.source, _typed(request)))
    except (CellsRefused, GuideRefused) as refused:
        return _tables(request, draft, problems=refused.problems, status=422)


@require_POST
@requires("guides.write")
def preview_workbook(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """What a workbook would change, cell by cell; nothing is stored."""
    draft = draft_of(request, program_of(request, program))
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _tables(request, draft, form=form, status=422)
    try:
        return _preview(request, draft, read_grids(draft.source, form.cleaned_data["file"].read(LARGEST_WORKBOOK + 1)))
    except (CellsRefused, GuideRefused) as refused:
        mark(form, _("Nothing was stored: correct the workbook."), "file")
        return _tables(request, draft, form=form, problems=refused.problems, status=422)


@require_POST
@requires("guides.write")
def take(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Put the cells that were looked at into the text of the draft, if nobody saved since."""
    draft = draft_of(request, program_of(request, program))
    revision = request.POST.get("revision", "")
    try:
        changed = change_cells(draft.source, _typed(request))
        read = int(revision) if revision.isdecimal() and len(revision) < 10 else 0
        save_draft(draft, source=changed.source, revision=read, by=actor_of(request))
    except (CellsRefused, GuideRefused) as refused:
        return _tables(request, draft, problems=refused.problems, status=422)
    except Conflict as conflict:
        return _tables(request, draft, problems=[str(conflict)], status=409)
    messages.success(request, _("Saved. Comments and layout of the text stayed as they were."))
    return redirect("guides:tables", vendor=vendor, program=program)


def _typed(request: HttpRequest) -> dict[str, object]:
    return {name: value for name, value in request.POST.items() if name not in BESIDE}


def _preview(request: HttpRequest, draft: GuideDraft, changed: Changed) -> HttpResponse:
    if not changed.changes:
        messages.info(request, _("No cell differs from the draft."))
        return redirect("guides:tables", vendor=request.vendor.slug, program=draft.program_id)  # type: ignore[attr-defined]
    return render(request, "guides/cells.html", _context(request, draft) | {"changes": changed.changes})


def _tables(
    request: HttpRequest,
    draft: GuideDraft,
    *,
    form: WorkbookForm | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _context(request, draft) | {"form": form or WorkbookForm(), "problems": problems or []}
    try:
        context["grids"] = grids_of(draft.source)
    except GuideRefused as refused:
        context["problems"] = refused.problems
    return render(request, "guides/tables.html", context, status=status)


def _context(request: HttpRequest, draft: GuideDraft) -> dict[str, Any]:
    return {"program": draft.program, "draft": draft, "tabs": tabs_of(request, draft.program, "draft")}
