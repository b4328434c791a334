"""Statements and their lines: what a partner was told, each line with what it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.db import connection

from commissions.guide import SECTION, CommissionsSection
from commissions.models import Statement
from leads.models import Deal
from portal.guides.models import GuideVersion
from portal.guides.queries import NoGuideInForce, guide_on
from portal.tenancy.context import current_vendor_id

#: Lines are chosen before anything is joined to them: the planner expects one line where there may be thousands.
#: The partner is named beside the vendor, so that row security compares once a query and not once a row.
_LINES = """
SELECT line.earning_id, s.id, s.invoice, s.product, s.kind, s.sold_on, s.amount_minor, e.currency, e.percent, e.amount_minor,
       e.rule, e.guide_version_id, s.deal_id, line.matured, s.external_id
FROM (
    (SELECT id AS earning_id, false AS matured FROM commissions_earning
     WHERE vendor_id = %(vendor)s AND partner_id = %(partner)s AND statement_id = %(statement)s AND id > %(after)s
     ORDER BY id LIMIT %(limit)s)
    UNION ALL
    (SELECT earning_id, true FROM commissions_release
     WHERE vendor_id = %(vendor)s AND partner_id = %(partner)s AND statement_id = %(statement)s AND earning_id > %(after)s
     ORDER BY earning_id LIMIT %(limit)s)
) line
JOIN commissions_earning e ON e.vendor_id = %(vendor)s AND e.partner_id = %(partner)s AND e.id = line.earning_id
JOIN commissions_sale s ON s.vendor_id = %(vendor)s AND s.partner_id = %(partner)s AND s.id = e.sale_id
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
    values = {
        "vendor": current_vendor_id(), "partner": statement.partner_id, "statement": statement.pk, "after": after, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        rows = cursor.fetchall()
    guides = dict(GuideVersion.objects.filter(pk__in={row[11] for row in rows}).values_list("pk", "number"))
    deals = dict(Deal.objects.filter(pk__in={row[12] for row in rows} - {None}).values_list("pk", "reference"))
    return [StatementLine(*(*row[:11], guides[row[11]], deals.get(row[12]), *row[13:])) for row in rows]


def questions_to(statement: Statement) -> str:
    """Who answers questions about a statement, by the guide of its month; "" where it names nobody (F-COM-03)."""
    try:
        section = guide_on(statement.program_id, statement.closes_on, overlaid=False).section(SECTION)
    except (NoGuideInForce, KeyError):
        return ""
    asked = cast(CommissionsSection, section).questions_to
    return asked.value if asked else ""
