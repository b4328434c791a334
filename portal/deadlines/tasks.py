"""Doing what is due: in batches, and what fails alone, so that one broken deadline stops no other."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from portal.deadlines.kinds import KINDS
from portal.deadlines.models import Deadline
from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.models import Job
from portal.jobs.schedule import every_minute, schedule
from portal.jobs.services import enqueue

log = logging.getLogger(__name__)
BATCH = 50


def vendors_with_something_due(now: datetime) -> set[int]:
    """Whose turn it is; asked as platform."""
    open_ones = Deadline.objects.filter(closed_at=None)
    due = open_ones.filter(due_at__lte=now).values_list("vendor_id", flat=True)
    reminders = open_ones.filter(remind_at__lte=now, reminded_at=None).values_list("vendor_id", flat=True)
    return set(due.distinct()) | set(reminders.distinct())


@job_kind("deadlines.due", label=_("Deadlines that have come"))
def do_what_is_due(step: Step) -> More | Done:
    """Remind and act, oldest first."""
    due = list(_due(step.now)[:BATCH])
    reminders = list(_to_remind(step.now)[: BATCH - len(due)])
    for deadline in due:
        _try(deadline, step.now)
    for deadline in reminders:
        remind(deadline, step.now)
    handled = step.progress + len(due) + len(reminders)
    return More({}, progress=handled) if due or reminders else Done(progress=handled)


@job_kind("deadlines.act", label=_("A deadline that did not work at first"))
def act_on_one(step: Step) -> More | Done:
    """One deadline whose action failed in a batch: it is tried again by itself, and stops by itself."""
    deadline = Deadline.objects.select_for_update(of=("self",)).get(pk=step.payload["deadline"])
    if deadline.closed_at is None and deadline.due_at <= step.now:
        act(deadline, step.now)
    return Done()


def act(deadline: Deadline, now: datetime) -> None:
    """Call the kind, then close the deadline unless the kind closed or moved it."""
    outcome = KINDS.get(deadline.kind).due(deadline, now)
    still_due = Deadline.objects.filter(pk=deadline.pk, closed_at=None, due_at=deadline.due_at)
    still_due.update(closed_at=now, outcome=outcome or "due")


def remind(deadline: Deadline, now: datetime) -> None:
    """Call the kind's reminder once."""
    Deadline.objects.filter(pk=deadline.pk).update(reminded_at=now)
    call = KINDS.get(deadline.kind).remind
    if call is None:
        return
    try:
        with transaction.atomic():
            call(deadline, now)
    except Exception:
        log.exception("reminder of deadline %s (%s) failed", deadline.pk, deadline.kind)


def _try(deadline: Deadline, now: datetime) -> None:
    try:
        with transaction.atomic():
            act(deadline, now)
    except Exception:
        log.exception("deadline %s (%s) failed, it is tried again by itself", deadline.pk, deadline.kind)
        enqueue(
            "deadlines.act", key=str(deadline.pk), payload={"deadline": deadline.pk}, partner_id=deadline.partner_id
        )


def _due(now: datetime):  # type: ignore[no-untyped-def]
    alone = Job.objects.filter(kind="deadlines.act", key=Cast(OuterRef("pk"), CharField()))
    due = Deadline.objects.filter(closed_at=None, due_at__lte=now).exclude(Exists(alone))
    return due.order_by("due_at", "pk").select_for_update(of=("self",), skip_locked=True)


def _to_remind(now: datetime):  # type: ignore[no-untyped-def]
    return (
        Deadline.objects.filter(closed_at=None, remind_at__lte=now, reminded_at=None, due_at__gt=now)
        .order_by("remind_at", "pk")
        .select_for_update(of=("self",), skip_locked=True)
    )


schedule("deadlines.due", every_minute(), wanted=vendors_with_something_due)
