"""Kept answers go after some days: by then nobody asks again, and they hold what people were called."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.api.models import IdempotencyKey
from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.schedule import daily, schedule

KEPT = timedelta(days=7)
BATCH = 5_000


@job_kind("api.forget_answers", label=_("Removal of kept answers"))
def forget_answers(step: Step) -> More | Done:
    """Remove answers older than a week, a batch for each chunk."""
    old = IdempotencyKey.objects.filter(answered_at__lt=step.now - KEPT).order_by("answered_at")
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    IdempotencyKey.objects.filter(pk__in=ids).delete()
    removed = step.progress + len(ids)
    return More({}, progress=removed) if len(ids) == BATCH else Done(progress=removed)


schedule("api.forget_answers", daily("04:20"))
