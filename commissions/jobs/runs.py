"""The monthly run as a job: a chunk a step, started by a person, by hand, or on the first of the month (F-COM-01, X-11)."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from commissions.models import PayoutRun
from commissions.queries.paying_programs import last_ended_month, paying_programs
from commissions.services.calculation import CHUNK, calculate_step
from commissions.services.runs import JOB, job_of_run, open_run
from portal.clock import SystemClock, day_start, legal_date
from portal.jobs.kinds import About, Done, More, Step, Wanted, job_kind
from portal.jobs.schedule import monthly, schedule
from portal.jobs.services import enqueue
from portal.problems import Refusal

OPENING = "commissions.open_runs"


def wanted_by_hand(settings: Mapping[str, str]) -> Wanted:
    """`manage.py run_job payout --vendor freshworks --period 2026-10 [--set program=SLUG]`. Raises ValueError."""
    now = SystemClock().now()
    programs = [found for found in paying_programs(now) if settings.get("program") in (None, found[0].slug)]
    if len(programs) != 1:
        raise ValueError("give --set program=SLUG: one program that pays commissions")
    program, guide = programs[0]
    period = settings.get("period") or str(last_ended_month(guide, now))
    try:
        run = open_run(program_id=program.pk, period=period, today=legal_date(now, zone=guide.zone))
    except Refusal as refused:
        raise ValueError(str(refused)) from None
    key, payload = job_of_run(run)
    return Wanted(key, payload)


@job_kind(
    JOB,
    label=_("Payout run"),
    command="payout",
    options=wanted_by_hand,
    about=About("run", PayoutRun),
    results={"period": _("Month")},
)
def run_payout(step: Step) -> More | Done:
    """Calculate the run of the payload, one range of partners after the other."""
    run = PayoutRun.objects.get(pk=int(step.payload["run"]))
    if run.state != PayoutRun.State.CALCULATING:
        return Done(result={"period": run.period, "state": run.state})
    chunk = int(step.payload.get("chunk", CHUNK))
    progress = calculate_step(run.pk, step.cursor, now=step.now, chunk=chunk)
    if progress.cursor is None:
        return Done(result={"period": run.period}, progress=progress.done, total=progress.total)
    return More(cursor=progress.cursor, progress=progress.done, total=progress.total)


@job_kind(OPENING, label=_("Opening of payout runs"), results={"opened": _("Runs that were opened")})
def open_runs(step: Step) -> Done:
    """Open the run of the month that has just ended, in each program. One whose zone is behind gets its turn at its midnight."""
    turn = datetime.fromisoformat(step.payload["at"]) if "at" in step.payload else step.now
    opened = []
    for program, guide in paying_programs(step.now):
        month = last_ended_month(guide, turn)
        if "program" in step.payload and step.payload["program"] != program.pk:
            continue
        if legal_date(turn, zone=guide.zone).day > 1 and "program" not in step.payload:
            midnight = day_start(month.next().next().first, zone=guide.zone)
            values = {"program": program.pk, "at": midnight.isoformat()}
            enqueue(OPENING, key=f"program:{program.pk}:{month.next()}", payload=values, due_at=midnight)
            continue
        run = open_run(program_id=program.pk, period=str(month), today=legal_date(turn, zone=guide.zone))
        opened.append(f"{program.slug} {run.period}")
    return Done(result={"opened": opened})


schedule(OPENING, monthly(day=1, at="02:00"))
