"""Errata of a program: what was printed wrongly, what putting it right changes, and the true-ups that follow."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.rights import requires
from portal.forms import blame, mark
from portal.guides.comparison import compare_guides
from portal.guides.documents import read_guide
from portal.guides.errata import EFFECTS, Effect, NoSuchFigure, read_corrections
from portal.guides.forms import ErratumForm
from portal.guides.models import GuideVersion
from portal.guides.queries.workbench import true_ups_of, versions_visible_to
from portal.guides.services.errata import correct, effects_of, propose_erratum
from portal.guides.views.programs import actor_of, program_of, tabs_of
from portal.problems import Refusal


@require_safe
@requires("guides.write")
def errata_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """Versions that can be corrected, and errata with their true-ups."""
    found = program_of(request, program)
    versions = list(versions_visible_to(actor_of(request)).filter(program=found))
    errata = [(version, true_ups_of(version)) for version in versions if version.corrects_id]
    corrected = {version.corrects_id for version in versions}
    context = {
        "program": found,
        "errata": errata,
        "correctable": [version for version in versions if version.pk not in corrected],
        "tabs": tabs_of(request, found, "errata"),
        "now": timezone.now(),
    }
    return render(request, "guides/errata.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("guides.write")
def erratum_page(request: HttpRequest, vendor: str, version: int) -> HttpResponse:
    """Name the figures; see what changes; ask a second person. The second step shows the list before anything is asked."""
    found: GuideVersion = get_object_or_404(versions_visible_to(actor_of(request)), pk=version)
    form = ErratumForm(request.POST or None)
    if request.method != "POST":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    typed = form.cleaned_data
    try:
        corrections = read_corrections(typed["figures"])
        if "ask" in request.POST:
            proposal = propose_erratum(
                found,
                corrections,
                effective_from=typed["effective_from"],
                reason=typed["reason"],
                by=actor_of(request),
                at=timezone.now(),
            )
            messages.success(request, _("Asked. The correction holds when a second person confirms it."))
            return redirect("guides:proposal", vendor=vendor, proposal=proposal.pk)
        return _page(request, found, form, **_preview(found, corrections, typed["effective_from"]))
    except NoSuchFigure as error:
        mark(form, str(error), "figures")
        return _page(request, found, form, status=422)
    except Refusal as refusal:
        blame(form, refusal)
        return _page(request, found, form, status=refusal.status)


def _preview(version: GuideVersion, corrections: dict[str, str], effective_from: date) -> dict[str, Any]:
    source = correct(version, corrections, effective_from=effective_from)
    effects = effects_of(version, source, effective_from)
    return {
        "changes": compare_guides(read_guide(version.source), read_guide(source)),
        "effects": effects,
        "counts": _counts(effects),
        "previewed": True,
    }


def _counts(effects: list[Effect]) -> list[dict[str, Any]]:
    return [
        {"label": source.label, "value": sum(1 for effect in effects if effect.kind == kind)}
        for kind, source in EFFECTS.all().items()
    ]


def _page(
    request: HttpRequest, version: GuideVersion, form: ErratumForm, status: int = 200, **more: Any
) -> HttpResponse:
    previewed = bool(more.get("previewed"))
    context = {
        "version": version,
        "program": version.program,
        "form": form,
        "steps": [
            {"label": _("Figures"), "state": "done" if previewed else "current"},
            {"label": _("What it changes"), "state": "current" if previewed else "open"},
            {"label": _("Second person"), "state": "open"},
        ],
        "tabs": tabs_of(request, version.program, "errata"),
        **more,
    }
    return render(request, "guides/erratum.html", context, status=status)
