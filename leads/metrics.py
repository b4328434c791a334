"""What leads tell of a partner's tier: the registrations it brought in itself (F-TIER-04)."""

from django.utils.translation import gettext_lazy as _

from tiering.metrics import Kind, metric

metric(
    "outbound_leads",
    label=_("Leads brought in by the partner"),
    kind=Kind.FLOW,
    zero=True,
    sql="""
SELECT l.partner_id, NULL::bigint AS enrolment_id, ''::text AS scope, ''::text AS item, 1::numeric AS number, NULL::boolean AS flag,
       NULL::text AS word, 'leads.lead'::text AS source, l.id AS source_id,
       l.assignment = 'assigned' AND l.status <> 'invalid' AS counted,
       CASE WHEN l.assignment <> 'assigned' THEN 'not_approved' WHEN l.status = 'invalid' THEN 'invalid' ELSE '' END AS why
FROM leads_lead l
WHERE l.vendor_id = %(vendor)s AND l.program_id = %(program)s AND l.source = 'outbound'
  AND l.registered_at >= %(flow_from)s AND l.registered_at < %(as_of)s::date + 1
""",
)
