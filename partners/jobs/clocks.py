"""The daily look at the clocks of people, some partners a chunk."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.queries.clocks import enrolments_after, last_signatures, leavers_since, partners_with_ends
from partners.queries.people import vendor_today
from partners.queries.terms import people_on
from partners.services.clocks import LATE, remind_of_certificates, watch_bookings, watch_leaver
from portal.clock import add_months
from portal.guides.models import Program
from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.schedule import daily, schedule

CHUNK = 100
PHASES = ("certificates", "leavers", "bookings")


@job_kind("partners.people_clocks", label=_("Clocks of people and certificates"), results={"told": _("Reminded")})
def run_clocks(step: Step) -> More | Done:
    """One phase after the other; the cursor keeps the phase, the day and the last id."""
    day = date.fromisoformat(step.cursor["day"]) if step.cursor else vendor_today(step.now)
    phase = int(step.cursor.get("phase", 0))
    after = int(step.cursor.get("after", 0))
    last, told = _RUN[PHASES[phase]](day, after)
    progress = step.progress + told
    if last is not None:
        return More({"day": day.isoformat(), "phase": phase, "after": last}, progress=progress)
    if phase + 1 < len(PHASES):
        return More({"day": day.isoformat(), "phase": phase + 1, "after": 0}, progress=progress)
    return Done({"told": progress}, progress=progress)


def _certificates(day: date, after: int) -> tuple[int | None, int]:
    days = sorted(
        {
            number
            for program in Program.objects.values_list("pk", flat=True)
            if (terms := people_on(program, day).certificates) is not None
            for number in terms.remind_days.value
        }
    )
    if not days:
        return None, 0
    partners = partners_with_ends(day, within=days[-1], after=after, limit=CHUNK)
    told = sum(remind_of_certificates(partner, day=day, days=tuple(days)) for partner in partners)
    return (partners[-1] if len(partners) == CHUNK else None), told


def _leavers(day: date, after: int) -> tuple[int | None, int]:
    found = (people_on(program, day).replacement for program in Program.objects.values_list("pk", flat=True))
    windows = [one for one in found if one is not None]
    if not windows:
        return None, 0
    longest = max(one.hard_months.value for one in windows)
    days = tuple(sorted({number for one in windows for number in one.remind_days.value}))
    posts = leavers_since(add_months(day, -longest) - LATE, day, after=after, limit=CHUNK)
    told = sum(watch_leaver(post, day=day, days=days) for post in posts)
    return (posts[-1].pk if len(posts) == CHUNK else None), told


def _bookings(day: date, after: int) -> tuple[int | None, int]:
    enrolments = enrolments_after(after, day, limit=CHUNK)
    signed = last_signatures(enrolments, day)
    told = 0
    for one in enrolments:
        signed_on = signed.get((one.partner_id, one.program_id))
        told += bool(signed_on and watch_bookings(one, signed_on, day=day))
    return (enrolments[-1].pk if len(enrolments) == CHUNK else None), told


_RUN: dict[str, Any] = {"certificates": _certificates, "leavers": _leavers, "bookings": _bookings}
schedule("partners.people_clocks", daily("04:10"))
