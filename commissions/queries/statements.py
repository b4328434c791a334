"""Statements and their lines: what a partner was told, each line with what it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.db import connection

from commissions.guide import SECTION, CommissionsSection
from commissions.models import Statement
from portal.guides.queries import NoGuideInForce, guide_on
from portal.tenancy.context import current_vendor_id

_LINES = """
SELECT line.earning_id, s.id, s.invoice, s.product, s.kind, s.sold_on, s.amount_minor, e.currency, e.percent, e.amount_minor,
       e.rule, g.number, d.reference, line.matured, s.external_id
FROM (
    SELECT id AS earning_id, false AS matured FROM commissions_earning
    WHERE vendor_id = %(vendor)s AND statement_id = %(statement)s
    UNION ALL
    SELECT earning_id, true FROM commissions_release WHERE vendor_id = %(vendor)s AND statement_id = %(statement)s
) line
JOIN commissions_earning e ON e.vendor_id = %(vendor)s AND e.id = line.earning_id
JOIN commissions_sale s ON s.vendor_id = %(vendor)s AND s.id = e.sale_id
JOIN guides_guideversion g ON g.vendor_id = %(vendor)s AND g.id = e.guide_version_id
LEFT JOIN leads_deal d ON d.vendor_id = %(vendor)s AND d.id = s.deal_id
WHERE line.earning_id > %(after)s
ORDER BY line.earning_id
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line: a sale and what it earned. Minor units of `currency`; `percent` is a fraction."""

    earning_id: int
    sale_id: int
    invoice: str
    product: str
    kind: str
    sold_on: date
    basis_minor: int
    currency: str
    percent: Decimal
    amount_minor: int
    rule: str
    guide_number: int
    deal: str | None
    matured: bool
    external_id: str

    @property
    def rate(self) -> str:
        """In percent, as a person writes it."""
        return f"{(self.percent * 100).normalize():f} %"


def lines_of_statement(statement: Statement, *, after: int = 0, limit: int = 200) -> list[StatementLine]:
    """Lines behind the earning `after`, in the order of booking."""
    values = {"vendor": current_vendor_id(), "statement": statement.pk, "after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        return [StatementLine(*row) for row in cursor.fetchall()]


def questions_to(statement: Statement) -> str:
    """Who answers questions about a statement, by the guide of its month; "" where it names nobody (F-COM-03)."""
    try:
        section = guide_on(statement.program_id, statement.closes_on, overlaid=False).section(SECTION)
    except (NoGuideInForce, KeyError):
        return ""
    asked = cast(CommissionsSection, section).questions_to
    return asked.value if asked else ""
