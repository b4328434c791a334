"""The draft of a guide: edited as text, checked, compared, handed to a second person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.rights import requires
from portal.forms import blame, mark
from portal.guides.changes import SECTION as CHANGES
from portal.guides.changes import ChangesSection, changes_between, material_changes, next_day_of_change
from portal.guides.checking import check_guide
from portal.guides.comparison import compare_guides
from portal.guides.documents import Document, read_guide
from portal.guides.forms import PublicationForm, SourceForm
from portal.guides.models import GuideDraft, Program
from portal.guides.parsing import GuideRefused, parse_guide
from portal.guides.queries.versions import newest_version
from portal.guides.queries.workbench import (
    drafts_visible_to,
    names_of,
    state_of,
)
from portal.guides.services.drafts import (
    DraftRefused,
    discard_draft,
    save_draft,
)
from portal.guides.services.publication import propose_draft
from portal.guides.succession import Word, succession_of
from portal.guides.views.beginnings import begin_form, begin_page
from portal.guides.views.programs import actor_of, program_of, tabs_of
from portal.problems import Conflict, Refusal


def draft_of(request: HttpRequest, program: Program) -> GuideDraft:
    """The program's draft. Raises Http404."""
    found: GuideDraft = get_object_or_404(drafts_visible_to(actor_of(request)), program=program)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires("guides.write")
def draft_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """The editor, or where a draft may begin; POST saves what was typed."""
    found = program_of(request, program)
    draft = drafts_visible_to(actor_of(request)).filter(program=found).first()
    if draft is None:
        status = 404 if request.method == "POST" else 200
        return begin_page(request, found, begin_form(request, found), status=status)
    if request.method == "POST":
        return _save(request, draft)
    form = SourceForm(initial={"source": draft.source, "revision": draft.revision})
    return _editor(request, draft, form)


def _save(request: HttpRequest, draft: GuideDraft) -> HttpResponse:
    form = SourceForm(request.POST)
    if not form.is_valid():
        return _editor(request, draft, form, status=422)
    try:
        save_draft(draft, by=actor_of(request), **form.cleaned_data)
    except DraftRefused as refused:
        mark(form, _("This was not stored: correct what is marked, your text is still here."), "source")
        return _editor(request, draft, form, findings=refused.findings, status=422)
    except Conflict as conflict:
        mark(form, str(conflict))
        return _editor(request, draft, form, theirs=draft, status=409)
    if "check" in request.POST:
        return redirect("guides:check", vendor=request.vendor.slug, program=draft.program_id)  # type: ignore[attr-defined]
    messages.success(request, _("Saved."))
    return redirect("guides:draft", vendor=request.vendor.slug, program=draft.program_id)  # type: ignore[attr-defined]


def _editor(
    request: HttpRequest, draft: GuideDraft, form: SourceForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "program": draft.program,
        "draft": draft,
        "form": form,
        "names": names_of([draft.updated_by_id]),
        "tabs": tabs_of(request, draft.program, "draft"),
        "now": timezone.now(),
        **more,
    }
    return render(request, "guides/draft.html", context, status=status)


@require_POST
@requires("guides.write")
def discard(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Throw the draft away."""
    found = program_of(request, program)
    discard_draft(draft_of(request, found), by=actor_of(request))
    messages.success(request, _("The draft is gone."))
    return redirect("guides:program", vendor=vendor, program=program)


@require_safe
@requires("guides.write")
def check_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """What is wrong with the draft, each with its line."""
    found = program_of(request, program)
    draft = draft_of(request, found)
    report = check_guide(draft.source)
    context = {
        "program": found,
        "draft": draft,
        "report": report,
        "lines": draft.source.split("\n"),
        "changed_words": [word for word in _words(draft, report.document) if word.problem or word.became != "kept"],
        "tabs": tabs_of(request, found, "draft"),
    }
    return render(request, "guides/check.html", context)


def _words(draft: GuideDraft, document: Document | None) -> list[Word]:
    before = newest_version(draft.program_id)
    if before is None or document is None:
        return []
    return succession_of(read_guide(before.source), document)


@require_safe
@requires("guides.write")
def succession_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """What became of each tier, category, specialization and code of the version before; what is missing stands first."""
    found = program_of(request, program)
    draft = draft_of(request, found)
    report = check_guide(draft.source)
    words = sorted(_words(draft, report.document), key=lambda word: not word.problem)
    context = {
        "program": found,
        "words": words,
        "missing": sum(1 for word in words if word.problem),
        "base": newest_version(found.pk),
        "is_guide": report.document is not None,
        "tabs": tabs_of(request, found, "draft"),
    }
    return render(request, "guides/succession.html", context)


@require_safe
@requires("guides.write")
def comparison_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """What the draft changes, in words; material changes are marked."""
    found = program_of(request, program)
    draft = draft_of(request, found)
    base = newest_version(found.pk)
    context: dict[str, Any] = {"program": found, "draft": draft, "base": base, "tabs": tabs_of(request, found, "draft")}
    try:
        document = read_guide(draft.source)
    except GuideRefused as refused:
        return render(request, "guides/comparison.html", context | {"findings": refused.findings})
    if base is not None:
        before = read_guide(base.source)
        material = material_of(before, document, base.source, draft.source)
        context["changes"] = [(change, material.covers(change.place)) for change in compare_guides(before, document)]
        context["material"] = material
    return render(request, "guides/comparison.html", context)


class Material:
    """The material part of a change: which places, and when it may take effect."""

    def __init__(self, paths: set[str], sections: list[ChangesSection]) -> None:
        self.paths = paths
        self.sections = sections

    def covers(self, place: str) -> bool:
        """Whether a place of a comparison is one of them."""
        return any(path == place or path.startswith(f"{place}.") or place.startswith(f"{path}.") for path in self.paths)

    @property
    def rule(self) -> str:
        """The rule that says so."""
        return self.sections[0].rule if self.sections else ""


def material_of(before: Document, after: Document, old: str, new: str) -> Material:
    """What of a change is material, by what either document says."""
    parts = (before.sections.get(CHANGES), after.sections.get(CHANGES))
    sections = [part for part in parts if isinstance(part, ChangesSection)]
    changes = changes_between(parse_guide(old)[0], parse_guide(new)[0])
    return Material({change.path for change in material_changes(sections, changes)}, sections)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("guides.write")
def publication_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Ask a second person to publish the draft from a day on; refused with each reason."""
    found = program_of(request, program)
    draft = draft_of(request, found)
    now = timezone.now()
    form = PublicationForm(request.POST or None, initial={"effective_from": _usual_day(draft, request)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                proposal = propose_draft(draft, by=actor_of(request), at=now, **form.cleaned_data)
            except Refusal as refusal:
                blame(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Asked. It is published when a second person confirms it."))
                return redirect("guides:proposal", vendor=vendor, proposal=proposal.pk)
    report = check_guide(draft.source)
    context = {
        "program": found,
        "draft": draft,
        "form": form,
        "report": report,
        "tabs": tabs_of(request, found, "draft"),
    }
    return render(request, "guides/publication.html", context, status=status)


def _usual_day(draft: GuideDraft, request: HttpRequest) -> str:
    """The next day on which a material change may take effect."""
    state = state_of(draft.program, actor=actor_of(request), now=timezone.now())
    try:
        section = read_guide(draft.source).sections.get(CHANGES)
    except GuideRefused:
        return ""
    return next_day_of_change(section, state.today).isoformat() if isinstance(section, ChangesSection) else ""
