"""From the sales of one range of partners to earnings, entries, legs and statements (F-COM-01, F-COM-02, F-CXL-01).

Every statement is INSERT .. SELECT. Ids are drawn while staging, so that an entry and its legs know each other within one
statement; what is earned already is left out by an anti-join, so doing a range twice adds nothing.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection

_STAGE = """
CREATE TEMPORARY TABLE payout_due ON COMMIT DROP AS
SELECT due.*, nextval('commissions_entry_id_seq') AS entry_id,
       CASE WHEN outbound THEN (date_trunc('quarter', (matures_on)::timestamp) + interval '3 months')::date END AS payable_on,
       CASE WHEN agreement_id IS NULL THEN 'no_agreement' WHEN rate_id IS NULL THEN 'missing_rate'
            WHEN (outbound AND %(stop_outbound)s) OR (NOT outbound AND %(stop_inbound)s) THEN 'unconfirmed_figure'
       END AS reason
FROM (
    SELECT s.id AS sale_id, s.partner_id, s.currency, s.source = 'outbound' AS outbound, a.id AS agreement_id,
           r.id AS rate_id, r.rate, round(s.amount_minor * r.rate)::bigint AS amount,
           CASE WHEN s.source = 'outbound' THEN d.closed_on + %(maturity_days)s END AS matures_on
    FROM commissions_sale s
    LEFT JOIN partners_agreement a ON a.vendor_id = %(vendor)s AND a.partner_id = s.partner_id
         AND a.program_id = %(program)s AND a.period @> s.sold_on
    LEFT JOIN commissions_rate r ON r.vendor_id = %(vendor)s AND r.agreement_id = a.id AND r.partner_id = s.partner_id
         AND r.period @> s.sold_on
    LEFT JOIN leads_deal d ON d.vendor_id = %(vendor)s AND d.id = s.deal_id
    WHERE s.vendor_id = %(vendor)s AND s.program_id = %(program)s AND s.sold_on < %(sold_before)s AND s.earns
      AND s.partner_id > %(after)s AND s.partner_id <= %(up_to)s
      AND NOT EXISTS (SELECT FROM commissions_earning e WHERE e.vendor_id = %(vendor)s AND e.sale_id = s.id)
    ORDER BY s.partner_id, s.id
) due
"""

_FORGET_EXCEPTIONS = """
DELETE FROM commissions_runexception
WHERE vendor_id = %(vendor)s AND run_id = %(run)s AND partner_id > %(after)s AND partner_id <= %(up_to)s
"""

_NAME_EXCEPTIONS = """
INSERT INTO commissions_runexception (vendor_id, run_id, sale_id, partner_id, reason)
SELECT %(vendor)s, %(run)s, sale_id, partner_id, reason FROM payout_due WHERE reason IS NOT NULL
"""

_OPEN_ACCOUNTS = """
INSERT INTO commissions_account (vendor_id, kind, partner_id, currency)
SELECT %(vendor)s, 'expense', NULL, currency FROM (
    SELECT DISTINCT currency FROM payout_due WHERE reason IS NULL AND amount <> 0
) wanted
WHERE NOT EXISTS (SELECT FROM commissions_account a WHERE a.vendor_id = %(vendor)s AND a.kind = 'expense'
                  AND a.partner_id IS NULL AND a.currency = wanted.currency)
ORDER BY currency
ON CONFLICT DO NOTHING
"""

_OPEN_PARTNERS_ACCOUNTS = """
INSERT INTO commissions_account (vendor_id, kind, partner_id, currency)
SELECT %(vendor)s, kind, partner_id, currency FROM (
    SELECT DISTINCT CASE WHEN outbound THEN 'held' ELSE 'payable' END AS kind, partner_id, currency
    FROM payout_due WHERE reason IS NULL AND amount <> 0
) wanted
WHERE NOT EXISTS (SELECT FROM commissions_account a WHERE a.vendor_id = %(vendor)s AND a.kind = wanted.kind
                  AND a.partner_id = wanted.partner_id AND a.currency = wanted.currency)
ORDER BY kind, partner_id, currency
ON CONFLICT DO NOTHING
"""

#: Lines are added to a statement that a first calculation of this run has made; a kept PDF would no longer be true.
WRITE_STATEMENTS = """
INSERT INTO commissions_statement (vendor_id, run_id, program_id, partner_id, number, period, currency, total_minor, lines,
                                   brought_minor, closes_on, pay_from, pay_on, pay_by)
SELECT %(vendor)s, %(run)s, %(program)s, new.partner_id,
       %(period)s || '-' || %(program)s || '-' || new.partner_id || '-' || new.currency, %(period)s, new.currency,
       new.total, new.lines,
       coalesce((SELECT least(before.total_minor + before.brought_minor, 0) FROM commissions_statement before
                 WHERE before.vendor_id = %(vendor)s AND before.program_id = %(program)s
                   AND before.partner_id = new.partner_id AND before.currency = new.currency
                   AND before.period < %(period)s ORDER BY before.period DESC LIMIT 1), 0),
       %(closes_on)s, %(pay_from)s, %(pay_on)s, %(pay_by)s
FROM ({lines}) AS new (partner_id, currency, total, lines)
ON CONFLICT (vendor_id, program_id, partner_id, period, currency) DO UPDATE
SET total_minor = commissions_statement.total_minor + excluded.total_minor,
    lines = commissions_statement.lines + excluded.lines, pdf_id = NULL
"""

_STATE_EARNINGS = WRITE_STATEMENTS.format(
    lines="SELECT partner_id, currency, sum(amount)::bigint, count(*) FROM payout_due "
    "WHERE reason IS NULL AND NOT outbound GROUP BY partner_id, currency"
)

#: So that the proofs of what is booked next take the right index: see sql/statistics.sql.
REFRESH = "SELECT commissions_refresh_statistics()"

_BOOK = """
WITH entry AS (
    INSERT INTO commissions_entry
        (id, vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason)
    SELECT entry_id, %(vendor)s, 'earning', 'earning:' || sale_id,
           sha256(convert_to(concat('earning;', %(closes_on)s::text, ';expense,,', currency, ',', amount, ';',
                  CASE WHEN outbound THEN 'held' ELSE 'payable' END, ',', partner_id, ',', currency, ',', -amount), 'UTF8')),
           2, %(closes_on)s, ''
    FROM payout_due WHERE reason IS NULL AND amount <> 0
), leg AS (
    INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
    SELECT %(vendor)s, d.entry_id, 1, a.id, NULL, d.currency, d.amount
    FROM payout_due d
    JOIN commissions_account a ON a.vendor_id = %(vendor)s AND a.kind = 'expense' AND a.partner_id IS NULL
         AND a.currency = d.currency
    WHERE d.reason IS NULL AND d.amount <> 0
    UNION ALL
    SELECT %(vendor)s, d.entry_id, 2, a.id, d.partner_id, d.currency, -d.amount
    FROM payout_due d
    JOIN commissions_account a ON a.vendor_id = %(vendor)s AND a.partner_id = d.partner_id AND a.currency = d.currency
         AND a.kind = CASE WHEN d.outbound THEN 'held' ELSE 'payable' END
    WHERE d.reason IS NULL AND d.amount <> 0
)
INSERT INTO commissions_earning (vendor_id, run_id, partner_id, sale_id, rate_id, guide_version_id, entry_id, statement_id,
                                 rule, percent, amount_minor, currency, matures_on, payable_on)
SELECT %(vendor)s, %(run)s, d.partner_id, d.sale_id, d.rate_id, %(guide_version)s,
       CASE WHEN d.amount <> 0 THEN d.entry_id END, t.id,
       CASE WHEN d.outbound THEN 'F-CXL-01' ELSE 'F-COM-01' END, d.rate, d.amount, d.currency, d.matures_on, d.payable_on
FROM payout_due d
LEFT JOIN commissions_statement t ON t.vendor_id = %(vendor)s AND t.program_id = %(program)s
     AND t.partner_id = d.partner_id AND t.period = %(period)s AND t.currency = d.currency AND NOT d.outbound
WHERE d.reason IS NULL
"""


def _book_staged(cursor: Any, values: Mapping[str, Any]) -> None:
    cursor.execute(_NAME_EXCEPTIONS, values)
    cursor.execute(_OPEN_ACCOUNTS, values)
    cursor.execute(_OPEN_PARTNERS_ACCOUNTS, values)
    cursor.execute(_STATE_EARNINGS, values)
    cursor.execute(REFRESH)
    cursor.execute(_BOOK, values)


def book_earnings(values: Mapping[str, Any]) -> int:
    """Earn the sales of the range `after` < partner <= `up_to`. Returns how many sales were looked at."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payout_due")
        cursor.execute(_STAGE, values)
        staged = int(cursor.rowcount)
        cursor.execute("ANALYZE payout_due")
        cursor.execute(_FORGET_EXCEPTIONS, values)
        if staged:
            _book_staged(cursor, values)
    return staged
