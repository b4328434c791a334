"""Pages of payout runs: the list, one month with its totals, holds and exceptions, and the two persons' acts as nouns."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commissions.forms.payouts import ResultsForm, RunDecisionForm, RunForm
from commissions.models import PayoutRun
from commissions.queries.paying_programs import last_ended_month, paying_programs
from commissions.queries.payouts import files_of_run, jobs_of_run
from commissions.queries.rates import without_rate_in
from commissions.queries.run_terms import terms_of_run
from commissions.queries.runs import count_holds, exceptions_of_run, holds_of_run, runs, totals_of_run, words_of
from commissions.services.results import JOB as RESULTS_JOB
from commissions.services.results import receive_results
from commissions.services.run_approval import FILES_JOB, decide_run, submit_run
from commissions.services.runs import JOB, calculate_again, open_run
from commissions.views.run_figures import RUN_TONES, actions_of, timeline_of_run
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.accounts.sessions import requires_fresh_sign_in
from portal.clock import legal_date
from portal.files.services import attachment
from portal.forms import NoFilter, blame
from portal.jobs.progress import asks_progress, progress, read_after_job
from portal.jobs.queries import Shown, shown_at_work
from portal.keyset import Order
from portal.problems import Refusal
from portal.shell.lists import list_page

NEWEST = Order("newest", "", ("period", "id"))
SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payouts.see")
def run_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Every run, and the button for the next month."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    programs = paying_programs(now)
    initial = {"period": str(last_ended_month(programs[0][1], now))} if programs else {}
    form = RunForm(request.POST or None, initial=initial)
    if request.method == "POST" and actor.may("payouts.run") and programs and form.is_valid():
        program, guide = programs[0]
        try:
            run = open_run(
                program_id=program.pk,
                period=form.cleaned_data["period"],
                today=legal_date(now, zone=guide.zone),
                by=actor,
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:run", vendor=vendor, period=run.period)
    page = list_page(request, runs(), orders=[NEWEST], form=NoFilter(request.GET))
    rows = [{"run": run, "tone": RUN_TONES[run.state], "totals": totals_of_run(run)} for run in page.rows]
    context = {"page": page, "rows": rows, "form": form, "may_run": actor.may("payouts.run") and bool(programs)}
    return render(request, "commissions/runs/list.html", context, status=422 if form.errors else 200)


@require_GET
@requires("payouts.see")
def run_page(request: HttpRequest, vendor: str, period: str) -> HttpResponse:
    """One month. Asked by htmx, only the progress of its job."""
    run = _run(period)
    if asks_progress(request):
        return progress(request, _job(run))
    return render(request, "commissions/runs/detail.html", _context(request, run, vendor))


@require_POST
@requires("payouts.run")
def run_calculation(request: HttpRequest, vendor: str, period: str) -> HttpResponse:
    """Calculate again: adds what was stopped or imported meanwhile."""
    return _act(request, vendor, period, lambda run: calculate_again(run, by=request.actor))  # type: ignore[attr-defined]


@require_POST
@requires("payouts.submit")
def run_submission(request: HttpRequest, vendor: str, period: str) -> HttpResponse:
    """Ask a second person to approve."""
    return _act(request, vendor, period, lambda run: submit_run(run, by=request.actor))  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payouts.approve")
@requires_fresh_sign_in
def run_approval(request: HttpRequest, vendor: str, period: str) -> HttpResponse:
    """The second person's decision, with a fresh sign-in."""
    run = _run(period)
    form = RunDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            decide_run(
                run,
                approve=typed["decision"] == "approve",
                by=request.actor,  # type: ignore[attr-defined]
                reason=typed["reason"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:run", vendor=vendor, period=run.period)
    context = _context(request, run, vendor) | {"form": form, "choices": _choices(run)}
    return render(request, "commissions/runs/approval.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires("payouts.settle")
def run_results(request: HttpRequest, vendor: str, period: str) -> HttpResponse:
    """Load what a bank or PayPal answered."""
    run = _run(period)
    form = ResultsForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            receive_results(run, file, name=file.name, by=request.actor)  # type: ignore[attr-defined]
        except Refusal as refusal:
            blame(form, refusal)
        else:
            return redirect("commissions:run", vendor=vendor, period=run.period)
    context = _context(request, run, vendor) | {"results": form}
    return render(request, "commissions/runs/detail.html", context, status=422)


@require_GET
@requires("payouts.see")
def run_file(request: HttpRequest, vendor: str, period: str, payout_file_id: int) -> HttpResponseBase:
    """One payout file, as it was made."""
    found = files_of_run(_run(period)).filter(pk=payout_file_id).first()
    if found is None:
        raise Http404
    return attachment(found.file)


def _run(period: str) -> PayoutRun:
    run = runs().filter(period=period).order_by("program_id").first()
    if run is None:
        raise Http404
    return run


def _act(request: HttpRequest, vendor: str, period: str, act: Any) -> HttpResponse:
    run = _run(period)
    try:
        act(run)
    except Refusal as refusal:
        context = _context(request, _run(period), vendor) | {"refused": refusal.message}
        return render(request, "commissions/runs/detail.html", context, status=refusal.status)
    return redirect("commissions:run", vendor=vendor, period=run.period)


def _job(run: PayoutRun) -> Shown | None:
    """The newest of the run's jobs that still works or stopped."""
    job = jobs_of_run(run, JOB, FILES_JOB, RESULTS_JOB).exclude(state="done").first()
    labels = {FILES_JOB: _("Making payout files"), RESULTS_JOB: _("Reading results")}
    return shown_at_work(job, labels.get(job.kind, _("Calculating"))) if job else None


def _context(request: HttpRequest, run: PayoutRun, vendor: str) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    job = _job(run)
    read_after_job(run)
    terms = terms_of_run(run)
    holds = [
        {"payout": payout, "words": [_(words_of(code)) for code in payout.reasons]}
        for payout in holds_of_run(run)[:SHOWN]
    ]
    results = jobs_of_run(run, RESULTS_JOB).filter(state="done").first()
    return {
        "run": run,
        "tone": RUN_TONES[run.state],
        "job": job,
        "url": request.path,
        "totals": totals_of_run(run),
        "exceptions": [row | {"words": _(row["words"])} for row in exceptions_of_run(run)],
        "unrated": _unrated(run, actor, vendor),
        "holds": holds,
        "held": count_holds(run),
        "files": files_of_run(run),
        "facts": [
            {"label": _("Closed"), "value": terms.closes_on},
            {"label": _("Paid on"), "value": terms.pay_on, "hint": _("first business day of the window (F-COM-01)")},
            {"label": _("Paid by"), "value": terms.window.breach_line, "hint": _("day 45")},
            {"label": _("Guide"), "value": f"v{terms.guide_number}"},
        ],
        "actions": actions_of(run, actor, vendor),
        "transitions": timeline_of_run(run),
        "results": ResultsForm() if run.state in ("exported", "settled") and actor.may("payouts.settle") else None,
        "outcome": results.result if results else None,
    }


def _unrated(run: PayoutRun, actor: Actor, vendor: str) -> list[dict[str, str]]:
    """Where the rates are set that this run missed, for whoever asks for rates."""
    if not actor.may("rates.ask"):
        return []
    return [
        {
            "label": f"{agreement.partner.name} · {agreement.number}",
            "url": reverse("commissions:rate", kwargs={"vendor": vendor, "agreement": agreement.pk}),
        }
        for agreement in without_rate_in(run)[:SHOWN]
    ]


def _choices(run: PayoutRun) -> list[dict[str, str]]:
    return [
        {"value": "approve", "label": _("Approve"), "tone": "primary",
         "effect": _("Payout files are made for everything that is payable.")},
        {"value": "send_back", "label": _("Send back"), "effect": _("Nothing is paid; finance calculates again.")},
    ]  # fmt: skip
