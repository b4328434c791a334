"""Figures that somebody reports: surveys, assessments, KPI reports, standing papers. The newest of its time counts.

A flow takes the newest reading of a period that the collection's days cover; a report the newest handed in by its day; a standing
matter the newest that holds on the day. What came before is kept as superseded. A figure tagged with a category is a fact of the
partner's enrolment in it (G-MCAT-03).
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
    SELECT r.*, row_number() OVER (PARTITION BY r.partner_id, r.scope, r.category ORDER BY r.taken_on DESC, r.id DESC) AS place
    FROM tiering_reading r
    WHERE r.vendor_id = %(vendor)s AND r.program_id = %(program)s AND r.metric = %(metric)s AND r.taken_on <= {until} AND {fits}
)
SELECT f.partner_id, e.id AS enrolment_id, {scope} AS scope, {item} AS item, f.number, f.flag, NULL::text AS word,
       'tiering.reading'::text AS source, f.id AS source_id, f.place = 1 AND (f.category = '' OR e.id IS NOT NULL) AS counted,
       CASE WHEN f.place > 1 THEN 'superseded' WHEN f.category <> '' AND e.id IS NULL THEN 'category_not_enrolled' ELSE '' END AS why
FROM fitting f
LEFT JOIN partners_enrolment e ON e.vendor_id = %(vendor)s AND e.partner_id = f.partner_id AND e.program_id = %(program)s
     AND e.period @> %(as_of)s::date AND f.category <> '' AND e.category = f.category
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
        sql=_READINGS.format(fits=_OF_KIND[kind], until=until, scope="f.scope::text", item="''::text"),
        values={"metric": key},
        reported=True,
    )


_FLAGS = {
    "business_plan": _("Business plan"),
    "profile_form": _("Profile form filed"),
    "code_of_conduct": _("Code of conduct accepted"),
    "code_of_ethics": _("Code of business ethics"),
    "technology_development_plan": _("Technology development plan"),
    "customer_product_reporting": _("Customer and product reporting"),
    "solutions_catalog_entry": _("Entry in the catalog of solutions"),
}
_ASSESSMENTS = {
    "ps_methodology_assessment": _("Professional services assessment"),
    "ops_methodology_assessment": _("Operational support assessment"),
}
_REPORTS = {
    "kpi1": _("Support performance"),
    "kpi1_quality": _("Support performance: quality"),
    "kpi1_closure": _("Support performance: closure"),
    "kpi1_training": _("Support performance: training"),
    "kpi2": _("Renewal timeliness"),
    "renewals_on_time": _("Renewals on time"),
    "renewals_due": _("Renewals due"),
}
_FLOWS = {
    "nps_avg": _("Mean survey score"),
    "churn": _("Customer churn"),
    "customers_lost": _("Customers lost"),
    "customers_at_start": _("Customers on 1 January"),
    "aggregate_revenue": _("Aggregate revenue"),
    "area_share": _("Share of an area"),
    "relevant_training": _("Share of relevant training"),
    "industry_certificates": _("Share of industry certificates"),
}
#: By country, or of the partner where no country is said.
_IN_COUNTRIES = {
    "mlb": _("Minimum level of business"),
    "licence_revenue": _("Licence revenue"),
    "usage_revenue": _("Usage revenue"),
    "subcontracted_services": _("Subcontracted services"),
    "care_new": _("New care contracts"),
    "care_renewal": _("Renewed care contracts"),
    "university": _("Training revenue"),
    "other_recognised": _("Other recognised revenue"),
    "customers": _("Customers served"),
    "new_customers": _("New customers"),
    "usage_of_year": _("Usage of the year"),
    "usage_of_year_before": _("Usage of the year before"),
    "yoy_usage_growth": _("Growth of usage revenue"),
}

for _key, _label in _FLAGS.items():
    reported(_key, label=_label, unit=Unit.FLAG, kind=Kind.STATUS)
for _key, _label in _ASSESSMENTS.items():
    reported(_key, label=_label, unit=Unit.FLAG, kind=Kind.FLOW)
for _key, _label in _REPORTS.items():
    reported(_key, label=_label, unit=Unit.PERCENT, kind=Kind.REPORT)
for _key, _label in _FLOWS.items():
    reported(_key, label=_label, unit=Unit.NUMBER, kind=Kind.FLOW)
for _key, _label in _IN_COUNTRIES.items():
    reported(_key, label=_label, unit=Unit.NUMBER, kind=Kind.FLOW, per=Per.COUNTRY)
