"""Payout runs from opening to approval: idempotent by program and period (X-07), two persons before money moves."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from commissions.models import PayoutRun, PayoutRunMove
from commissions.queries.run_terms import terms_of_period
from commissions.services.calculation import calculate_step
from commissions.states import PAYOUT_RUN_STATES, PayoutRunState
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.clock import Period
from portal.guides.queries import NoGuideInForce
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal

JOB = "commissions.payout"
State = PayoutRun.State


@transaction.atomic
def open_run(*, program_id: int, period: str, today: date, by: Actor | None = None) -> PayoutRun:
    """The run of a month: opened and calculated by a job, or the one that is there already.

    Raises Refusal for a text that is no month, a month that has not ended on `today` (a date of the program), a program
    that does not pay monthly; Conflict where a later month was run already or an earlier one is being calculated.
    """
    month = _read_period(period, today)
    lock_runs(program_id)
    found: PayoutRun | None = PayoutRun.objects.filter(program_id=program_id, period=str(month)).first()
    if found is not None:
        return found
    _keep_order(program_id, month)
    try:
        terms = terms_of_period(program_id, month)
    except NoGuideInForce:
        raise Refusal(_("No guide was in force at the end of that month."), field="period") from None
    except KeyError:
        raise Refusal(_("The guide of this program has no commissions."), field="program") from None
    run: PayoutRun = PayoutRun.objects.create(
        program_id=program_id,
        period=str(month),
        guide_version_id=terms.guide_version,
        sold_before=terms.sold_before,
        created_by_id=by.membership_id if by else None,
    )
    PayoutRunMove.objects.create(run=run, by_id=run.created_by_id, after=State.CALCULATING)
    record("payout_run.opened", by=by, subject=run, period=run.period)
    _calculate(run, by)
    return run


@transaction.atomic
def calculate_again(run: PayoutRun, *, by: Actor, reason: str = "") -> PayoutRun:
    """Earn what was stopped or imported meanwhile; what is booked stays. Raises Conflict once submitted, or behind a later run."""
    run = locked(run)
    _keep_order(run.program_id, Period.parse(run.period))
    record("payout_run.calculated_again", by=by, subject=run, period=run.period)
    move_run(run, State.CALCULATING, by=by, reason=reason)
    _calculate(run, by)
    return run


def calculate_now(run: PayoutRun, *, now: datetime) -> PayoutRun:
    """All chunks at once, without the job: for demo data and tests."""
    cursor: object = {}
    while cursor is not None:
        cursor = calculate_step(run.pk, cursor, now=now).cursor  # type: ignore[arg-type]
    run.refresh_from_db()
    return run


def locked(run: PayoutRun) -> PayoutRun:
    """The run as it is now, locked until the transaction ends."""
    fresh: PayoutRun = PayoutRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    return fresh


def move_run(run: PayoutRun, to: str, *, by: Actor | None, reason: str = "") -> None:
    """One move by the table of states, with its row. Raises Conflict for a move it does not contain."""
    if PayoutRunState(to) not in PAYOUT_RUN_STATES.transitions[PayoutRunState(run.state)]:
        raise Conflict(_("This run is %(state)s.") % {"state": run.get_state_display()}, code="run-state")
    member = by.membership_id if by else None
    PayoutRunMove.objects.create(run=run, by_id=member, before=run.state, after=to, reason=reason)
    run.state = to
    run.save()


def job_of_run(run: PayoutRun) -> tuple[str, dict[str, int]]:
    """Key and payload of the job that calculates it now: each time it is calculated is a job of its own."""
    times = PayoutRunMove.objects.filter(run=run, after=State.CALCULATING).count()
    return f"run:{run.pk}:{times}", {"run": run.pk}


def _calculate(run: PayoutRun, by: Actor | None) -> None:
    key, payload = job_of_run(run)
    job = enqueue(JOB, key=key, payload=payload, by=by)
    run.job_id = job.pk
    run.save(update_fields=["job_id"])


def _read_period(text: str, today: date) -> Period:
    try:
        month = Period.parse(text)
    except ValueError:
        raise Refusal(_("Write the month as year and month, such as 2026-10."), field="period") from None
    if month.last >= today:
        raise Refusal(_("This month has not ended yet."), field="period")
    return month


def _keep_order(program_id: int, month: Period) -> None:
    others = PayoutRun.objects.filter(program_id=program_id)
    if others.filter(period__gt=str(month)).exists():
        raise Conflict(_("A later month was run already."), field="period")
    if others.filter(period__lt=str(month), state=State.CALCULATING).exists():
        raise Conflict(_("An earlier month is being calculated: wait until it is done."), field="period")


def lock_runs(program_id: int) -> None:
    """Nothing else begins a run of the program until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payout-run:{program_id}"])
