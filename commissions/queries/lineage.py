"""Where an amount comes from and where it went: file row, sale, earning, statement, payout, entry, in one query.

It runs under the asker's row security: a partner finds its own sales only. Files and entries are the vendor's; of a file a
partner learns the name and the row, which `name_files` looks up.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from commissions.models import ImportBatch
from portal.tenancy import Role, acting_as, current_vendor_id

MOST = 200

#: The vendor is a figure in every join, and CASE stands where COALESCE would read better: the planner holds COALESCE for a
#: function that might tell secrets, so behind row security it would take no index.
_TRACE = """
SELECT s.id, s.partner_id, p.name, s.batch_id, s.row_no, s.system, s.external_id, s.invoice, s.product, s.kind, s.sold_on,
       s.amount_minor, s.currency, s.source, s.earns, d.reference,
       e.id, e.rule, e.percent, e.amount_minor, e.payable_on, g.number, e.entry_id,
       x.outcome, x.entry_id, t.id, t.number, t.period,
       (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'reference', o.reference, 'state', o.state, 'pay_on', o.pay_on,
                                            'amount_minor', o.amount_minor, 'currency', o.currency, 'file_id', o.file_id)
                         ORDER BY o.id)
        FROM commissions_payout o WHERE o.vendor_id = %(vendor)s AND o.statement_id = t.id) AS payouts
FROM commissions_sale s
JOIN partners_partner p ON p.vendor_id = %(vendor)s AND p.id = s.partner_id
LEFT JOIN leads_deal d ON d.vendor_id = %(vendor)s AND d.id = s.deal_id
LEFT JOIN commissions_earning e ON e.vendor_id = %(vendor)s AND e.sale_id = s.id
LEFT JOIN guides_guideversion g ON g.vendor_id = %(vendor)s AND g.id = e.guide_version_id
LEFT JOIN commissions_release x ON x.vendor_id = %(vendor)s AND x.earning_id = e.id
LEFT JOIN commissions_statement t
    ON t.vendor_id = %(vendor)s AND t.id = CASE WHEN e.statement_id IS NULL THEN x.statement_id ELSE e.statement_id END
WHERE s.vendor_id = %(vendor)s AND {condition}
ORDER BY s.sold_on, s.id
LIMIT %(most)s
"""
_BY = {
    "invoice": "s.invoice = %(value)s",
    "sale": "s.id = %(value)s",
    "statement": """s.id IN (
        SELECT i.sale_id FROM commissions_earning i WHERE i.vendor_id = %(vendor)s AND i.statement_id = %(value)s
        UNION ALL
        SELECT i.sale_id FROM commissions_release y
        JOIN commissions_earning i ON i.vendor_id = y.vendor_id AND i.id = y.earning_id
        WHERE y.vendor_id = %(vendor)s AND y.statement_id = %(value)s)""",
    "row": """(s.system, s.external_id) = (
        SELECT b.system, w.external_id FROM commissions_importrow w
        JOIN commissions_importbatch b ON b.vendor_id = w.vendor_id AND b.id = w.batch_id
        WHERE w.vendor_id = %(vendor)s AND w.batch_id = %(batch)s AND w.row_no = %(value)s)""",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """One sale and everything it caused. Amounts are minor units of `currency`; `percent` is a fraction (X-05)."""

    sale_id: int
    partner_id: int
    partner: str
    batch_id: int
    row_no: int
    system: str
    external_id: str
    invoice: str
    product: str
    kind: str
    sold_on: date
    amount_minor: int
    currency: str
    source: str
    earns: bool
    deal: str | None
    earning_id: int | None
    rule: str | None
    percent: Decimal | None
    earned_minor: int | None
    payable_on: date | None
    guide_number: int | None
    entry_id: int | None
    outcome: str | None
    release_entry_id: int | None
    statement_id: int | None
    statement: str | None
    statement_period: str | None
    payouts: list[dict[str, Any]]

    @property
    def entries(self) -> tuple[int, ...]:
        """Ledger entries that book this sale's earning, in their order."""
        return tuple(entry for entry in (self.entry_id, self.release_entry_id) if entry is not None)


def find_by_invoice(invoice: str) -> list[Trace]:
    """Every sale on an invoice, and everything it caused; 200 at most."""
    return _find("invoice", invoice)


def find_by_sale(sale_id: int) -> list[Trace]:
    """One sale and everything it caused; empty for a sale one may not see."""
    return _find("sale", sale_id)


def find_by_statement(statement_id: int) -> list[Trace]:
    """The sales behind a statement; 200 at most."""
    return _find("statement", statement_id)


def find_by_row(batch_id: int, row_no: int) -> list[Trace]:
    """The sale that a row of a file speaks of, also where an earlier import brought it in. Staff only."""
    return _find("row", row_no, batch=batch_id)


def _find(by: str, value: str | int, **more: int) -> list[Trace]:
    values: dict[str, Any] = {"vendor": current_vendor_id(), "value": value, "most": MOST, **more}
    query = _TRACE.format(condition=_BY[by])
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    return [Trace(*(*row[:-1], _payouts(row[-1]))) for row in rows]


def _payouts(value: Any) -> list[dict[str, Any]]:
    return json.loads(value) if isinstance(value, str) else value or []


def name_files(batch_ids: Iterable[int]) -> dict[int, str]:
    """File names of imports that the asker's own sales came with: a partner may know the file and row, not the import."""
    wanted = sorted(set(batch_ids))
    if not wanted:
        return {}
    with acting_as(Role.STAFF, vendor=current_vendor_id()):
        return dict(ImportBatch.objects.filter(pk__in=wanted).values_list("pk", "file__name"))
