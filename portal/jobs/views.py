"""Pages of background work: the list, one job with its progress, cancelling it, letting it go on."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.rights import requires
from portal.jobs.forms import JobFilter
from portal.jobs.models import Job
from portal.jobs.queries import jobs_in, results_of, shown, subjects_of
from portal.jobs.services import cancel_job, resume_job
from portal.keyset import Order
from portal.problems import Refusal
from portal.shell.lists import list_page

ORDERS = [Order("newest", _("Newest"), ("id",))]


@require_safe
@requires("jobs.see")
def job_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Background work of this vendor, newest first."""
    form = JobFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    page = list_page(request, jobs_in(state), orders=ORDERS, form=form)
    about = subjects_of(page.rows)
    jobs = [(shown(job, about.get(job.pk, "")), _address("page", vendor, job)) for job in page.rows]
    return render(request, "jobs/list.html", {"page": page, "jobs": jobs, "now": timezone.now()})


@require_safe
@requires("jobs.see")
def job_page(request: HttpRequest, vendor: str, job: int) -> HttpResponse:
    """One job; the fragment alone for the page that asks how far it is."""
    found = get_object_or_404(Job, pk=job)
    context = _context(request, vendor, found)
    return render(request, "jobs/_job.html" if request.headers.get("HX-Request") else "jobs/page.html", context)


@require_POST
@requires("jobs.steer")
def cancel(request: HttpRequest, vendor: str, job: int) -> HttpResponse:
    """Stop a job between two of its chunks."""
    return _steer(request, vendor, job, cancel_job, _("It stops before its next part. What it has done stays."))


@require_POST
@requires("jobs.steer")
def resume(request: HttpRequest, vendor: str, job: int) -> HttpResponse:
    """Let a stopped job go on where it was."""
    return _steer(request, vendor, job, resume_job, _("It goes on where it was."))


def _steer(
    request: HttpRequest, vendor: str, job: int, steer: Callable[..., object], done: str | Promise
) -> HttpResponse:
    found = get_object_or_404(Job, pk=job)
    try:
        steer(found, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, str(done))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(_address("page", vendor, found))


def _context(request: HttpRequest, vendor: str, job: Job) -> dict[str, object]:
    card = shown(job, subjects_of([job]).get(job.pk, ""))
    may_steer = request.actor.may("jobs.steer")  # type: ignore[attr-defined]
    return {
        "job": card,
        "error": job.error,
        "key": job.key,
        "result": results_of(job),
        "now": timezone.now(),
        "url": _address("page", vendor, job),
        "cancel_url": _address("cancellation", vendor, job) if may_steer and card.active else "",
        "resume_url": _address("resumption", vendor, job)
        if may_steer and card.state in ("failed", "cancelled")
        else "",
    }


def _address(name: str, vendor: str, job: Job) -> str:
    return reverse(f"jobs:{name}", kwargs={"vendor": vendor, "job": job.pk})
