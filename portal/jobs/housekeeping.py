"""Old turns are removed from the job table, delivered mails from the outbox.

Jobs that somebody asked for stay: their key says that they were done. So a mail whose row is gone is not sent again.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.models import Job, OutboxMessage
from portal.jobs.schedule import daily, schedule
from portal.tenancy import Role

#: Longer than the longest turn: a removed slot that is still the last one would be inserted again.
KEPT = timedelta(days=62)
BATCH = 5_000


@job_kind("outbox.housekeeping", label=_("Removal of delivered mails"), role=Role.PLATFORM)
def remove_delivered(step: Step) -> More | Done:
    """Remove messages that went out long ago: addresses of people are kept no longer than somebody asks about them."""
    ids = list(
        OutboxMessage.objects.filter(sent_at__lt=step.now - KEPT).order_by("pk").values_list("pk", flat=True)[:BATCH]
    )
    OutboxMessage.objects.filter(pk__in=ids).delete()
    removed = step.progress + len(ids)
    return More({}, progress=removed) if len(ids) == BATCH else Done(progress=removed)


@job_kind("jobs.housekeeping", label=_("Removal of old turns"), role=Role.PLATFORM)
def remove_old_turns(step: Step) -> More | Done:
    """Remove turns that ended long ago, a batch for each chunk."""
    ended = [Job.State.DONE, Job.State.CANCELLED]
    old = Job.objects.filter(key__startswith="slot:", state__in=ended, finished_at__lt=step.now - KEPT)
    ids = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    Job.objects.filter(pk__in=ids).delete()
    removed = step.progress + len(ids)
    return More({}, progress=removed) if len(ids) == BATCH else Done(progress=removed)


schedule("jobs.housekeeping", daily("03:30"))
schedule("outbox.housekeeping", daily("03:40"))
