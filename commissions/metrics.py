"""What sales tell of a partner's tier. History brought in from elsewhere counts here too, though it earns nothing."""

from django.utils.translation import gettext_lazy as _

from tiering.metrics import Kind, Unit, metric

_SALES = """
SELECT s.partner_id, NULL::bigint AS enrolment_id, ''::text AS scope, ''::text AS item, s.amount_minor / 100.0 AS number,
       NULL::boolean AS flag, NULL::text AS word, 'commissions.sale'::text AS source, s.id AS source_id, s.currency = 'USD' AS counted,
       CASE WHEN s.currency = 'USD' THEN '' ELSE 'other_currency' END AS why
FROM commissions_sale s
WHERE s.vendor_id = %(vendor)s AND s.program_id = %(program)s AND s.sold_on <= %(as_of)s AND {since}
"""

#: Total active monthly revenue at the month's end, over the whole base and not per deal (F-TIER-02).
metric(
    "mrr",
    label=_("Monthly recurring revenue"),
    unit=Unit.MONEY,
    kind=Kind.STOCK,
    zero=True,
    keeps_sources=False,
    sql=_SALES.format(since="s.sold_on >= date_trunc('month', %(as_of)s::date)"),
)
metric(
    "recurring_revenue",
    label=_("Recurring revenue"),
    unit=Unit.MONEY,
    kind=Kind.FLOW,
    keeps_sources=False,
    sql=_SALES.format(since="s.sold_on >= %(flow_from)s"),
)
