"""The daily look at fees of the year, some enrolments a chunk."""

from django.utils.translation import gettext_lazy as _

from partners.queries.fees import paying_enrolments
from partners.services.fees import remind_of_fee
from portal.guides.models import Program
from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.schedule import daily, schedule

CHUNK = 200


@job_kind("partners.fees", label=_("Fees of the year for taking part"), results={"told": _("Reminded")})
def run_fees(step: Step) -> More | Done:
    """Enrolment by enrolment; who was told already is told nothing."""
    after, told, seen = int(step.cursor.get("after", 0)), 0, []
    for program in Program.objects.order_by("pk"):
        rows = paying_enrolments(program, step.now).filter(pk__gt=after).order_by("pk")[:CHUNK]
        seen += list(rows)
    seen = sorted(seen, key=lambda one: one.pk)[:CHUNK]
    told = sum(remind_of_fee(one, at=step.now) for one in seen)
    progress = step.progress + told
    if len(seen) < CHUNK:
        return Done({"told": progress}, progress=progress)
    return More({"after": seen[-1].pk}, progress=progress)


schedule("partners.fees", daily("05:20"))
