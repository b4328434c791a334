"""Pages of imports of records: the list, a new one, one with its progress and faults, and its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.forms.imports import RecordsForm
from partners.models import RecordImport
from partners.queries.imports import (
    NEWEST,
    faults_of,
    imports_visible_to,
    job_of,
    programs_seen,
    read_fault,
    report_header,
    report_rows,
    same_file_before,
)
from partners.services.records import receive_records
from partners.sheets import COLUMNS, EXAMPLES
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.exports import write_csv
from portal.files.services import FileMissing, attachment
from portal.forms import NoFilter, blame
from portal.jobs.progress import asks_progress, progress, read_after_job
from portal.jobs.queries import Shown, shown_at_work
from portal.problems import Refusal
from portal.shell.lists import list_page

SHOWN_ROWS = 50


@require_safe
@requires("partners.import")
def imports(request: HttpRequest, vendor: str) -> HttpResponse:
    """Every import, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = list_page(request, imports_visible_to(actor), orders=[NEWEST], form=NoFilter(request.GET))
    return render(request, "partners/imports.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("partners.import")
def new_import(request: HttpRequest, vendor: str) -> HttpResponseBase:
    """Choose a file and say what is in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    first = programs_seen().first()
    initial = {"kind": request.GET.get("kind") or RecordImport.Kind.PEOPLE, "program": first}
    form = RecordsForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        file = typed["file"]
        try:
            batch = receive_records(
                program=typed["program"], kind=typed["kind"], content=file.read(), name=file.name, by=actor
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("people:import", vendor=vendor, batch=batch.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "has_programs": first is not None, "kinds": _columns()}
    return render(request, "partners/new_import.html", context, status=status)


@require_safe
@requires("partners.import")
def import_page(request: HttpRequest, vendor: str, batch: int) -> HttpResponse:
    """One import. Asked by htmx, only the part that moves while the job runs."""
    found = _batch(request, batch)
    job = _job(found)
    if asks_progress(request):
        return progress(request, job)
    read_after_job(found)
    faults = list(faults_of(found)[:SHOWN_ROWS])
    context = {
        "batch": found,
        "job": job,
        "url": request.path,
        "facts": _facts(found),
        "same_file": same_file_before(found),
        "rows": [{"fault": one, "words": [read_fault(text) for text in one.faults]} for one in faults],
    }
    return render(request, "partners/import.html", context)


@require_safe
@requires("partners.import")
def import_faults(request: HttpRequest, vendor: str, batch: int) -> HttpResponseBase:
    """The rows that were not kept with their reasons, as a file."""
    found = _batch(request, batch)
    content = b"".join(write_csv(header=report_header(), rows=report_rows(found)))
    return _csv(content, f"{found.kind}-{found.pk}-faults.csv")


@require_safe
@requires("partners.import")
def import_file(request: HttpRequest, vendor: str, batch: int) -> HttpResponseBase:
    """The file as it was received."""
    try:
        return attachment(_batch(request, batch).file)
    except FileMissing as missing:
        raise Http404 from missing


@require_safe
@requires("partners.import")
def import_template(request: HttpRequest, vendor: str) -> HttpResponseBase:
    """An empty file of `kind` with the right header and one example."""
    kind = request.GET.get("kind") or RecordImport.Kind.PEOPLE
    if kind not in COLUMNS:
        raise Http404
    required, optional = COLUMNS[kind]
    columns = (*required, *optional)
    row = [EXAMPLES.get(column, "") for column in columns]
    return _csv(b"".join(write_csv(header=columns, rows=[row])), f"{kind}-template.csv")


def _csv(content: bytes, name: str) -> HttpResponseBase:
    answer: HttpResponseBase = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _batch(request: HttpRequest, batch: int) -> RecordImport:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found: RecordImport = get_object_or_404(imports_visible_to(actor), pk=batch)
    return found


def _job(batch: RecordImport) -> Shown | None:
    job = job_of(batch)
    return shown_at_work(job, _("Reading")) if job else None


def _facts(batch: RecordImport) -> list[dict[str, Any]]:
    return [
        {"label": _("Rows read"), "value": batch.found},
        {"label": _("Kept"), "value": batch.kept},
        {"label": _("Here already"), "value": batch.known, "hint": _("same content: nothing changed")},
        {"label": _("Bad"), "value": batch.bad},
    ]


def _columns() -> list[dict[str, Any]]:
    labels = dict(RecordImport.Kind.choices)
    return [
        {"kind": kind, "label": labels[kind], "required": required, "optional": optional}
        for kind, (required, optional) in COLUMNS.items()
    ]
