"""What finance looks at before a run is approved: totals, holds, exceptions, and how the last month compares."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet

from commissions.models import Payout, PayoutRun, RunException
from commissions.payment_files.orders import UNPAYABLE_MESSAGES
from commissions.rules import MISSING_MESSAGES, STOP_MESSAGES
from portal.tenancy.access import VENDOR
from portal.wording import gettext_noop

#: Reasons that are neither a missing paper nor a stop, with their words.
OTHER_MESSAGES = {
    "account_changed": gettext_noop("The account was changed after the calculation."),
    "under_review": gettext_noop("Payments are paused while the vendor completes a review of your company."),
    "agreement_lapsed": gettext_noop("An agreement has lapsed. Sign it again, and what is held back is paid."),
}
_WORDS: dict[str, str] = {
    **{str(code): words for code, words in STOP_MESSAGES.items()},
    **{str(code): words for code, words in MISSING_MESSAGES.items()},
    **{str(code): words for code, words in UNPAYABLE_MESSAGES.items()},
    **OTHER_MESSAGES,
}

#: Over every statement and payment of a run the vendor is named as the policy names it. Beside a number, PostgreSQL compares the
#: two in a step of its own, which each of twenty thousand rows then passes.
_EARNED = """
SELECT currency, count(*), sum(total_minor), sum(brought_minor) FROM commissions_statement
WHERE vendor_id = {vendor} AND run_id = %s GROUP BY currency ORDER BY currency
"""
_PAID = """
SELECT currency, state, sum(amount_minor) FROM commissions_payout
WHERE vendor_id = {vendor} AND sent_with_id = %s GROUP BY currency, state
"""
_HELD = "SELECT count(*) FROM commissions_payout WHERE vendor_id = {vendor} AND sent_with_id = %s AND state = 'held'"


@dataclass(frozen=True, slots=True)
class CurrencyTotals:
    """A run in one currency, minor units; `earned` is what the statements say, `before` what last month's said."""

    currency: str
    statements: int
    earned: int
    payable: int
    held: int
    sent: int
    paid: int
    returned: int
    carried: int
    before: int | None

    @property
    def change(self) -> int | None:
        """Against last month."""
        return None if self.before is None else self.earned - self.before


def runs() -> "QuerySet[PayoutRun]":
    """Every run of the vendor."""
    found: QuerySet[Any] = PayoutRun.objects.select_related("program").prefetch_related("submitted_by", "approved_by")
    return found


def previous_run(run: PayoutRun) -> PayoutRun | None:
    """The program's run before this one."""
    found: PayoutRun | None = (
        PayoutRun.objects.filter(program_id=run.program_id, period__lt=run.period).order_by("-period").first()
    )
    return found


def totals_of_run(run: PayoutRun) -> list[CurrencyTotals]:
    """By currency."""
    before = previous_run(run)
    earlier = _earned(before) if before else {}
    paid: dict[str, dict[str, int]] = {}
    for currency, state, amount in _asked(_PAID, run):
        paid.setdefault(currency, {})[state] = int(amount)
    statements = _earned(run)
    return [
        CurrencyTotals(
            currency=currency,
            statements=statements.get(currency, (0, 0, 0))[0],
            earned=statements.get(currency, (0, 0, 0))[1],
            carried=statements.get(currency, (0, 0, 0))[2],
            before=earlier[currency][1] if currency in earlier else None,
            **{state: paid.get(currency, {}).get(state, 0) for state in Payout.State.values},
        )
        for currency in sorted(statements.keys() | paid.keys())
    ]


def _earned(run: PayoutRun) -> dict[str, tuple[int, int, int]]:
    return {currency: (count, int(total), int(brought)) for currency, count, total, brought in _asked(_EARNED, run)}


def _asked(statement: str, run: PayoutRun) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(vendor=VENDOR), [run.pk])
        rows: list[Any] = cursor.fetchall()
    return rows


def exceptions_of_run(run: PayoutRun) -> list[dict[str, Any]]:
    """Sales that were stopped, by reason, with how many partners and lines."""
    rows = RunException.objects.filter(run=run).values("reason")
    grouped = rows.annotate(lines=Count("pk"), partners=Count("partner_id", distinct=True), newest=Max("pk"))
    return [row | {"words": words_of(row["reason"])} for row in grouped.order_by("reason")]


def holds_of_run(run: PayoutRun) -> "QuerySet[Payout]":
    """Payments that miss something, the largest first."""
    held: QuerySet[Any] = Payout.objects.filter(sent_with=run, state=Payout.State.HELD)
    return held.select_related("partner").order_by("-amount_minor", "pk")


def count_holds(run: PayoutRun) -> int:
    """How many payments miss something."""
    ((held,),) = _asked(_HELD, run)
    return int(held)


def words_of(code: str) -> str:
    """A reason in words, from the rules' own tables."""
    return _WORDS.get(code, code)
