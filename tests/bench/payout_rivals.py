"""What the payout run is measured against: SQL written by hand for this one purpose, and Django's own bulk_create."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any

import psycopg
from django.db import connection

from commissions.models import Account, Earning, Entry, Leg, Payout, PayoutRun, Rate, Sale, Statement
from commissions.queries.run_terms import terms_of_run
from commissions.rules import Earned, Terms, decide_earning
from portal.money import Money
from portal.tenancy import Role, acting_as
from tests.bench.payout_data import open_empty_run, owner_url
from tests.cast import VendorCast

BATCH = 2_000

_HAND = """
INSERT INTO commissions_account (vendor_id, kind, partner_id, currency)
SELECT DISTINCT %(vendor)s::bigint, 'payable', partner_id, currency FROM commissions_sale
WHERE vendor_id = %(vendor)s AND program_id = %(program)s
UNION ALL SELECT %(vendor)s, 'expense', NULL, 'USD';

INSERT INTO commissions_statement (vendor_id, run_id, program_id, partner_id, number, period, currency, total_minor, lines,
                                   brought_minor, closes_on, pay_from, pay_on, pay_by)
SELECT %(vendor)s, %(run)s, %(program)s, s.partner_id, '2026-10-' || s.partner_id, '2026-10', s.currency,
       sum(round(s.amount_minor * r.rate)), count(*), 0, '2026-10-31', '2026-11-30', '2026-11-30', '2026-12-15'
FROM commissions_sale s
JOIN partners_agreement a ON a.vendor_id = s.vendor_id AND a.partner_id = s.partner_id AND a.program_id = s.program_id
     AND a.period @> s.sold_on
JOIN commissions_rate r ON r.vendor_id = a.vendor_id AND r.agreement_id = a.id AND r.period @> s.sold_on
WHERE s.vendor_id = %(vendor)s AND s.program_id = %(program)s AND s.sold_on < '2026-11-01' AND s.earns
GROUP BY s.partner_id, s.currency;

SELECT commissions_refresh_statistics();

WITH due AS MATERIALIZED (
    SELECT s.id, s.partner_id, s.currency, r.id AS rate_id, r.rate, round(s.amount_minor * r.rate)::bigint AS amount,
           nextval('commissions_entry_id_seq') AS entry_id
    FROM commissions_sale s
    JOIN partners_agreement a ON a.vendor_id = s.vendor_id AND a.partner_id = s.partner_id AND a.program_id = s.program_id
         AND a.period @> s.sold_on
    JOIN commissions_rate r ON r.vendor_id = a.vendor_id AND r.agreement_id = a.id AND r.period @> s.sold_on
    WHERE s.vendor_id = %(vendor)s AND s.program_id = %(program)s AND s.sold_on < '2026-11-01' AND s.earns
), entry AS (
    INSERT INTO commissions_entry (id, vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason)
    SELECT entry_id, %(vendor)s, 'earning', 'earning:' || id,
           sha256(convert_to(concat('earning;2026-10-31;expense,,', currency, ',', amount, ';payable,', partner_id, ',', currency,
                  ',', -amount), 'UTF8')), 2, '2026-10-31', ''
    FROM due
), leg AS (
    INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
    SELECT %(vendor)s, d.entry_id, 1, a.id, NULL, d.currency, d.amount
    FROM due d JOIN commissions_account a ON a.vendor_id = %(vendor)s AND a.kind = 'expense' AND a.currency = d.currency
    UNION ALL
    SELECT %(vendor)s, d.entry_id, 2, a.id, d.partner_id, d.currency, -d.amount
    FROM due d JOIN commissions_account a ON a.vendor_id = %(vendor)s AND a.partner_id = d.partner_id AND a.kind = 'payable'
         AND a.currency = d.currency
)
INSERT INTO commissions_earning (vendor_id, run_id, partner_id, sale_id, rate_id, guide_version_id, entry_id, statement_id, rule,
                                 percent, amount_minor, currency)
SELECT %(vendor)s, %(run)s, d.partner_id, d.id, d.rate_id, %(guide)s, d.entry_id, t.id, 'F-COM-01', d.rate, d.amount, d.currency
FROM due d JOIN commissions_statement t ON t.vendor_id = %(vendor)s AND t.program_id = %(program)s
     AND t.partner_id = d.partner_id AND t.period = '2026-10' AND t.currency = d.currency;

INSERT INTO commissions_payout (vendor_id, run_id, sent_with_id, statement_id, partner_id, reference, currency, amount_minor,
                                pay_on, send_on, pay_by, state, reasons, result_reason)
SELECT %(vendor)s, %(run)s, %(run)s, id, partner_id, number || '-1130', currency, total_minor, pay_on, pay_on, pay_by, 'held',
       '["pay_method", "tax_residence"]', ''
FROM commissions_statement WHERE vendor_id = %(vendor)s AND run_id = %(run)s AND total_minor > 0
"""


def run_by_hand(cast: VendorCast) -> None:
    """The whole month in one transaction, with every constraint and trigger, nothing resumable and nothing named."""
    run = open_empty_run(cast)
    values = {"vendor": cast.id, "program": cast.program, "run": run.pk, "guide": run.guide_version_id}
    with acting_as(Role.STAFF, vendor=cast.id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        for statement in _HAND.split(";\n\n"):
            cursor.execute(statement, values)


class OutOfTime(Exception):
    """A rival was stopped before it had finished."""


def run_by_bulk_create(cast: VendorCast, *, deadline: float) -> None:
    """The rules in Python, rows by bulk_create. It cannot write an entry with its legs in one statement, so the ledger's
    two proofs are lifted for it: an advantage. Raises OutOfTime behind `deadline`, an instant of `time.perf_counter`.
    """
    with psycopg.connect(owner_url()) as owner:
        for table in ("entry", "leg"):
            owner.execute(
                f"ALTER TABLE commissions_{table} DISABLE TRIGGER prove_{table}s".replace("entrys", "entries").encode()
            )
    run = open_empty_run(cast)
    with acting_as(Role.STAFF, vendor=cast.id):
        _bulk(cast, run, deadline)


def _bulk(cast: VendorCast, run: PayoutRun, deadline: float) -> None:
    terms = terms_of_run(run)
    rates: dict[int, list[Rate]] = {}
    for rate in Rate.objects.all():
        rates.setdefault(rate.partner_id, []).append(rate)
    sales = Sale.objects.filter(program_id=cast.program, sold_on__lt=terms.sold_before, earns=True)
    earned = [(sale, rate, amount) for sale in sales.iterator() for rate, amount in _earn(sale, rates)]
    totals: dict[tuple[int, str], list[int]] = {}
    for sale, _rate, amount in earned:
        total = totals.setdefault((sale.partner_id, sale.currency), [0, 0])
        total[0], total[1] = total[0] + amount, total[1] + 1
    accounts = _accounts(totals)
    statements = _statements(cast, run, totals)
    with connection.cursor() as cursor:
        cursor.execute("SELECT commissions_refresh_statistics()")
    numbers = _draw_ids(len(earned))
    entries, legs, earnings = [], [], []
    for sale, rate, amount in earned:
        entry = next(numbers)
        content = (
            f"earning;2026-10-31;expense,,{sale.currency},{amount};payable,{sale.partner_id},{sale.currency},{-amount}"
        )
        entries.append(
            Entry(
                id=entry, kind="earning", source_key=f"earning:{sale.pk}", leg_count=2, effective_on=terms.closes_on,
                request_hash=hashlib.sha256(content.encode()).digest(), reason="",
            )
        )  # fmt: skip
        legs += [
            Leg(entry_id=entry, position=1, account_id=accounts[None, sale.currency], currency=sale.currency, amount_minor=amount),
            Leg(entry_id=entry, position=2, account_id=accounts[sale.partner_id, sale.currency], partner_id=sale.partner_id,
                currency=sale.currency, amount_minor=-amount),
        ]  # fmt: skip
        earnings.append(
            Earning(
                run_id=run.pk, partner_id=sale.partner_id, sale_id=sale.pk, rate_id=rate.pk, entry_id=entry, rule="F-COM-01",
                guide_version_id=run.guide_version_id, statement_id=statements[sale.partner_id, sale.currency],
                percent=rate.rate, amount_minor=amount, currency=sale.currency,
            )
        )  # fmt: skip
    for model, rows in ((Entry, entries), (Leg, legs), (Earning, earnings)):
        _write(model, rows, deadline)


def _write(model: Any, rows: Sequence[Any], deadline: float) -> None:
    for first in range(0, len(rows), BATCH):
        if time.perf_counter() > deadline:
            raise OutOfTime
        model.objects.bulk_create(rows[first : first + BATCH])


def _earn(sale: Sale, rates: dict[int, list[Rate]]) -> Iterator[tuple[Rate, int]]:
    for rate in rates.get(sale.partner_id, ()):
        if sale.sold_on in rate.period:
            base = Money(sale.amount_minor, sale.currency)
            decided = decide_earning(base=base, terms=Terms(rate.rate), live=False)
            if isinstance(decided, Earned):
                yield rate, decided.amount.minor


def _accounts(totals: dict[tuple[int, str], list[int]]) -> dict[tuple[int | None, str], int]:
    wanted = [Account(kind="payable", partner_id=partner, currency=currency) for partner, currency in totals]
    wanted += [Account(kind="expense", currency=currency) for currency in {currency for _, currency in totals}]
    made = Account.objects.bulk_create(wanted, batch_size=2_000)
    return {(account.partner_id, account.currency): account.pk for account in made}


def _statements(
    cast: VendorCast, run: PayoutRun, totals: dict[tuple[int, str], list[int]]
) -> dict[tuple[int, str], int]:
    rows = [
        Statement(
            run_id=run.pk, program_id=cast.program, partner_id=partner, number=f"2026-10-{partner}", period="2026-10",
            currency=currency, total_minor=total, lines=lines, closes_on=date(2026, 10, 31), pay_from=date(2026, 11, 30),
            pay_on=date(2026, 11, 30), pay_by=date(2026, 12, 15),
        )
        for (partner, currency), (total, lines) in totals.items()
    ]  # fmt: skip
    made = Statement.objects.bulk_create(rows, batch_size=2_000)
    Payout.objects.bulk_create(
        [
            Payout(
                run_id=run.pk, sent_with_id=run.pk, statement_id=row.pk, partner_id=row.partner_id, state="held",
                reference=f"{row.number}-1130", currency=row.currency, amount_minor=row.total_minor, pay_on=row.pay_on,
                send_on=row.pay_on, pay_by=row.pay_by, reasons=["pay_method", "tax_residence"],
            )
            for row in made
            if row.total_minor > 0
        ],
        batch_size=2_000,
    )  # fmt: skip
    return {(row.partner_id, row.currency): row.pk for row in made}


def _draw_ids(many: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('commissions_entry_id_seq') FROM generate_series(1, %s)", [many])
        drawn = cursor.fetchall()
    return (row[0] for row in drawn) if drawn else count()
