"""Demo runs: two years through the real services. Earlier months are settled, the last one waits for a second person."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from commissions.jobs.payout_files import make_files
from commissions.models import Payout, PayoutRun, Rate, Sale
from commissions.services.paying_accounts import set_paying_account
from commissions.services.results import apply_results
from commissions.services.run_approval import FILES_JOB, decide_run, submit_run
from commissions.services.runs import calculate_now, open_run
from partners.models import Agreement
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.accounts.rights import rights_of
from portal.clock import Period
from portal.demo.parts import World, demo_part
from portal.jobs.kinds import Done, Step
from portal.jobs.models import Job

PROGRAM = "partner-program"
RATES = ("0.10", "0.125", "0.15", "0.15", "0.20", "0.20", "0.25")
#: Its rate ended before the last month: the run names it as an exception.
WITHOUT_RATE = 17
ACCOUNTS = {"USD": "GB29NWBK60161331926819", "EUR": "DE89370400440532013000"}
ONE_RETURNED_IN = 60


@demo_part("rates", order=50, vendors=("freshworks",))
def build_rates(world: World) -> None:
    """A commission rate for each agreement; every fifth partner got a better one after a year."""
    last_month = world.today.replace(day=1) - timedelta(days=1)
    rates: list[Rate] = []
    for index, agreement in enumerate(
        Agreement.objects.filter(program_id=world.programs[PROGRAM]).order_by("partner_id")
    ):
        since, rate = agreement.period.lower, Decimal(world.random.choice(RATES))
        changed = since + timedelta(days=365)
        spans: list[tuple[date, date | None, Decimal]]
        if index == WITHOUT_RATE:
            spans = [(since, last_month.replace(day=1), rate)]
        elif index % 5 == 2 and changed < world.today:
            spans = [(since, changed, rate), (changed, None, rate + Decimal("0.05"))]
        else:
            spans = [(since, None, rate)]
        rates += [
            Rate(agreement=agreement, partner_id=agreement.partner_id, rate=percent, period=DateRange(begin, end))
            for begin, end, percent in spans
        ]
    Rate.objects.bulk_create(rates)


@demo_part("statements", order=70, vendors=("freshworks",))
def build_statements(world: World) -> None:
    """A run for each month that has ended and had sales."""
    program = world.programs[PROGRAM]
    first = Sale.objects.filter(program_id=program).order_by("sold_on").values_list("sold_on", flat=True).first()
    if first is None:
        return
    finance, second = _actor(world, "finance"), _actor(world, "finance2")
    for currency, number in ACCOUNTS.items():
        set_paying_account(currency=currency, name="Freshworks Inc.", number=number, by=finance)
    month = Period.of(first)
    while month.next().last < world.today:
        _settle(world, _calculated(world, program, month), finance, second)
        month = month.next()
    submit_run(_calculated(world, program, month), by=finance)


def _calculated(world: World, program: int, month: Period) -> PayoutRun:
    begun = datetime.combine(month.next().first, time(9), UTC)
    run = open_run(program_id=program, period=str(month), today=world.today)
    run = calculate_now(run, now=begun)
    PayoutRun.objects.filter(pk=run.pk).update(created_at=begun)
    _end_job(Job.objects.get(pk=run.job_id), begun)
    return run


def _settle(world: World, run: PayoutRun, finance: Actor, second: Actor) -> None:
    decided = datetime.combine(run.sold_before, time(15), UTC) + timedelta(days=3)
    submit_run(run, by=finance)
    decide_run(run, approve=True, by=second, reason="", at=decided)
    _make_files(world, run, decided)
    rows = ["reference,status,date,reason"]
    for payout in Payout.objects.filter(sent_with=run, state=Payout.State.SENT).order_by("reference"):
        if payout.send_on + timedelta(days=1) <= world.today:
            back = world.random.randrange(ONE_RETURNED_IN) == 0
            said = ("returned", "account closed") if back else ("paid", "")
            rows.append(f"{payout.reference},{said[0]},{payout.send_on + timedelta(days=1)},{said[1]}")
    if len(rows) > 1:
        apply_results(run, "\n".join(rows).encode())


def _make_files(world: World, run: PayoutRun, now: datetime) -> None:
    cursor: Mapping[str, Any] = {}
    job = Job.objects.get(kind=FILES_JOB, key=f"run:{run.pk}")
    while True:
        step = Step(
            job_id=job.pk, kind=job.kind, key=job.key, vendor_id=world.vendor_id, partner_id=None, membership_id=None,
            payload={"run": run.pk}, cursor=cursor, progress=0, total=None, skipped=0, attempt=1, now=now,
        )  # fmt: skip
        answer = make_files(step)
        if isinstance(answer, Done):
            break
        cursor = answer.cursor
    _end_job(job, now)


def _end_job(job: Job, at: datetime) -> None:
    """Done before any worker could see it."""
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, finished_at=at, progress=job.total or 0)


def _actor(world: World, member: str) -> Actor:
    membership = Membership.objects.get(pk=world.members[member])
    return Actor(
        world.vendor_id, membership.pk, membership.user_id, membership.name, "finance", None, rights_of("finance")
    )
