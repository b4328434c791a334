"""The page of one case, its checks, the rulings on its hits, and its decision."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from compliance.case_acts import ACTS
from compliance.forms import AnswerForm, DecisionForm, RulingForm
from compliance.models import Case
from compliance.presentation import hit_rows, hold_panel, line_rows, row_of, screened_rows, timeline_of
from compliance.queries.cases import (
    cases_visible_to,
    hits_of,
    line_in,
    lines_of,
    moves_of,
    screening_of,
    subjects_of,
    workers_on,
)
from compliance.queries.freshness import freshness
from compliance.queries.hits import latest_screenings
from compliance.queries.holds import running_hold_of
from compliance.rules import may_decide
from compliance.services.cases import answer_check, decide_case
from compliance.services.hits import add_evidence, rule_on_hits
from compliance.states import CaseState, Check, Outcome, Ruling
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.jobs.progress import asks_progress, progress, read_after_job
from portal.jobs.queries import Shown, shown_at_work
from portal.problems import Refusal
from portal.shell.acts import Place
from portal.shell.views.acts import ActPages


def _visible(request: HttpRequest, case: int) -> Case:
    return _case(request.actor, case, timezone.now())  # type: ignore[attr-defined]


def _case(actor: Actor, pk: int, at: datetime) -> Case:
    found: Case = get_object_or_404(cases_visible_to(actor).select_related("application", "partner", "program"), pk=pk)
    return found


def _place(case: Case, vendor: str) -> Place:
    back = reverse("compliance:case", kwargs={"vendor": vendor, "case": case.pk})
    return Place(case.company, "", back, _("Back to the case"))


ACT_PAGES = ActPages(ACTS, namespace="compliance", subject="case", find=_case, show=_place)


@require_safe
@requires("cases.see")
def case_page(request: HttpRequest, vendor: str, case: int) -> HttpResponse:
    """One case: who is looked at, the checks with their evidence, the hits, what can be done; asked by htmx, its screening."""
    found = _visible(request, case)
    if asks_progress(request):
        return progress(request, _screening(found))
    return _page(request, vendor, found, RulingForm())


def _screening(case: Case) -> Shown | None:
    job = screening_of(case)
    return shown_at_work(job, _("Screening against the lists")) if job else None


def _page(
    request: HttpRequest, vendor: str, case: Case, form: RulingForm, *, chosen: tuple[int, ...] = (), status: int = 200
) -> HttpResponse:
    job = _screening(case)
    if job:
        read_after_job(case)
    now = timezone.now()
    subjects, hits = subjects_of(case), hits_of(case)
    screenings: dict[int, list[Any]] = {}
    for one in latest_screenings([subject.pk for subject in subjects]):
        screenings.setdefault(one.subject_id, []).append(one)
    usual, screened = screened_rows(subjects, screenings)
    context = {
        "case": case,
        "job": job,
        "job_url": reverse("compliance:case", kwargs={"vendor": vendor, "case": case.pk}),
        "row": row_of(case, vendor=vendor, open_hits=sum(hit.is_open for hit in hits)),
        "subjects": screened,
        "usual": usual,
        "lines": line_rows(case, lines_of(case), vendor=vendor),
        "hits": hit_rows(hits),
        "hits_to_rule": len(hits) if case.waiting else 0,
        "chosen": chosen,
        "ruling_form": form,
        "rulings_url": reverse("compliance:rulings", kwargs={"vendor": vendor, "case": case.pk}),
        "actions": _actions(request, vendor, case, open_hits=sum(hit.is_open for hit in hits)),
        "hold": hold_panel(case),
        "timeline": timeline_of(moves_of(case)),
        "lists": freshness(now),
        "now": now,
    }
    template = "compliance/_case.html" if request.headers.get("HX-Request") else "compliance/case.html"
    return render(request, template, context, status=status)


def _actions(request: HttpRequest, vendor: str, case: Case, *, open_hits: int) -> list[dict[str, Any]]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = {"vendor": vendor, "case": case.pk}
    actions: list[dict[str, Any]] = []
    if actor.may("cases.decide") and case.waiting:
        url = reverse("compliance:decision", kwargs=at)
        actions.append({"label": _("Decide"), "url": url, "tone": "primary", "refused": _not_now(case, actor)})
    if running_hold_of(case) is not None:
        actions += ACT_PAGES.offered(actor, vendor, case, pk=case.pk, at=timezone.now())
    return actions


def _not_now(case: Case, actor: Actor) -> str:
    if case.state != CaseState.ESCALATED:
        return _("Only an escalated case is decided by a person; a clear one is approved by itself.")
    if not may_decide(decider=actor.membership_id, workers=workers_on(case)):
        return _("You worked on this case: a second person decides it.")
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires("cases.work")
def check_page(request: HttpRequest, vendor: str, case: int, line: int) -> HttpResponse:
    """The form of one check: what was found, and the evidence."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _visible(request, case)
    row = line_in(found, line)
    back = reverse("compliance:case", kwargs={"vendor": vendor, "case": case})
    if row is None:
        raise Http404
    if row.check_kind == Check.RESTRICTED_PARTY or not found.waiting:
        return redirect(back)
    posted = request.method == "POST"
    form = AnswerForm(request.POST if posted else None, request.FILES if posted else None, line=row)
    if form.is_bound and form.is_valid():
        try:
            _answer(form, found, line, actor)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("The check was answered."))
            return redirect(back)
    context = {"case": found, "line": row, "form": form, "action": request.path, "back": back}
    return render(request, "compliance/check.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _answer(form: AnswerForm, case: Case, line: int, actor: Actor) -> None:
    now, said = timezone.now(), form.cleaned_data
    if said["file"]:
        add_evidence(case_id=case.pk, line_id=line, content=said["file"], name=said["file"].name, by=actor, at=now)
    answer_check(case_id=case.pk, line_id=line, outcome=Outcome(said["outcome"]), note=said["note"], by=actor, at=now)


@require_http_methods(["POST"])
@requires("cases.work")
def rulings(request: HttpRequest, vendor: str, case: int) -> HttpResponse:
    """One ruling, with one reason, on every hit that was ticked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _visible(request, case)
    form = RulingForm(request.POST)
    chosen = tuple(int(one) for one in request.POST.getlist("ids") if one.isascii() and one.isdigit() and len(one) < 19)
    if form.is_valid():
        try:
            count = rule_on_hits(
                case_id=case,
                hit_ids=chosen,
                ruling=Ruling(form.cleaned_data["ruling"]),
                reason=form.cleaned_data["reason"],
                by=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(
                request, ngettext("%(n)s hit was ruled on.", "%(n)s hits were ruled on.", count) % {"n": count}
            )
            return redirect(reverse("compliance:case", kwargs={"vendor": vendor, "case": case}))
    return _page(request, vendor, found, form, chosen=chosen, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("cases.decide")
def decision(request: HttpRequest, vendor: str, case: int) -> HttpResponse:
    """Approve or reject an escalated case, as its second reviewer (A-DD-04)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _visible(request, case)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    back = reverse("compliance:case", kwargs={"vendor": vendor, "case": case})
    if form.is_bound and form.is_valid():
        try:
            decide_case(
                case_id=case,
                approve=request.POST.get("decision") == "approve",
                reason=form.cleaned_data["reason"],
                by=actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("The case was decided."))
            return redirect(back)
    context = _decision(found, actor) | {"form": form, "action": request.path, "back": back, "case": found}
    return render(request, "compliance/decision.html", context, status=422 if form.is_bound else 200)


def _decision(case: Case, actor: Actor) -> dict[str, Any]:
    lines, hits, lists = lines_of(case), hits_of(case), freshness(timezone.now())
    unanswered = sum(line.outcome is None for line in lines)
    findings = sum(line.outcome is Outcome.FINDING for line in lines)
    open_hits = sum(hit.is_open for hit in hits)
    true_matches = sum(hit.is_true for hit in hits)
    evidence = [
        {"text": _("Every check has an answer"), "state": "no" if unanswered else "yes", "detail": _open(unanswered)},
        {"text": _("Every hit has a ruling"), "state": "no" if open_hits else "yes", "detail": _open(open_hits)},
        {"text": _("The lists are fresh"), "state": "yes" if lists.is_fresh else "no", "detail": ""},
        {
            "text": _("Nothing was found"),
            "state": "no" if findings or true_matches else "yes",
            "detail": _found(findings),
        },
    ]
    refused = _not_now(case, actor)
    waits = unanswered or open_hits or not lists.is_fresh
    approve = {
        "value": "approve",
        "label": _("Approve"),
        "effect": _("The company may join; what was found is kept as an exception."),
        "tone": "good",
        "refused": refused or (_("Something is open still.") if waits else ""),
    }
    reject = {
        "value": "reject",
        "label": _("Reject"),
        "effect": _("The company cannot be approved."),
        "tone": "bad",
        "refused": refused,
    }
    return {"evidence": evidence, "choices": [approve, reject]}


def _open(count: int) -> str:
    return ngettext("%(n)s is open", "%(n)s are open", count) % {"n": count} if count else ""


def _found(count: int) -> str:
    return ngettext("%(n)s finding", "%(n)s findings", count) % {"n": count} if count else ""
