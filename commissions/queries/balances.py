"""Balances are sums of legs: the trial balance, and where a partner's money stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum

from commissions.models import Account, Leg, Payout
from portal.tenancy.context import current_vendor_id

_TRIAL = """
SELECT a.currency, a.kind, count(DISTINCT a.id), coalesce(sum(l.amount_minor) FILTER (WHERE l.amount_minor > 0), 0),
       coalesce(-sum(l.amount_minor) FILTER (WHERE l.amount_minor < 0), 0)
FROM commissions_account a
LEFT JOIN commissions_leg l ON l.vendor_id = %(vendor)s AND l.account_id = a.id
WHERE a.vendor_id = %(vendor)s
GROUP BY a.currency, a.kind ORDER BY a.currency, a.kind
"""

_HELD = """
SELECT e.currency, e.payable_on, sum(e.amount_minor), count(*)
FROM commissions_earning e
WHERE e.vendor_id = %(vendor)s AND e.partner_id = %(partner)s AND e.statement_id IS NULL
  AND NOT EXISTS (SELECT FROM commissions_release r WHERE r.vendor_id = %(vendor)s AND r.earning_id = e.id)
GROUP BY e.currency, e.payable_on ORDER BY e.payable_on, e.currency
"""


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One kind of account in one currency: everything debited, everything credited, minor units."""

    currency: str
    kind: str
    accounts: int
    debit: int
    credit: int

    @property
    def label(self) -> str:
        """In words."""
        return str(Account.Kind(self.kind).label)

    @property
    def balance(self) -> int:
        """Debit less credit."""
        return self.debit - self.credit


def trial_balance() -> dict[str, list[TrialLine]]:
    """By currency; each list sums to zero, since every entry does."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL, {"vendor": current_vendor_id()})
        lines = [TrialLine(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in cursor.fetchall()]
    found: dict[str, list[TrialLine]] = {}
    for line in lines:
        found.setdefault(line.currency, []).append(line)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """A partner's money in one currency: owed and on a statement, held until deals mature, on the way, paid."""

    currency: str
    payable: int
    held: int
    on_the_way: int
    paid: int


def standing_of(partner_id: int) -> list[Standing]:
    """By currency."""
    accounts = {a.pk: a for a in Account.objects.filter(partner_id=partner_id)}
    balances: dict[tuple[str, str], int] = {}
    for row in Leg.objects.filter(account__in=list(accounts)).values("account_id").annotate(sum=Sum("amount_minor")):
        account = accounts[row["account_id"]]
        balances[account.currency, account.kind] = -int(row["sum"])
    payouts: dict[tuple[str, str], int] = {}
    rows: Iterable[dict[str, Any]] = Payout.objects.filter(partner_id=partner_id).values("currency", "state")
    for row in rows.annotate(sum=Sum("amount_minor")):  # type: ignore[attr-defined]
        payouts[row["currency"], row["state"]] = row["sum"]
    currencies = sorted({account.currency for account in accounts.values()})
    return [
        Standing(
            currency,
            balances.get((currency, "payable"), 0),
            balances.get((currency, "held"), 0),
            payouts.get((currency, "sent"), 0),
            payouts.get((currency, "paid"), 0),
        )
        for currency in currencies
    ]


def held_of(partner_id: int) -> list[tuple[str, date, int, int]]:
    """What waits for deals to mature: (currency, payable on, amount, lines)."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"vendor": current_vendor_id(), "partner": partner_id})
        return [(currency, day, int(amount), lines) for currency, day, amount, lines in cursor.fetchall()]
