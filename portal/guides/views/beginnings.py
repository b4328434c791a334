"""Where guides begin: a new program with its first draft, and the draft of a program that has none."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.rights import requires
from portal.forms import mark
from portal.guides.findings import Finding
from portal.guides.forms import BeginForm, ProgramForm
from portal.guides.models import Program
from portal.guides.queries.versions import newest_version
from portal.guides.queries.workbench import versions_visible_to
from portal.guides.services.drafts import DraftRefused, begin_draft, read_beginning
from portal.guides.services.programs import open_program
from portal.guides.views.programs import actor_of, program_of, tabs_of
from portal.problems import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires("guides.write")
def new_program(request: HttpRequest, vendor: str) -> HttpResponse:
    """A program of the vendor's own: name, address, legal time zone, and what its guide begins with."""
    versions = versions_visible_to(actor_of(request))
    choices = [
        (
            version.pk,
            _("%(program)s, version %(number)s, from %(day)s")
            % {"program": version.program.name, "number": version.number, "day": version.effective.lower},
        )
        for version in versions.order_by("program__name", "-number")
    ]
    form = ProgramForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"legal_time_zone": request.vendor.time_zone or "UTC"},  # type: ignore[attr-defined]
        versions=choices,
    )
    if not form.is_bound:
        return render(request, "guides/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "guides/new.html", {"form": form}, status=422)
    typed = form.cleaned_data | {"upload": _read(form)}
    typed.pop("file")
    try:
        program = open_program(versions=versions, by=actor_of(request), at=timezone.now(), **typed)
    except Refusal as refusal:
        context = {"form": form, "findings": _blame(form, refusal)}
        return render(request, "guides/new.html", context, status=refusal.status)
    messages.success(request, _("The program is there. Its guide is a draft until two persons publish it."))
    return redirect("guides:draft", vendor=vendor, program=program.pk)


@require_POST
@requires("guides.write")
def begin(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Begin a draft as a copy of a version, of a guide of the library, or of a file: one with an error is refused."""
    found = program_of(request, program)
    form = begin_form(request, found)
    if not form.is_valid():
        return begin_page(request, found, form, status=422)
    versions = versions_visible_to(actor_of(request)).filter(program=found)
    try:
        source, version = read_beginning(form.cleaned_data["start"], versions=versions, upload=_read(form))
        begin_draft(found, source=source, based_on=version or newest_version(found.pk), by=actor_of(request))
    except Refusal as refusal:
        return begin_page(request, found, form, status=refusal.status, findings=_blame(form, refusal))
    messages.success(request, _("The draft is a copy now. Nobody else sees it until it is published."))
    return redirect("guides:draft", vendor=vendor, program=program)


def begin_form(request: HttpRequest, program: Program) -> BeginForm:
    """What a draft of this program may begin with."""
    versions = [
        (version.pk, _("Version %(number)s, from %(day)s") % {"number": version.number, "day": version.effective.lower})
        for version in versions_visible_to(actor_of(request)).filter(program=program)
    ]
    return BeginForm(request.POST or None, request.FILES or None, versions=versions)


def begin_page(request: HttpRequest, program: Program, form: BeginForm, status: int = 200, **more: Any) -> HttpResponse:
    """Where the draft of a program may begin."""
    context = {"program": program, "form": form, "tabs": tabs_of(request, program, "draft"), **more}
    return render(request, "guides/begin.html", context, status=status)


def _read(form: BeginForm) -> bytes:
    file = form.cleaned_data.get("file")
    return file.read() if file and form.cleaned_data["start"] == "file" else b""


def _blame(form: BeginForm, refusal: Refusal) -> tuple[Finding, ...]:
    """Say at its field what was refused; what is wrong inside a file is returned, line by line."""
    if isinstance(refusal, DraftRefused):
        mark(form, _("This file is no guide."), "file")
        return refusal.findings
    mark(form, str(refusal), "file" if refusal.field == "source" else refusal.field)
    return ()
