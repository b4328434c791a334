"""From statements to payments: one for each statement and pay day, held with its reasons while papers miss (F-PAY-01)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from commissions.queries.holds import Holdings

_FORGET = """
DELETE FROM commissions_payout
WHERE vendor_id = %(vendor)s AND run_id = %(run)s AND partner_id > %(after)s AND partner_id <= %(up_to)s
"""

_DUE = """
SELECT DISTINCT partner_id, currency FROM commissions_statement
WHERE vendor_id = %(vendor)s AND run_id = %(run)s AND partner_id > %(after)s AND partner_id <= %(up_to)s
"""

#: A debt that was brought forward, or one half of a statement below zero, is taken from the other half.
_WRITE = """
WITH owed AS (
    SELECT t.id, t.partner_id, t.number, t.currency, t.pay_on, t.pay_by, coalesce(m.amount, 0) AS outbound,
           t.total_minor + t.brought_minor - coalesce(m.amount, 0) AS inbound
    FROM commissions_statement t
    LEFT JOIN (
        SELECT r.statement_id, sum(e.amount_minor)::bigint AS amount
        FROM commissions_release r
        JOIN commissions_earning e ON e.vendor_id = %(vendor)s AND e.id = r.earning_id
        WHERE r.vendor_id = %(vendor)s AND r.run_id = %(run)s AND r.outcome = 'matured'
        GROUP BY r.statement_id
    ) m ON m.statement_id = t.id
    WHERE t.vendor_id = %(vendor)s AND t.run_id = %(run)s AND t.partner_id > %(after)s AND t.partner_id <= %(up_to)s
), part AS (
    SELECT id, partner_id, number, currency, pay_on, pay_by, inbound + least(outbound, 0) AS amount FROM owed
    UNION ALL
    SELECT id, partner_id, number, currency, %(sold_before)s, NULL, outbound + least(inbound, 0) FROM owed
)
INSERT INTO commissions_payout (vendor_id, run_id, sent_with_id, statement_id, partner_id, reference, currency, amount_minor,
                                pay_on, send_on, pay_by, state, reasons, payee_id, method_id, result_reason)
SELECT %(vendor)s, %(run)s, %(run)s, part.id, part.partner_id, part.number || '-' || to_char(part.pay_on, 'MMDD'),
       part.currency, part.amount, part.pay_on, part.pay_on, part.pay_by, h.state, %(words)s::jsonb -> h.why, h.payee_id,
       h.method_id, ''
FROM part
JOIN unnest(%(partners)s::bigint[], %(currencies)s::text[], %(payees)s::bigint[], %(methods)s::bigint[], %(states)s::text[],
            %(why)s::int[]) AS h (partner_id, currency, payee_id, method_id, state, why)
    ON h.partner_id = part.partner_id AND h.currency = part.currency
WHERE part.amount > 0
ORDER BY part.partner_id, part.currency, part.pay_on
"""

#: Payments that earlier approved runs of the program could not send, or got back.
_CANDIDATES = """
SELECT p.id, p.partner_id, p.currency, p.state, p.method_id
FROM commissions_payout p
JOIN commissions_payoutrun r ON r.vendor_id = %(vendor)s AND r.id = p.run_id AND r.program_id = %(program)s
WHERE p.vendor_id = %(vendor)s AND p.partner_id > %(after)s AND p.partner_id <= %(up_to)s
  AND p.run_id <> %(run)s AND r.state IN ('approved', 'exported', 'settled')
  AND (p.state IN ('held', 'returned') OR (p.state = 'payable' AND p.sent_with_id = %(run)s))
ORDER BY p.id
"""

_SETTLE = """
WITH wanted AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(payees)s::bigint[], %(methods)s::bigint[], %(states)s::text[], %(reasons)s::jsonb[])
        AS w (id, payee_id, method_id, state, reasons)
)
UPDATE commissions_payout p
SET payee_id = w.payee_id, method_id = w.method_id, state = w.state, reasons = w.reasons,
    sent_with_id = CASE WHEN w.state = 'payable' THEN %(run)s ELSE p.sent_with_id END,
    send_on = CASE WHEN w.state = 'payable' THEN %(pay_on)s ELSE p.send_on END
FROM wanted w
WHERE p.vendor_id = %(vendor)s AND p.id = w.id
"""

_MOVES = """
INSERT INTO commissions_payoutmove (vendor_id, payout_id, partner_id, before, after, reason)
SELECT %(vendor)s, id, partner_id, before, after, reason
FROM unnest(%(ids)s::bigint[], %(partners)s::bigint[], %(befores)s::text[], %(afters)s::text[], %(why)s::text[])
    AS m (id, partner_id, before, after, reason)
"""

Candidate = tuple[int, int, str, str, int | None]


def write_payments(values: Mapping[str, Any], *, now: datetime) -> None:
    """The payments of the range's statements; earlier held ones join once their papers are complete."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, values)
        cursor.execute(_DUE, values)
        due: list[tuple[int, str]] = cursor.fetchall()
        cursor.execute(_CANDIDATES, values)
        candidates: list[Candidate] = cursor.fetchall()
        holdings = Holdings({partner for partner, _ in due} | {partner for _, partner, *_ in candidates}, at=now)
        if due:
            cursor.execute(_WRITE, {**values, **_columns_of(due, holdings)})
    settle_holds(candidates, holdings, values)


def _columns_of(due: Sequence[tuple[int, str]], holdings: Holdings) -> dict[str, Any]:
    """Columns of equal length. Thousands share a few reasons: `words` has each once, `why` its place in there."""
    found = [(partner, currency, holdings.of(partner, currency)) for partner, currency in due]
    words = {reasons: place for place, reasons in enumerate({holding.reasons for *_, holding in found})}
    return {
        "partners": [partner for partner, _, _ in found],
        "currencies": [currency for _, currency, _ in found],
        "payees": [holding.payee_id for *_, holding in found],
        "methods": [holding.method_id for *_, holding in found],
        "states": [holding.state for *_, holding in found],
        "why": [words[holding.reasons] for *_, holding in found],
        "words": json.dumps(list(words)),
    }


def settle_holds(candidates: Sequence[Candidate], holdings: Holdings, values: Mapping[str, Any]) -> None:
    """Say for each payment of an earlier run whether it may go out now, and to whom; a change of it is a move."""
    settled, moved = [], []
    for pk, partner, currency, state, method in candidates:
        holding = holdings.of(partner, currency)
        after = holding.state
        if state == "returned" and (after == "held" or holding.method_id == method):
            continue  # Back on the account that failed would only come back again.
        if state != after:
            why = ", ".join(holding.reasons) or f"papers complete, run {values['period']}"
            moved.append((pk, partner, state, after, why))
        settled.append((pk, holding.payee_id, holding.method_id, after, json.dumps(holding.reasons)))
    with connection.cursor() as cursor:
        if settled:
            names = ("ids", "payees", "methods", "states", "reasons")
            cursor.execute(_SETTLE, {**values, **dict(zip(names, map(list, zip(*settled, strict=True)), strict=True))})
        if moved:
            names = ("ids", "partners", "befores", "afters", "why")
            cursor.execute(_MOVES, {**values, **dict(zip(names, map(list, zip(*moved, strict=True)), strict=True))})
