"""Figures that somebody reports: surveys, assessments, KPI reports, standing papers. The newest of its time counts.

A flow takes the newest reading of a period that the collection's days cover; a report the newest handed in by its day; a standing
matter the newest that holds on the day. What came before is kept as superseded.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiering.metrics.registry import Kind, Per, Unit, metric

_OF_KIND = {
    Kind.FLOW: "r.period && daterange(%(flow_from)s, %(as_of)s, '[]') AND upper(r.period) - 1 <= %(as_of)s",
    Kind.REPORT: "r.taken_on <= %(report_by)s",
    Kind.STATUS: "r.period @> %(as_of)s::date",
    Kind.STOCK: "r.taken_on <= %(as_of)s",
}
_READINGS = """
WITH fitting AS (
    SELECT r.*, row_number() OVER (PARTITION BY r.partner_id, r.scope ORDER BY r.taken_on DESC, r.id DESC) AS place
    FROM tiering_reading r
    WHERE r.vendor_id = %(vendor)s AND r.program_id = %(program)s AND r.metric = %(metric)s AND r.taken_on <= {until} AND {fits}
)
SELECT f.partner_id, NULL::bigint AS enrolment_id, f.scope::text AS scope, ''::text AS item, f.number, f.flag, NULL::text AS word,
       'tiering.reading'::text AS source, f.id AS source_id, f.place = 1 AS counted,
       CASE WHEN f.place = 1 THEN '' ELSE 'superseded' END AS why
FROM fitting f
"""


def reported(
    key: str, *, label: str | Promise, unit: Unit, kind: Kind, per: Per = Per.PARTNER, zero: bool = False
) -> None:
    """Register a figure that is reported by people or by import."""
    until = "%(as_of)s" if kind in (Kind.STOCK, Kind.STATUS) else "greatest(%(as_of)s, %(report_by)s) + 31"
    metric(
        key,
        label=label,
        unit=unit,
        kind=kind,
        per=per,
        zero=zero,
        sql=_READINGS.format(fits=_OF_KIND[kind], until=until),
        values={"metric": key},
    )


reported("business_plan", label=_("Business plan"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("profile_form", label=_("Profile form filed"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("code_of_conduct", label=_("Code of conduct accepted"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("code_of_ethics", label=_("Code of business ethics"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("technology_development_plan", label=_("Technology development plan"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("participation_fee_usd_year", label=_("Participation fee of the year"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("customer_product_reporting", label=_("Customer and product reporting"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("solutions_catalog_entry", label=_("Entry in the catalog of solutions"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("ps_methodology_assessment", label=_("Professional services assessment"), unit=Unit.FLAG, kind=Kind.FLOW)
reported("ops_methodology_assessment", label=_("Operational support assessment"), unit=Unit.FLAG, kind=Kind.FLOW)
reported("nps_avg", label=_("Mean survey score"), unit=Unit.NUMBER, kind=Kind.FLOW)
reported("kpi1", label=_("Support performance"), unit=Unit.PERCENT, kind=Kind.REPORT)
reported("kpi2", label=_("Renewal timeliness"), unit=Unit.PERCENT, kind=Kind.REPORT)
reported("churn", label=_("Customer churn"), unit=Unit.PERCENT, kind=Kind.FLOW)
reported("customers", label=_("Customers served"), unit=Unit.COUNT, kind=Kind.FLOW, per=Per.COUNTRY)
reported("new_customers", label=_("New customers"), unit=Unit.COUNT, kind=Kind.FLOW)
reported("yoy_usage_growth", label=_("Growth of usage revenue"), unit=Unit.PERCENT, kind=Kind.FLOW)
reported("mlb", label=_("Minimum level of business"), unit=Unit.MONEY, kind=Kind.FLOW, per=Per.COUNTRY)
