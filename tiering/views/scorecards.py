"""The scorecard: a partner's own, one that staff looks at, an earlier one, and the evidence behind a line."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.models import Enrolment, Partner
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.shell.lists import View, url_with
from tiering.models import Scorecard
from tiering.presentation.evidence import evidence_view
from tiering.presentation.guide_words import GuideWords
from tiering.presentation.lines import line_view
from tiering.presentation.reported import recording_url
from tiering.presentation.scorecard import ALL, NEXT, THIS, ScorecardPage, scorecard_page
from tiering.queries.standing import (
    enrolments_of,
    guide_of,
    lines_visible_to,
    newest_scorecard,
    partners_visible_to,
    scorecards_of,
    scorecards_visible_to,
)


@require_safe
@requires("tiering.own")
def own_scorecard(request: HttpRequest, vendor: str) -> HttpResponse:
    """A partner's own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _of_partner(request, vendor, get_object_or_404(partners_visible_to(actor), pk=actor.partner_id))


@require_safe
@requires("tiering.see")
def partner_scorecard(request: HttpRequest, vendor: str, partner: int) -> HttpResponse:
    """The newest scorecard of a partner in one of its programs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _of_partner(request, vendor, get_object_or_404(partners_visible_to(actor), pk=partner))


@require_safe
@requires("tiering.see")
def scorecard(request: HttpRequest, vendor: str, scorecard: int) -> HttpResponse:
    """One scorecard, of any date, as it was."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    visible = scorecards_visible_to(actor).select_related("enrolment__program", "partner")
    card = get_object_or_404(visible, pk=scorecard)
    return _page(request, vendor, card.partner, card.enrolment, card)


@require_safe
@requires("tiering.see")
def line_evidence(request: HttpRequest, vendor: str, line: int) -> HttpResponse:
    """What counted for a line, what did not and why: a drawer of the scorecard, or a page of its own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(
        lines_visible_to(actor).select_related("scorecard__enrolment__program", "scorecard__collection"), pk=line
    )
    card = found.scorecard
    words = GuideWords(guide_of(card))
    category = words.category_code(card.enrolment.category)
    context = {
        "card": card,
        "line": line_view(found, words=words, category=category),
        "evidence": evidence_view(card, found, words=words, category=category),
        "guide_number": words.guide.number,
        "recording": recording_url(actor, found, enrolment=card.enrolment, words=words, vendor=vendor),
        "back": reverse("tiering:scorecard", kwargs={"vendor": vendor, "scorecard": card.pk}),
    }
    template = "tiering/_evidence.html" if request.headers.get("HX-Request") else "tiering/evidence.html"
    return render(request, template, context)


def _of_partner(request: HttpRequest, vendor: str, partner: Partner) -> HttpResponse:
    enrolments = enrolments_of(partner.pk, now=timezone.now())
    enrolment = chosen_enrolment(request, enrolments)
    if enrolment is None:
        return render(request, "tiering/no_enrolment.html", {"partner": partner})
    return _page(request, vendor, partner, enrolment, newest_scorecard(enrolment), enrolments)


def chosen_enrolment(request: HttpRequest, enrolments: list[Enrolment]) -> Enrolment | None:
    """The enrolment that the address names, or the first. Raises Http404 for one that is not the partner's."""
    wanted = request.GET.get("enrolment", "")
    if not wanted:
        return next(iter(enrolments), None)
    found = next((one for one in enrolments if str(one.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    vendor: str,
    partner: Partner,
    enrolment: Enrolment,
    card: Scorecard | None,
    enrolments: list[Enrolment] | None = None,
) -> HttpResponse:
    page = scorecard_page(enrolment, card, show=request.GET.get("show", ""), now=timezone.now())
    context: dict[str, Any] = {
        "page": page,
        "partner": partner,
        "tabs": enrolment_tabs(request, enrolments or [], enrolment),
        "views": _views(request, page),
        "earlier": scorecards_of(enrolment),
    }
    return render(request, "tiering/scorecard.html", context)


def enrolment_tabs(request: HttpRequest, enrolments: list[Enrolment], current: Enrolment) -> list[dict[str, Any]]:
    """One for each enrolment, where there are several."""
    if len(enrolments) < 2:
        return []
    return [
        {
            "label": f"{one.program.name} · {one.category}",
            "url": f"{request.path}?enrolment={one.pk}",
            "current": one.pk == current.pk,
        }
        for one in enrolments
    ]


def _views(request: HttpRequest, page: ScorecardPage) -> list[View]:
    named = [(_("Tier held"), THIS), (_("All tiers"), ALL)]
    if page.aim is not None:
        words = _("To keep %(tier)s") if page.aim.keeps else _("To reach %(tier)s")
        named.insert(0, (words % {"tier": page.aim_words}, NEXT))
    return [View(label, url_with(request, show=key), page.show == key) for label, key in named]
