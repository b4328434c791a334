"""What pages and programs are told about jobs: words for its kind, a state with a tone, a share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.jobs.kinds import KINDS
from portal.jobs.models import QUIET, Job

#: The words of `components/_job.html` for each state of a job.
SHOWN = {"queued": "waiting", "quarantined": "failed"}
WAITING_AGAIN = _("An error: it is tried again by itself.")
STOPPED = _("It stopped after several errors. An administrator can let it go on.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as a page draws it."""

    id: int
    label: str | Promise
    state: str
    state_label: str
    done: int
    total: int | None
    skipped: int
    message: str | Promise
    active: bool
    about: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


def shown(job: Job, about: str = "") -> Shown:
    """The job in words; `about` is what `subjects_of` says of it."""
    active = job.state in (Job.State.QUEUED, Job.State.RUNNING)
    return Shown(
        id=job.pk,
        label=label_of(job.kind),
        state=SHOWN.get(job.state, job.state),
        state_label=job.get_state_display(),
        done=min(job.progress, job.total or job.progress),
        total=job.total,
        skipped=job.skipped,
        message=WAITING_AGAIN if active and job.failures else job.error if job.state == Job.State.QUARANTINED else "",
        active=active,
        about=about,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def shown_at_work(job: Job, label: str | Promise) -> Shown:
    """The job on the page of what it works for, which partners see too: without the words of its error."""
    told = shown(job)
    return replace(told, label=label, message=STOPPED if told.state == "failed" else told.message)


def label_of(kind: str) -> str | Promise:
    """What a kind is called; its key where nobody registers it any more."""
    known = KINDS.all().get(kind)
    return known.label if known else kind


def subjects_of(jobs: Sequence[Job]) -> dict[int, str]:
    """What each job is about where its kind says so and the row is there: one query a kind."""
    found: dict[int, str] = {}
    for key in {job.kind for job in jobs}:
        known = KINDS.all().get(key)
        if known is None or known.about is None:
            continue
        ids = {job.pk: job.payload.get(known.about.name) for job in jobs if job.kind == key}
        rows = known.about.model._default_manager.in_bulk([pk for pk in ids.values() if isinstance(pk, int)])
        found |= {job: str(rows[pk]) for job, pk in ids.items() if pk in rows}
    return found


def results_of(job: Job) -> list[tuple[str | Promise, str]]:
    """What came of a job, as far as its kind has words for it."""
    known = KINDS.all().get(job.kind)
    words: Mapping[str, str | Promise] = known.results if known else {}
    return [(label, _said(job.result[name])) for name, label in words.items() if name in job.result]


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) or "—" if isinstance(value, list) else str(value)


def job_of(kind: str, key: str) -> Job | None:
    """The job that was asked for under a key, by whoever needs no more of it than that."""
    found: Job | None = Job.objects.filter(kind=kind, key=key).first()
    return found


def jobs_in(state: str) -> QuerySet[Job]:
    """Jobs of the scope in a state, "open" for what is not over; no state means all but turns that are done."""
    jobs: QuerySet[Job] = Job.objects.all()
    if state == "open":
        return jobs.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return jobs.filter(state=state) if state else jobs.exclude(QUIET)


def choices_of_state() -> list[tuple[str, Any]]:
    """For a filter."""
    return [("", _("All but quiet turns")), ("open", _("Not over")), *Job.State.choices]
