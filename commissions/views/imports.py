"""Pages of imports: the list, a new one, one with its progress, totals and bad rows, and its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commissions.forms.imports import CorrectionForm, ImportForm, RefusalForm
from commissions.models import ImportBatch
from commissions.queries.imports import (
    accepted_currencies,
    bad_rows,
    batches_seen,
    differences,
    job_of,
    known_systems,
    moves_of,
    same_file_before,
)
from commissions.services.imports import correct_totals, receive_file, refuse_batch
from commissions.sheets import OPTIONAL, REQUIRED
from commissions.states import ImportState
from commissions.views.downloads import download
from commissions.views.import_figures import facts_of, rows_of, timeline_of, totals_of
from portal.accounts.rights import requires
from portal.exports import write_csv
from portal.forms import NoFilter, blame
from portal.jobs.progress import asks_progress, progress, read_after_job
from portal.jobs.queries import Shown, shown_at_work
from portal.keyset import Order
from portal.problems import Refusal
from portal.shell.lists import list_page

NEWEST = Order("newest", "", ("id",))
SHOWN_ROWS = 50


@require_GET
@requires("sales.import")
def imports(request: HttpRequest, vendor: str) -> HttpResponse:
    """Every import, the newest first."""
    page = list_page(request, batches_seen(), orders=[NEWEST], form=NoFilter(request.GET))
    return render(request, "commissions/imports/list.html", {"page": page, "has_systems": bool(known_systems())})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.import")
def new_import(request: HttpRequest, vendor: str) -> HttpResponseBase:
    """Choose a file and type its totals."""
    form = ImportForm(request.POST or None, request.FILES or None, currencies=accepted_currencies())
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            batch = receive_file(
                program=typed["program"],
                system=typed["system"],
                content=typed["file"].read(),
                name=typed["file"].name,
                rows=typed["rows"],
                sums=typed["sums"],
                bad_rows=typed["bad_rows"],
                earns=not typed["is_history"],
                by=request.actor,  # type: ignore[attr-defined]
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:import", vendor=vendor, batch_id=batch.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "commissions/imports/new.html", {"form": form, "columns": _columns()}, status=status)


@require_GET
@requires("sales.import")
def import_page(request: HttpRequest, vendor: str, batch_id: int) -> HttpResponse:
    """One import. Asked by htmx, only the part that moves while the job runs."""
    batch = _batch(batch_id)
    if asks_progress(request):
        return progress(request, _job(batch))
    return render(request, "commissions/imports/detail.html", _context(request, batch))


def _job(batch: ImportBatch) -> Shown | None:
    job = job_of(batch)
    return shown_at_work(job, _("Checking and loading")) if job else None


def _context(request: HttpRequest, batch: ImportBatch, **forms_shown: Any) -> dict[str, Any]:
    job = _job(batch)
    read_after_job(batch)
    stopped = batch.state == ImportState.STOPPED
    return {
        "batch": batch,
        "job": job,
        "url": request.path,
        "facts": facts_of(batch),
        "totals": totals_of(batch),
        "differs": differences(batch) if stopped else {},
        "rows": rows_of(bad_rows(batch)[:SHOWN_ROWS]),
        "transitions": timeline_of(moves_of(batch)),
        "same_file": same_file_before(batch),
        "correction": forms_shown.get("correction") or (_correction(request, batch) if stopped else None),
        "refusal": forms_shown.get("refusal") or (RefusalForm() if stopped else None),
    }


def _correction(request: HttpRequest, batch: ImportBatch) -> CorrectionForm:
    return CorrectionForm(
        request.POST or None,
        currencies=accepted_currencies(),
        sums=batch.declared_sums,
        initial={"rows": batch.declared_rows},
    )


@require_POST
@requires("sales.import")
def import_totals(request: HttpRequest, vendor: str, batch_id: int) -> HttpResponseBase:
    """Correct what was typed, and check the file again."""
    batch = _batch(batch_id)
    form = _correction(request, batch)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            correct_totals(batch, rows=typed["rows"], sums=typed["sums"], reason=typed["reason"], by=request.actor)  # type: ignore[attr-defined]
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:import", vendor=vendor, batch_id=batch_id)
    return render(
        request, "commissions/imports/detail.html", _context(request, _batch(batch_id), correction=form), status=422
    )


@require_POST
@requires("sales.import")
def import_refusal(request: HttpRequest, vendor: str, batch_id: int) -> HttpResponseBase:
    """Give an import that stopped up."""
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            refuse_batch(_batch(batch_id), reason=form.cleaned_data["reason"], by=request.actor)  # type: ignore[attr-defined]
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:import", vendor=vendor, batch_id=batch_id)
    return render(
        request, "commissions/imports/detail.html", _context(request, _batch(batch_id), refusal=form), status=422
    )


@require_GET
@requires("sales.import")
def import_report(request: HttpRequest, vendor: str, batch_id: int) -> HttpResponseBase:
    """The bad rows with their reasons, as a file."""
    batch = _batch(batch_id)
    if batch.report is None:
        return redirect("commissions:import", vendor=vendor, batch_id=batch_id)
    return download(batch.report)


@require_GET
@requires("sales.import")
def import_file(request: HttpRequest, vendor: str, batch_id: int) -> HttpResponseBase:
    """The file as it was received."""
    return download(_batch(batch_id).file)


@require_GET
@requires("sales.import")
def import_template(request: HttpRequest, vendor: str) -> HttpResponse:
    """An empty file with the right header and one example."""
    columns = (*REQUIRED, *OPTIONAL)
    example = {
        "external_id": "S-1001", "invoice": "INV-2001", "partner": "ERP-1001", "product": "Desk", "sold_on": "2026-10-31",
        "amount": "1234.50", "currency": "USD", "kind": "new", "deal": "", "billed_by": "vendor",
    }  # fmt: skip
    content = b"".join(write_csv(header=columns, rows=[[example.get(column, "") for column in columns]]))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sales-template.csv"'
    return response


def _batch(batch_id: int) -> ImportBatch:
    batch = batches_seen().filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    return batch


def _columns() -> list[dict[str, str]]:
    words = {
        "external_id": _("The sale's own id in the source; the same id again is the same sale."),
        "invoice": _("Number of the invoice it stands on."),
        "partner": _("The partner's id in the source."),
        "product": _("What was sold."),
        "sold_on": _("Day of the sale, such as 2026-10-31."),
        "amount": _("Plain digits and a point, such as 1234.50; a refund is negative."),
        "currency": _("Code of three letters, such as USD."),
        "kind": _("new, renewal or refund."),
        "deal": _("Reference of the deal, where there is one: an outbound deal waits 90 days."),
        "billed_by": _("vendor (usual) or partner."),
    }
    return [
        {"name": name, "words": words.get(name, ""), "needed": str(name in REQUIRED)} for name in (*REQUIRED, *OPTIONAL)
    ]
