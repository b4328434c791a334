"""Papers: the list, handing one in, one version with what is decided about it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.door_acts import PAPER_ACTS
from partners.door_words import paper_row, paper_timeline
from partners.forms.papers import HandInForm, PaperFilterForm
from partners.models import Paper
from partners.queries.papers import (
    NEWEST_FIRST,
    Kind,
    kind_of,
    moves_of,
    other_versions,
    papers_visible_to,
    requests_visible_to,
    terms_of,
)
from partners.services.papers import hand_in, withdraw_request
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.problems import Refusal
from portal.shell.acts import Place
from portal.shell.lists import View, list_page
from portal.shell.views.acts import ActPages

NO_SUCH = 0


@require_safe
@requires("papers.see")
def paper_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Every version of every paper, the newest first: a partner's own, or the vendor's desk."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    form = PaperFilterForm(request.GET)
    wanted = form.wanted()
    page = list_page(request, papers_visible_to(actor).filter(**wanted), orders=[NEWEST_FIRST], form=form)
    context = {
        "page": page,
        "rows": [paper_row(paper, _name(paper, now)) for paper in page.rows],
        "views": _views(vendor, wanted),
        "narrowed": bool(wanted) or bool(request.GET.get("after")),
        "now": now,
    }
    return render(request, "partners/doors/papers.html", context)


def _name(paper: Paper, now: datetime) -> str:
    terms = terms_of(paper, now)
    name = terms.name.within(get_language() or "en") if terms else paper.key
    return " · ".join(filter(None, (name, paper.subject)))


def _views(vendor: str, wanted: dict[str, Any]) -> list[View]:
    here = reverse("doors:papers", kwargs={"vendor": vendor})
    named = [
        ("", _("All")),
        ("handed_in", _("To be looked at")),
        ("accepted", _("Accepted")),
        ("returned", _("Given back")),
    ]
    return [View(words, f"{here}?state={key}" if key else here, wanted.get("state", "") == key) for key, words in named]


@require_http_methods(["GET", "HEAD", "POST"])
@requires("papers.hand_in")
def hand_in_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """Hand in a version of one paper of the partner's own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    if "paper" not in request.GET:
        return redirect("doors:list", vendor=vendor)
    kind = _kind(actor, request, now)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandInForm(*bound, terms=kind.terms, subject=request.GET.get("subject", "")[:120])
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            paper = hand_in(
                kind.program,
                kind.key,
                file=typed["file"],
                name=typed["file"].name,
                contains=typed.get("contains", ()),
                note=typed["note"],
                subject=typed.get("subject", ""),
                by=actor,
                at=now,
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("It is handed in: the vendor looks at it."))
            return redirect("doors:paper", vendor=vendor, paper=paper.pk)
    language = get_language() or "en"
    context = {
        "kind": kind,
        "name": kind.terms.name.within(language),
        "about": kind.terms.about.within(language),
        "form": form,
        "action": request.get_full_path(),
    }
    return render(request, "partners/doors/hand_in.html", context, status=422 if form.is_bound else 200)


def _kind(actor: Actor, request: HttpRequest, now: datetime) -> Kind:
    program = request.GET.get("program", "")
    number = int(program) if program.isascii() and program.isdigit() and len(program) < 19 else NO_SUCH
    found = kind_of(actor.partner_id or NO_SUCH, number, request.GET.get("paper", ""), now)
    if found is None:
        raise Http404
    return found


@require_safe
@requires("papers.see")
def paper_page(request: HttpRequest, vendor: str, paper: int) -> HttpResponse:
    """One version: what it contains, what was decided, what can be."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(papers_visible_to(actor), pk=paper)
    return render(request, "partners/doors/paper.html", _context(request, found, timezone.now()))


def _context(request: HttpRequest, paper: Paper, now: datetime) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    terms = terms_of(paper, now)
    language = get_language() or "en"
    return {
        "row": paper_row(paper, _name(paper, now)),
        "paper": paper,
        "rule": terms.rule if terms else "",
        "contains": [
            terms.contains[key].within(language) if terms and key in terms.contains else key for key in paper.contains
        ],
        "versions": [paper_row(one, "") for one in other_versions(paper)],
        "actions": ACT_PAGES.offered(actor, request.vendor.slug, paper, pk=paper.pk, at=now),  # type: ignore[attr-defined]
        "transitions": paper_timeline(
            moves_of(paper),
            vendor_name=request.vendor.name,  # type: ignore[attr-defined]
            actor=actor,
        ),
        "now": now,
    }


@require_POST
@requires("papers.decide")
def request_withdrawal(request: HttpRequest, vendor: str, asked: int) -> HttpResponse:
    """It is not needed any more."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(requests_visible_to(actor), pk=asked)
    try:
        withdraw_request(found.pk, by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("It is withdrawn."))
    return redirect("doors:of-partner", vendor=vendor, partner=found.partner_id)


def _paper(actor: Actor, pk: int, at: datetime) -> Paper:
    found: Paper = get_object_or_404(papers_visible_to(actor), pk=pk)
    return found


def _place(paper: Paper, vendor: str) -> Place:
    line = f"{paper.partner.name} · {paper.program.name}"
    back = reverse("doors:paper", kwargs={"vendor": vendor, "paper": paper.pk})
    return Place(_name(paper, timezone.now()), line, back, _("Back to the paper"))


ACT_PAGES = ActPages(PAPER_ACTS, namespace="doors", subject="paper", find=_paper, show=_place)
