"""Held earnings whose day has come: matured into a statement, or void because the deal was cancelled (F-CXL-01)."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from commissions.services.calculation.earnings import REFRESH, WRITE_STATEMENTS

_STAGE = """
CREATE TEMPORARY TABLE payout_released ON COMMIT DROP AS
SELECT held.*, nextval('commissions_entry_id_seq') AS new_entry_id FROM (
    SELECT e.id AS earning_id, e.sale_id, e.partner_id, e.currency, e.amount_minor AS amount, e.entry_id,
           coalesce(d.cancelled_on <= e.matures_on, false) AS void
    FROM commissions_earning e
    JOIN commissions_sale s ON s.vendor_id = %(vendor)s AND s.id = e.sale_id AND s.program_id = %(program)s
    JOIN leads_deal d ON d.vendor_id = %(vendor)s AND d.id = s.deal_id
    WHERE e.vendor_id = %(vendor)s AND e.statement_id IS NULL AND e.payable_on <= %(sold_before)s
      AND e.partner_id > %(after)s AND e.partner_id <= %(up_to)s
      AND NOT EXISTS (SELECT FROM commissions_release r WHERE r.vendor_id = %(vendor)s AND r.earning_id = e.id)
    ORDER BY e.partner_id, e.sale_id
) held
"""

_OPEN_ACCOUNTS = """
INSERT INTO commissions_account (vendor_id, kind, partner_id, currency)
SELECT DISTINCT %(vendor)s, 'payable', partner_id, currency FROM payout_released r
WHERE NOT EXISTS (SELECT FROM commissions_account a WHERE a.vendor_id = %(vendor)s AND a.kind = 'payable'
                  AND a.partner_id = r.partner_id AND a.currency = r.currency)
ORDER BY partner_id, currency
ON CONFLICT DO NOTHING
"""

_STATE_RELEASES = WRITE_STATEMENTS.format(
    lines="SELECT partner_id, currency, sum(amount)::bigint, count(*) FROM payout_released WHERE NOT void "
    "GROUP BY partner_id, currency"
)

_BOOK_MATURED = """
WITH entry AS (
    INSERT INTO commissions_entry (id, vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason)
    SELECT new_entry_id, %(vendor)s, 'matured', 'matured:' || sale_id,
           sha256(convert_to(concat('matured;', %(closes_on)s::text, ';held,', partner_id, ',', currency, ',', amount,
                  ';payable,', partner_id, ',', currency, ',', -amount), 'UTF8')),
           2, %(closes_on)s, ''
    FROM payout_released WHERE NOT void AND amount <> 0
)
INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
SELECT %(vendor)s, r.new_entry_id, side.position, a.id, r.partner_id, r.currency, side.sign * r.amount
FROM payout_released r
CROSS JOIN (VALUES (1, 'held', 1), (2, 'payable', -1)) AS side (position, kind, sign)
JOIN commissions_account a ON a.vendor_id = %(vendor)s AND a.kind = side.kind AND a.partner_id = r.partner_id
     AND a.currency = r.currency
WHERE NOT r.void AND r.amount <> 0
"""

_BOOK_VOID = """
WITH entry AS (
    INSERT INTO commissions_entry
        (id, vendor_id, kind, source_key, request_hash, leg_count, effective_on, reverses_id, reason)
    SELECT new_entry_id, %(vendor)s, 'reversal', 'void:' || sale_id,
           sha256(convert_to(concat('reversal;', %(closes_on)s::text, ';', entry_id), 'UTF8')),
           2, %(closes_on)s, entry_id, 'deal cancelled (F-CXL-01)'
    FROM payout_released WHERE void AND amount <> 0
)
INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
SELECT %(vendor)s, r.new_entry_id, l.position, l.account_id, l.partner_id, l.currency, -l.amount_minor
FROM payout_released r
JOIN commissions_leg l ON l.vendor_id = %(vendor)s AND l.entry_id = r.entry_id
WHERE r.void AND r.amount <> 0
"""

_RELEASE = """
INSERT INTO commissions_release (vendor_id, earning_id, partner_id, run_id, outcome, statement_id, entry_id)
SELECT %(vendor)s, r.earning_id, r.partner_id, %(run)s, CASE WHEN r.void THEN 'void' ELSE 'matured' END,
       CASE WHEN NOT r.void THEN t.id END, CASE WHEN r.amount <> 0 THEN r.new_entry_id END
FROM payout_released r
LEFT JOIN commissions_statement t ON t.vendor_id = %(vendor)s AND t.program_id = %(program)s
     AND t.partner_id = r.partner_id AND t.period = %(period)s AND t.currency = r.currency
"""


def release_earnings(values: Mapping[str, Any]) -> int:
    """Release what is payable by `sold_before` in the range of partners. Returns how many earnings."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payout_released")
        cursor.execute(_STAGE, values)
        staged = int(cursor.rowcount)
        if staged:
            cursor.execute("ANALYZE payout_released")
            for statement in (_OPEN_ACCOUNTS, _STATE_RELEASES, REFRESH, _BOOK_MATURED, _BOOK_VOID, _RELEASE):
                cursor.execute(statement, values)
    return staged
