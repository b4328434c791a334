"""What a bank or PayPal did with a run's payments: paid, or returned with a reason. A row said twice changes nothing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commissions.models import Payout, PayoutRun
from commissions.payment_files.results import (
    RESULT_MESSAGES,
    Result,
    ResultCode,
    ResultError,
    ResultRow,
    read_results,
)
from commissions.services.bookings import PAID, RETURNED_AFTER_PAID, RETURNED_ON_THE_WAY, Booking, book_payouts
from commissions.services.payout_files import settle_run
from commissions.services.payout_moves import move_payouts
from commissions.services.runs import locked
from commissions.states import PayoutState
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.files.models import StoredFile
from portal.files.services import Readable, open_file, store_file
from portal.jobs.models import Job
from portal.jobs.services import enqueue
from portal.problems import Conflict

PURPOSE = "payout_results"
JOB = "commissions.results"
MOST_NAMED = 200
State = Payout.State


@dataclass
class Outcome:
    """What a file of results did; `bad` are rows that changed nothing, as {row, message, raw}."""

    paid: int = 0
    returned: int = 0
    known: int = 0
    bad: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def receive_results(run: PayoutRun, content: bytes | Readable, *, name: str, by: Actor) -> Job:
    """Keep the file and let a job read it. Raises Conflict before payment files were made, Refusal for a file that is none."""
    run = locked(run)
    if run.state not in (PayoutRun.State.EXPORTED, PayoutRun.State.SETTLED):
        raise Conflict(_("This run has no payment files yet."), code="run-state")
    stored = store_file(content, name=name, purpose=PURPOSE, by=by)
    record("payout_run.results_loaded", by=by, subject=run, period=run.period)
    return enqueue(JOB, key=f"run:{run.pk}:{stored.pk}", payload={"run": run.pk, "file": stored.pk}, by=by)


@transaction.atomic
def load_results(run: PayoutRun, stored: StoredFile) -> Outcome:
    """Apply every good row."""
    with open_file(stored) as file:
        return apply_results(run, file.read())


@transaction.atomic
def apply_results(run: PayoutRun, data: bytes) -> Outcome:
    """Apply every good row of a result file; bad ones are named. Raises FileRefused for the file as a whole."""
    run = locked(run)
    outcome = Outcome()
    payouts = {p.reference: p for p in Payout.objects.filter(sent_with=run).select_for_update(of=("self",))}
    moves: list[tuple[Payout, ResultRow]] = []
    for row in read_results(data):
        if isinstance(row, ResultError):
            outcome.bad.append({"row": row.row, "message": str(_(row.message)), "raw": row.raw[:200]})
        elif (payout := payouts.get(row.reference)) is None:
            outcome.bad.append(_named(row, ResultCode.UNKNOWN_REFERENCE))
        elif payout.state == row.result:
            outcome.known += 1
        elif payout.state not in (State.SENT, State.PAID):
            outcome.bad.append(_named(row, ResultCode.NOT_SENT))
        else:
            moves.append((payout, row))
    _apply(moves, outcome)
    settle_run(run)
    return outcome


def _apply(moves: list[tuple[Payout, ResultRow]], outcome: Outcome) -> None:
    """Rows that say the same are one step: state, day, reason and what is booked."""
    groups: dict[tuple[Booking, Result, date, str], list[Payout]] = {}
    for payout, row in moves:
        if row.result is Result.PAID:
            booking = PAID
            outcome.paid += 1
        else:
            booking = RETURNED_ON_THE_WAY if payout.state == State.SENT else RETURNED_AFTER_PAID
            outcome.returned += 1
        groups.setdefault((booking, row.result, row.on, row.reason), []).append(payout)
    for (booking, result, on, reason), payouts in groups.items():
        why = {payout.pk: reason for payout in payouts}
        move_payouts(payouts, PayoutState(result.value), why=why, result_on=on, result_reason=reason)
        book_payouts([payout.pk for payout in payouts], booking, on=on)


def _named(row: ResultRow, code: ResultCode) -> dict[str, Any]:
    return {"row": row.row, "message": str(_(RESULT_MESSAGES[code])), "raw": row.reference}
