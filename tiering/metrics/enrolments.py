"""What a partner is in a program: its category, what it may do, where it is, since when, and whether it signed."""

from django.utils.translation import gettext_lazy as _

from tiering.metrics.registry import Kind, Per, Unit, metric

_ENROLMENTS = """
SELECT e.partner_id, e.id AS enrolment_id, ''::text AS scope, ''::text AS item, NULL::numeric AS number, NULL::boolean AS flag,
       {word} AS word, 'partners.enrolment'::text AS source, e.id AS source_id, true AS counted, ''::text AS why
FROM partners_enrolment e
WHERE e.vendor_id = %(vendor)s AND e.program_id = %(program)s AND e.period @> %(as_of)s::date
"""
_TRAITS = """
SELECT e.partner_id, e.id AS enrolment_id, ''::text AS scope, {item} AS item, NULL::numeric AS number, {flag} AS flag,
       {word} AS word, 'partners.enrolmenttrait'::text AS source, t.id AS source_id, true AS counted, ''::text AS why
FROM partners_enrolmenttrait t
JOIN partners_enrolment e ON e.vendor_id = %(vendor)s AND e.id = t.enrolment_id AND e.period @> %(as_of)s::date
WHERE t.vendor_id = %(vendor)s AND e.program_id = %(program)s AND t.period @> %(as_of)s::date AND {kind}
"""

CATEGORY = metric(
    "category",
    label=_("Category"),
    unit=Unit.WORD,
    per=Per.ENROLMENT,
    place=("category",),
    sql=_ENROLMENTS.format(word="e.category::text"),
    kind=Kind.STATUS,
)
metric(
    "joined_on",
    label=_("Enrolled since"),
    unit=Unit.WORD,
    per=Per.ENROLMENT,
    place=("joined_on",),
    sql=_ENROLMENTS.format(word="lower(e.period)::text"),
    kind=Kind.STATUS,
)
metric(
    "subtype",
    label=_("Kind inside the category"),
    unit=Unit.WORD,
    per=Per.ENROLMENT,
    place=("subtype",),
    kind=Kind.STATUS,
    sql=_TRAITS.format(item="''::text", flag="NULL::boolean", word="t.value::text", kind="t.kind = 'subtype'"),
)
metric(
    "specializations",
    label=_("Specializations"),
    unit=Unit.FLAG,
    per=Per.ENROLMENT,
    place=("specializations", "{item}"),
    kind=Kind.STATUS,
    sql=_TRAITS.format(
        item="t.value::text", flag="t.holds", word="NULL::text", kind="t.kind = 'specialization' AND t.value <> ''"
    ),
)
metric(
    "flags",
    label=_("What the partner does"),
    unit=Unit.FLAG,
    per=Per.ENROLMENT,
    place=("{item}",),
    kind=Kind.STATUS,
    sql=_TRAITS.format(
        item="t.kind::text", flag="t.holds", word="NULL::text", kind="t.kind NOT IN ('subtype', 'specialization')"
    ),
)
COUNTRIES = metric(
    "countries",
    label=_("Countries"),
    unit=Unit.FLAG,
    per=Per.COUNTRY,
    place=("countries", "{scope}"),
    sql="""
SELECT c.partner_id, NULL::bigint AS enrolment_id, c.country::text AS scope, ''::text AS item, NULL::numeric AS number,
       true AS flag, NULL::text AS word, 'partners.countrypresence'::text AS source, c.id AS source_id, true AS counted,
       ''::text AS why
FROM partners_countrypresence c
WHERE c.vendor_id = %(vendor)s AND c.program_id = %(program)s AND c.period @> %(as_of)s::date
""",
)
#: What finance saw arrive of the fee of the year, in the category it was paid for (G-TECH-01).
metric(
    "participation_fee_usd_year",
    label=_("Participation fee of the year"),
    unit=Unit.MONEY,
    kind=Kind.FLOW,
    per=Per.ENROLMENT,
    place=("values", "participation_fee_usd_year"),
    sql="""
SELECT f.partner_id, e.id AS enrolment_id, ''::text AS scope, ''::text AS item, f.amount_minor::numeric / 100 AS number,
       NULL::boolean AS flag, NULL::text AS word, 'partners.participationfee'::text AS source, f.id AS source_id,
       e.id IS NOT NULL AND f.taken_back_at IS NULL AND f.paid_on <= %(as_of)s AND f.currency = 'USD' AS counted,
       CASE WHEN f.taken_back_at IS NOT NULL THEN 'taken_back'
            WHEN f.paid_on > %(as_of)s THEN 'paid_later'
            WHEN f.currency <> 'USD' THEN 'other_currency'
            WHEN e.id IS NULL THEN 'category_not_enrolled' ELSE '' END AS why
FROM partners_participationfee f
LEFT JOIN partners_enrolment e ON e.vendor_id = %(vendor)s AND e.partner_id = f.partner_id AND e.program_id = %(program)s
     AND e.period @> %(as_of)s::date AND e.category = f.category
WHERE f.vendor_id = %(vendor)s AND f.program_id = %(program)s AND f.year = extract(year FROM %(as_of)s::date)
""",
)
metric(
    "agreement_signed",
    label=_("Agreement signed"),
    unit=Unit.FLAG,
    kind=Kind.STATUS,
    sql="""
SELECT a.partner_id, NULL::bigint AS enrolment_id, ''::text AS scope, ''::text AS item, NULL::numeric AS number, true AS flag,
       NULL::text AS word, 'partners.agreement'::text AS source, a.id AS source_id,
       a.period @> %(as_of)s::date AND a.signed_on <= %(as_of)s AS counted,
       CASE WHEN a.signed_on > %(as_of)s THEN 'signed_later'
            WHEN NOT a.period @> %(as_of)s::date THEN 'not_in_force' ELSE '' END AS why
FROM partners_agreement a
WHERE a.vendor_id = %(vendor)s AND a.program_id = %(program)s
""",
)
