"""What the asker may see of statements, payments, files and entries: row security and the managers draw the line."""

from typing import Any

from django.db.models import QuerySet

from commissions.models import Entry, Leg, PayingAccount, Payout, PayoutFile, PayoutRun, Statement
from portal.jobs.models import Job


def statements() -> "QuerySet[Statement]":
    """Statements: the vendor's, or the partner's own."""
    found: QuerySet[Any] = Statement.objects.all()
    return found


def find_statement(statement_id: int) -> Statement | None:
    """One of them, with whom and what it is about."""
    found: Statement | None = statements().select_related("partner", "program").filter(pk=statement_id).first()
    return found


def payouts() -> "QuerySet[Payout]":
    """Payments: the vendor's, or the partner's own. A partner sees no run, so none is joined."""
    found: QuerySet[Any] = Payout.objects.all()
    return found


def find_payout(payout_id: int) -> Payout | None:
    """One of them, with whom it goes to."""
    found: Payout | None = payouts().select_related("partner", "payee", "method").filter(pk=payout_id).first()
    return found


def payouts_of_statement(statement_id: int) -> "QuerySet[Payout]":
    """Payments of one statement by day."""
    return payouts().filter(statement_id=statement_id).order_by("pay_on")


def files_of_run(run: PayoutRun) -> "QuerySet[PayoutFile]":
    """What was made for banks."""
    found: QuerySet[Any] = PayoutFile.objects.filter(run=run).select_related("file").order_by("pk")
    return found


def paying_accounts() -> "QuerySet[PayingAccount]":
    """The vendor's own accounts."""
    found: QuerySet[Any] = PayingAccount.objects.order_by("currency")
    return found


def jobs_of_run(run: PayoutRun, *kinds: str) -> "QuerySet[Job]":
    """The run's jobs, newest first."""
    found: QuerySet[Any] = Job.objects.filter(kind__in=kinds, payload__run=run.pk).order_by("-pk")
    return found


def latest_entries(limit: int) -> list[Entry]:
    """What was booked last."""
    return list(Entry.objects.order_by("-pk")[:limit])


def find_entry(entry_id: int) -> Entry | None:
    """One entry."""
    found: Entry | None = Entry.objects.filter(pk=entry_id).first()
    return found


def legs_of(entry: Entry) -> "QuerySet[Leg]":
    """Both sides of it, in their order."""
    found: QuerySet[Any] = Leg.objects.filter(entry_id=entry.pk).select_related("account", "account__partner")
    return found.order_by("position")


def reversal_of(entry: Entry) -> Entry | None:
    """What took it back."""
    found: Entry | None = Entry.objects.filter(reverses_id=entry.pk).first()
    return found


def find_moves(of: PayoutRun | Payout) -> "QuerySet[Any]":
    """Transitions of a run or a payment, newest first."""
    from commissions.models import PayoutMove, PayoutRunMove

    if isinstance(of, PayoutRun):
        return PayoutRunMove.objects.filter(run=of).select_related("by").order_by("-pk")  # type: ignore[no-any-return]
    return PayoutMove.objects.filter(payout=of).order_by("-pk")  # type: ignore[no-any-return]
