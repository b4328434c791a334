"""What the people of a partner proved: certificates, sales training, connector training, exams booked.

A person counts where they have a post on the day, are employed or contracted for long, and use a mail address at one of the
partner's own domains (G-REQ-05); each person counts once, however many courses they took (G-REQ-03), and once for each code.
"""

from django.utils.translation import gettext_lazy as _

from tiering.metrics.registry import Kind, Per, Unit, metric

#: Who works for a partner on the day, where, and why somebody would not count. One row a person.
_POSTED = """
posted AS (
    SELECT DISTINCT ON (p.person_id) p.person_id, p.partner_id, p.country, p.customer_facing, p.alliance_manager, p.role,
           CASE WHEN NOT p.period @> %(as_of)s::date THEN 'left'
                WHEN p.employment <> ALL (%(employments)s) THEN 'not_employed'
                WHEN NOT EXISTS (SELECT FROM partners_companyfact f
                                 WHERE f.vendor_id = %(vendor)s AND f.partner_id = p.partner_id AND f.kind = 'domain'
                                   AND f.period @> %(as_of)s::date AND lower(f.value) = lower(p.domain)) THEN 'foreign_mail'
                ELSE '' END AS why,
           upper(p.period) - 1 AS left_on
    FROM partners_post p
    WHERE p.vendor_id = %(vendor)s AND lower(p.period) <= %(as_of)s
      AND EXISTS (SELECT FROM partners_enrolment e WHERE e.vendor_id = %(vendor)s AND e.partner_id = p.partner_id
                  AND e.program_id = %(program)s AND e.period @> %(as_of)s::date)
    ORDER BY p.person_id, lower(p.period) DESC
)"""
_PRESENT = """EXISTS (SELECT FROM partners_countrypresence c WHERE c.vendor_id = %(vendor)s AND c.partner_id = o.partner_id
        AND c.program_id = %(program)s AND c.country = o.country AND c.period @> %(as_of)s::date)"""

_CERTIFICATES = """
WITH POSTED, held AS (
    SELECT o.partner_id, o.country, c.code, c.id, c.person_id, o.left_on,
           CASE WHEN c.issued_on > %(as_of)s THEN 'not_yet_issued'
                WHEN c.ended_on <= %(as_of)s THEN 'withdrawn'
                WHEN c.expires_on < %(as_of)s THEN 'expired'
                WHEN c.partner_id <> o.partner_id THEN 'left'
                WHEN o.why <> '' THEN o.why
                WHEN NOT PRESENT THEN 'country_not_enrolled'
                ELSE '' END AS why, c.expires_on
    FROM partners_certificate c JOIN posted o ON o.person_id = c.person_id
    WHERE c.vendor_id = %(vendor)s
), judged AS (
    SELECT h.*, CASE WHEN h.why = '' AND row_number() OVER (
               PARTITION BY h.person_id, h.code, h.why ORDER BY h.expires_on DESC, h.id) > 1 THEN 'counted_already'
               ELSE h.why END AS reason
    FROM held h
)
""".replace("POSTED", _POSTED).replace("PRESENT", _PRESENT)

metric(
    "certifications",
    label=_("Certifications"),
    per=Per.COUNTRY,
    place=("countries", "{scope}", "certifications", "{item}"),
    sql=_CERTIFICATES
    + """
SELECT j.partner_id, NULL::bigint AS enrolment_id, j.country::text AS scope, j.code::text AS item, 1::numeric AS number,
       NULL::boolean AS flag, NULL::text AS word, 'partners.certificate'::text AS source, j.id AS source_id,
       j.reason = '' AS counted, j.reason AS why
FROM judged j
""",
)

#: Certificates of people who left lately: they keep a quota met while replacements are due, as long as the guide says (G-REQ-07).
metric(
    "certifications_leaving",
    label=_("Certifications of people who left"),
    per=Per.COUNTRY,
    place=("leaving", "{scope}", "{item}"),
    sql=_CERTIFICATES  # noqa: S608 -- no value is in it
    + """
SELECT j.partner_id, NULL::bigint AS enrolment_id, j.country::text AS scope, j.code::text AS item, 1::numeric AS number,
       NULL::boolean AS flag, NULL::text AS word, 'partners.certificate'::text AS source, j.id AS source_id,
       %(as_of)s <= j.until AS counted,
       CASE WHEN %(as_of)s <= j.until THEN ''
            WHEN %(as_of)s <= (j.left_on + make_interval(months => %(extended_replacement_months)s))::date THEN 'replacement_overdue'
            ELSE 'replacement_missing' END AS why
FROM (
    SELECT l.*, (l.left_on + make_interval(months => CASE WHEN EXISTS (
               SELECT FROM tiering_replacementextension x
               WHERE x.vendor_id = %(vendor)s AND x.program_id = %(program)s AND x.person_id = l.person_id
                 AND x.left_on = l.left_on AND x.granted_on <= %(as_of)s)
           THEN %(extended_replacement_months)s ELSE %(replacement_months)s END))::date AS until
    FROM judged l
) j
WHERE j.reason = 'left' AND j.left_on < %(as_of)s AND j.left_on > %(as_of)s::date - interval '1 year'
  AND j.expires_on >= %(as_of)s
""",
)

#: People, not certificates, wherever they are: each holder of an active one counts once.
metric(
    "certified_employees",
    label=_("Certified employees"),
    zero=True,
    sql=_CERTIFICATES  # noqa: S608 -- no value is in it
    + """
SELECT p.partner_id, NULL::bigint AS enrolment_id, ''::text AS scope, ''::text AS item, 1::numeric AS number, NULL::boolean AS flag,
       NULL::text AS word, 'partners.certificate'::text AS source, p.id AS source_id, p.reason = '' AND p.place = 1 AS counted,
       CASE WHEN p.reason = '' AND p.place > 1 THEN 'counted_already' ELSE p.reason END AS why
FROM (SELECT j.partner_id, j.id, CASE WHEN j.reason = 'country_not_enrolled' THEN '' ELSE j.reason END AS reason,
             row_number() OVER (PARTITION BY j.person_id, j.reason IN ('', 'country_not_enrolled')
                                ORDER BY j.expires_on DESC, j.id) AS place
      FROM judged j) p
""",
)

_TRAINED = """
WITH POSTED, taken AS (
    SELECT o.partner_id, o.country, t.id, t.person_id, t.completed_on,
           CASE WHEN t.completed_on > %(as_of)s THEN 'not_yet_completed'
                WHEN t.ended_on <= %(as_of)s THEN 'expired'
                WHEN t.partner_id <> o.partner_id THEN 'left'
                WHEN o.why <> '' THEN o.why
                {more}
                ELSE '' END AS why
    FROM partners_training t JOIN posted o ON o.person_id = t.person_id
    WHERE t.vendor_id = %(vendor)s AND t.kind = %(kind)s
), judged AS (
    SELECT t.*, CASE WHEN t.why = '' AND row_number() OVER (
               PARTITION BY t.person_id, t.why ORDER BY t.completed_on DESC, t.id) > 1 THEN 'counted_already'
               ELSE t.why END AS reason
    FROM taken t
)
SELECT j.partner_id, NULL::bigint AS enrolment_id, {scope} AS scope, ''::text AS item, 1::numeric AS number, NULL::boolean AS flag,
       NULL::text AS word, 'partners.training'::text AS source, j.id AS source_id, j.reason = '' AS counted, j.reason AS why
FROM judged j
""".replace("POSTED", _POSTED)
#: A partner's alliance manager counts only with customer-facing duties, and so does everybody else (G-REQ-03).
_FACING = f"""WHEN NOT o.customer_facing AND o.alliance_manager THEN 'alliance_manager'
                WHEN NOT o.customer_facing THEN 'not_customer_facing'
                WHEN NOT {_PRESENT} THEN 'country_not_enrolled'"""

metric(
    "trained_sales",
    label=_("Trained sales people"),
    per=Per.COUNTRY,
    zero=True,
    sql=_TRAINED.format(more=_FACING, scope="j.country::text"),
    values={"kind": "sales"},
)
metric(
    "connector_training",
    label=_("People trained on connectors"),
    zero=True,
    sql=_TRAINED.format(more="", scope="''::text"),
    values={"kind": "connector"},
)
_SIGNED = """
signed AS (
    SELECT a.partner_id, (array_agg(a.id ORDER BY a.signed_on DESC, a.id DESC))[1] AS id,
           (max(a.signed_on) + make_interval(months => %(booking_months)s))::date AS until
    FROM partners_agreement a
    WHERE a.vendor_id = %(vendor)s AND a.program_id = %(program)s AND a.signed_on <= %(as_of)s AND %(booking_months)s > 0
    GROUP BY a.partner_id
)"""
#: A new partner books its exams within some months of its last signature; the day of the exam is free (G-REQ-09).
metric(
    "book_until",
    label=_("Exams booked until"),
    unit=Unit.WORD,
    kind=Kind.STATUS,
    place=("book_until",),
    sql=f"""
WITH {_SIGNED}
SELECT s.partner_id, NULL::bigint AS enrolment_id, ''::text AS scope, ''::text AS item, NULL::numeric AS number,
       NULL::boolean AS flag, s.until::text AS word, 'partners.agreement'::text AS source, s.id AS source_id, true AS counted,
       ''::text AS why
FROM signed s
""",  # noqa: S608 -- no value is in it
)
#: By who does not hold that certificate yet: with what is held they have to fill each quota.
metric(
    "exams_booked",
    label=_("Exams booked in time"),
    per=Per.COUNTRY,
    place=("countries", "{scope}", "exams_booked", "{item}"),
    sql=f"""
WITH {_SIGNED}, {_POSTED}, booked AS (
    SELECT o.partner_id, o.country, b.code, b.id, b.person_id, b.booked_on,
           CASE WHEN b.booked_on > s.until THEN 'booked_late'
                WHEN b.partner_id <> o.partner_id THEN 'left'
                WHEN o.why <> '' THEN o.why
                WHEN NOT {_PRESENT} THEN 'country_not_enrolled'
                WHEN EXISTS (SELECT FROM partners_certificate c
                             WHERE c.vendor_id = %(vendor)s AND c.person_id = b.person_id AND c.code = b.code
                               AND c.issued_on <= %(as_of)s AND c.expires_on >= %(as_of)s
                               AND (c.ended_on IS NULL OR c.ended_on > %(as_of)s)) THEN 'counted_already'
                ELSE '' END AS why
    FROM partners_exambooking b
    JOIN posted o ON o.person_id = b.person_id
    JOIN signed s ON s.partner_id = b.partner_id
    WHERE b.vendor_id = %(vendor)s AND b.booked_on <= %(as_of)s
), judged AS (
    SELECT b.*, CASE WHEN b.why = '' AND row_number() OVER (
               PARTITION BY b.person_id, b.code, b.why ORDER BY b.booked_on, b.id) > 1 THEN 'counted_already'
               ELSE b.why END AS reason
    FROM booked b
)
SELECT j.partner_id, NULL::bigint AS enrolment_id, j.country::text AS scope, j.code::text AS item, 1::numeric AS number,
       NULL::boolean AS flag, NULL::text AS word, 'partners.exambooking'::text AS source, j.id AS source_id,
       j.reason = '' AS counted, j.reason AS why
FROM judged j
""",  # noqa: S608 -- no value is in it
)
