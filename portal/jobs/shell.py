"""What the shell shows of background work: only what stopped needs a person."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.jobs.models import Job
from portal.jobs.queries import shown
from portal.shell.registries import InboxItem, inbox_source, settings_entry
from portal.tenancy.queries import current_slug

MOST = 20


@inbox_source("jobs", right="jobs.steer")
def stopped_jobs(actor: Actor, now: datetime) -> list[InboxItem]:
    """Work that stopped after errors and goes on only when somebody says so."""
    del actor, now
    stopped = [shown(job) for job in Job.objects.filter(state=Job.State.QUARANTINED).order_by("id")[:MOST]]
    slug = current_slug() if stopped else ""
    return [
        InboxItem(
            title=job.label,
            line=job.message or _("Stopped after errors"),
            url=reverse("jobs:page", kwargs={"vendor": slug, "job": job.id}),
            at=job.finished_at or job.created_at,
            tone="bad",
        )
        for job in stopped
    ]


settings_entry(
    "jobs",
    label=_("Background work"),
    line=_("Imports, payout runs and mails, and how far they are"),
    icon="clock",
    url_name="jobs:list",
    right="jobs.see",
    order=70,
)
