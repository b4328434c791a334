"""The calendar of tiers: the annual review, the check of each month, and the end of recovery periods."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from portal.clock import Period, day_start, legal_date
from portal.deadlines.kinds import deadline_kind
from portal.deadlines.models import Deadline
from portal.jobs.kinds import About, Done, More, Step, job_kind
from portal.jobs.schedule import daily, monthly, schedule
from portal.jobs.services import enqueue
from tiering.models import Collection, Grace
from tiering.models.scorecards import Occasion
from tiering.queries.programs import scored_programs
from tiering.services.annual import start_due_reviews
from tiering.services.following import follow_chunk
from tiering.services.grace import CLOCK
from tiering.services.rounds import FOLLOW, start_monthly_check, start_recovery_check

MONTHLY = "tiering.monthly"
ANNUAL = "tiering.annual"


@job_kind(ANNUAL, label=_("Start of annual reviews"), results={"started": _("Reviews that were started")})
def start_reviews(step: Step) -> Done:
    """Each day: the annual review of each program whose data are over, on the program's own day."""
    return Done(result={"started": start_due_reviews(step.now)})


@job_kind(MONTHLY, label=_("Monthly check of tiers"), results={"started": _("Checks that were started")})
def check_month(step: Step) -> Done:
    """Start the check of the month that has just ended, in each program; one whose zone is behind gets its turn at its midnight."""
    turn = datetime.fromisoformat(step.payload["at"]) if "at" in step.payload else step.now
    started = []
    for program in scored_programs(step.now):
        if step.payload.get("program") not in (None, program.pk):
            continue
        zone = ZoneInfo(program.legal_time_zone)
        today = legal_date(turn, zone=zone)
        if "program" not in step.payload and today.day > 1:
            midnight = day_start(Period.of(today).next().first, zone=zone)
            values = {"program": program.pk, "at": midnight.isoformat()}
            enqueue(MONTHLY, key=f"program:{program.pk}:{Period.of(today)}", payload=values, due_at=midnight)
            continue
        month = Period.of(today).previous()
        start_monthly_check(program, month)
        started.append(f"{program.slug} {month}")
    return Done(result={"started": started})


@job_kind(FOLLOW, label=_("What follows a check of tiers"), about=About("collection", Collection))
def run_following(step: Step) -> More | Done:
    """The next partners: warnings, and evaluations of those who may have reached a tier."""
    place = {**step.payload, **step.cursor}
    collection = Collection.objects.get(pk=int(place["collection"]))
    after = follow_chunk(collection, Occasion(place["occasion"]), after=int(place["after"]), last=place.get("last"))
    return Done() if after is None else More(cursor={"after": after})


schedule(MONTHLY, monthly(day=1, at="04:30"))
schedule(ANNUAL, daily("04:45"))


def grace_is_over(deadline: Deadline, now: datetime) -> str:
    """The last day has passed: what the partner reaches on it is measured. Nothing else happens by itself (G-TIER-09)."""
    del now
    grace = Grace.objects.filter(scorecard_id=deadline.subject_id).select_related("scorecard__program").latest("number")
    start_recovery_check(grace)
    return "measured"


deadline_kind(CLOCK, label=_("End of a recovery period"), due=grace_is_over)
