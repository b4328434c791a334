"""A published version: readable, compared with the one before it, downloadable; and what waits to become one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.rights import requires
from portal.approvals.queries import questions_of
from portal.guides.comparison import compare_guides
from portal.guides.documents import read_guide
from portal.guides.models import GuideProposal, GuideVersion
from portal.guides.queries.versions import predecessor_on
from portal.guides.queries.workbench import (
    names_of,
    predecessor_of,
    proposals_visible_to,
    question_about,
    true_ups_of,
    versions_visible_to,
)
from portal.guides.services.errata import ERRATUM, effects_of_proposal
from portal.guides.services.publication import PUBLICATION
from portal.guides.tables import draw_document
from portal.guides.views.drafts import material_of
from portal.guides.views.programs import actor_of, tabs_of


def _version(request: HttpRequest, pk: int) -> GuideVersion:
    found: GuideVersion = get_object_or_404(versions_visible_to(actor_of(request)), pk=pk)
    return found


def _readable(source: str) -> Any:
    from portal.guides.parsing import GuideRefused

    try:
        return read_guide(source)
    except GuideRefused:
        return None  # published under an older shape: its text still stands


@require_safe
@requires("guides.see")
def version_page(request: HttpRequest, vendor: str, version: int) -> HttpResponse:
    """One version as people read it."""
    found = _version(request, version)
    document = _readable(found.source)
    before = predecessor_of(found)
    old = _readable(before.source) if before else None
    context = {
        "version": found,
        "program": found.program,
        "document": document,
        "sections": draw_document(document) if document else [],
        "before": before,
        "changes": compare_guides(old, document) if old and document else None,
        "true_ups": true_ups_of(found) if found.corrects_id else None,
        "names": names_of([found.published_by_id, found.confirmed_by_id]),
        "unconfirmed": len(document.unconfirmed()) if document else 0,
        "tabs": tabs_of(request, found.program, ""),
        "now": timezone.now(),
    }
    return render(request, "guides/version.html", context)


@require_safe
@requires("guides.see")
def version_source(request: HttpRequest, vendor: str, version: int) -> HttpResponse:
    """The TOML document, byte for byte."""
    found = _version(request, version)
    response = HttpResponse(found.source.encode(), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.program.slug}-v{found.number}.toml"'
    return response


@require_safe
@requires("guides.write")
def proposal_page(request: HttpRequest, vendor: str, proposal: int) -> HttpResponse:
    """What somebody wants published, with what it changes, for whoever decides."""
    found: GuideProposal = get_object_or_404(proposals_visible_to(actor_of(request)), pk=proposal)
    base = found.corrects or predecessor_on(found.program_id, found.effective_from)
    old, new = _readable(base.source) if base else None, _readable(found.source)
    material = material_of(old, new, base.source, found.source) if base and old and new else None
    question = question_about(ERRATUM if found.corrects_id else PUBLICATION, found.program_id)
    mine = question is not None and question.detail.get("proposal") == found.pk
    changes = (
        [(one, bool(material and material.covers(one.place))) for one in compare_guides(old, new)]
        if old and new
        else None
    )
    context = {
        "proposal": found,
        "program": found.program,
        "base": base,
        "changes": changes,
        "material": material,
        "effects": effects_of_proposal(found) if found.corrects_id else None,
        "question": question if mine else None,
        "question_words": questions_of([question], reader=actor_of(request))[0] if question and mine else None,
        "names": names_of([found.proposed_by_id]),
        "tabs": tabs_of(request, found.program, "errata" if found.corrects_id else "draft"),
        "now": timezone.now(),
    }
    return render(request, "guides/proposal.html", context)
