"""The progress of a job on the page of what it works for: asked again every two seconds, it renews the page once it is over."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.jobs.queries import Shown


def asks_progress(request: HttpRequest) -> bool:
    """Whether only the part that moves is asked for, by `components/_job.html`."""
    return bool(request.headers.get("HX-Request")) and request.headers.get("HX-Target", "").startswith("job-")


def progress(request: HttpRequest, job: Shown | None) -> HttpResponse:
    """That part. When the job is over the page is renewed; `job.js` waits with it while somebody types or sends a form."""
    drawn = {"job": job, "url": request.path}
    response = render(request, "components/_job.html", drawn) if job else HttpResponse()
    if job is None or not job.active:
        response["HX-Refresh"] = "true"
    return response


def read_after_job(record: Model) -> None:
    """Read the record again once its job was looked at: a page without progress has to show all that the job left.

    Read the other way round, a job that ends in between leaves a page of before that nothing renews.
    """
    record.refresh_from_db()
