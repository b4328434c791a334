"""The daily look at duties: what is owed next, what is due, what is done and counts."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from compliance.duty_states import WAITS_FOR_PARTNER, DutyState
from compliance.models import Duty
from compliance.queries.duties import duties_asked, today_of
from compliance.services.duties import feed_metrics, open_duties, remind
from portal.guides.models import Program
from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.schedule import daily, schedule

CHUNK = 200


@job_kind(
    "compliance.duties",
    label=_("Yearly duties of partners"),
    results={"opened": _("Duties that were opened"), "told": _("Reminded")},
)
def run_duties(step: Step) -> More | Done:
    """First what is new, program by program; then reminders and figures, some duties a chunk."""
    if not step.cursor:
        opened = sum(
            open_duties(program, day=today_of(program, step.now)) for program in Program.objects.order_by("id")
        )
        return More({"after": 0, "opened": opened})
    days: dict[int, date] = {}
    after = int(step.cursor["after"])
    rows = list(
        Duty.objects.filter(pk__gt=after, state__in=[*WAITS_FOR_PARTNER, DutyState.DONE])
        .select_related("program")
        .order_by("pk")[:CHUNK]
    )
    told = 0
    for duty in rows:
        day = days.setdefault(duty.program_id, today_of(duty.program, step.now))
        terms = duties_asked(duty.program_id, day).get(duty.key)
        if terms is None:
            continue
        told += feed_metrics(duty, at=step.now) if duty.state == DutyState.DONE else remind(duty, terms.asked, day=day)
    progress = step.progress + told
    if len(rows) < CHUNK:
        return Done({"opened": step.cursor.get("opened", 0), "told": progress}, progress=progress)
    return More({**step.cursor, "after": rows[-1].pk}, progress=progress)


schedule("compliance.duties", daily("04:40"))
