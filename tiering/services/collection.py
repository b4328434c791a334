"""Collecting facts: one query for each metric, for all partners of a program, straight into the tables.

Rows never pass through Python. A collection is open while its metrics are measured and closed for ever with the last one.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from partners.queries.terms import people_on
from portal.guides.models import Program
from portal.tenancy.context import current_vendor_id
from tiering.metrics.registry import COLUMNS, METRICS, Metric, Per, Span
from tiering.models import Collection

_FOUND = ", ".join(f"found.{name}::{kind} AS {name}" for name, kind in COLUMNS.items())
_MEASURE = """
WITH looked_at AS MATERIALIZED (SELECT {found} FROM ({sql}) found
    WHERE EXISTS (SELECT FROM partners_enrolment e WHERE e.vendor_id = %(vendor)s AND e.partner_id = found.partner_id
                  AND e.program_id = %(program)s AND e.period @> %(as_of)s::date)),
valued AS (
    SELECT partner_id, enrolment_id, scope, item, sum(number) FILTER (WHERE counted) AS number,
           bool_and(flag) FILTER (WHERE counted) AS flag, max(word) FILTER (WHERE counted) AS word,
           count(*) FILTER (WHERE counted) AS counted, count(*) FILTER (WHERE NOT counted) AS uncounted
    FROM looked_at GROUP BY partner_id, enrolment_id, scope, item HAVING bool_or(counted)
    {zeros}
), kept AS (
    INSERT INTO tiering_fact (vendor_id, collection_id, program_id, partner_id, enrolment_id, metric, scope, item, number, flag,
                              word, "window", as_of, known_at, counted, uncounted)
    SELECT %(vendor)s, %(collection)s, %(program)s, v.partner_id, v.enrolment_id, %(metric_key)s, v.scope, v.item, v.number, v.flag,
           v.word, {window}, %(as_of)s, %(known_at)s, v.counted, v.uncounted
    FROM valued v
    RETURNING id, partner_id, enrolment_id, scope, item
){sources}
SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM looked_at)
"""
_SOURCES = """, explained AS (
    INSERT INTO tiering_factsource (vendor_id, collection_id, partner_id, fact_id, metric, scope, item, source, source_id, adds,
                                    counted, why)
    SELECT %(vendor)s, %(collection)s, l.partner_id, k.id, %(metric_key)s, l.scope, l.item, l.source, l.source_id, l.number,
           l.counted, l.why
    FROM looked_at l
    LEFT JOIN kept k ON k.partner_id = l.partner_id AND k.enrolment_id IS NOT DISTINCT FROM l.enrolment_id
         AND k.scope = l.scope AND k.item = l.item
)"""
#: Nothing found is a measured zero, wherever the partner is.
_ZERO = {
    Per.COUNTRY: """UNION ALL
    SELECT c.partner_id, NULL, c.country, '', 0, NULL, NULL, 0,
           (SELECT count(*) FROM looked_at l WHERE l.partner_id = c.partner_id AND l.scope = c.country)
    FROM partners_countrypresence c
    WHERE c.vendor_id = %(vendor)s AND c.program_id = %(program)s AND c.period @> %(as_of)s::date
      AND NOT EXISTS (SELECT FROM looked_at l WHERE l.partner_id = c.partner_id AND l.scope = c.country AND l.counted)
      AND EXISTS (SELECT FROM partners_enrolment e WHERE e.vendor_id = %(vendor)s AND e.partner_id = c.partner_id
                  AND e.program_id = %(program)s AND e.period @> %(as_of)s::date)""",
    Per.PARTNER: """UNION ALL
    SELECT DISTINCT e.partner_id, NULL::bigint, '', '', 0, NULL::boolean, NULL::text, 0,
           (SELECT count(*) FROM looked_at l WHERE l.partner_id = e.partner_id)
    FROM partners_enrolment e
    WHERE e.vendor_id = %(vendor)s AND e.program_id = %(program)s AND e.period @> %(as_of)s::date
      AND NOT EXISTS (SELECT FROM looked_at l WHERE l.partner_id = e.partner_id AND l.counted)""",
}


def open_collection(
    program: Program, *, as_of: date, flow_from: date, report_by: date, known_at: datetime, job_id: int | None = None
) -> Collection:
    """Begin to measure a program. Its watermark is (as_of, known_at)."""
    collection: Collection = Collection.objects.create(
        program=program, as_of=as_of, flow_from=flow_from, report_by=report_by, known_at=known_at, job_id=job_id
    )
    return collection


def measure(collection: Collection, key: str) -> tuple[int, int]:
    """Measure one metric for every partner of the program. Returns how many facts were stored, and how many rows were looked at."""
    return _measure(collection, key, terms_of_people(collection.program_id, collection.as_of))


@transaction.atomic
def _measure(collection: Collection, key: str, terms: Mapping[str, Any]) -> tuple[int, int]:
    known = METRICS.get(key)
    span = Span(collection.as_of, collection.flow_from, collection.report_by)
    values = {
        **(known.values or {}),
        **terms,
        **span.values(),
        "vendor": current_vendor_id(),
        "program": collection.program_id,
        "collection": collection.pk,
        "metric_key": key,
        "known_at": collection.known_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_sql_of(known), values)
        facts, rows = cursor.fetchone() or (0, 0)
    return facts, rows


def close_collection(collection: Collection, *, at: datetime) -> Collection:
    """Nothing is added any more: scoring may read it."""
    collection.done_at = at
    collection.save(update_fields=["done_at"])
    return collection


def collect(program: Program, *, as_of: date, flow_from: date, report_by: date, at: datetime) -> Collection:
    """All metrics at once, for small programs, tests and demos; the job measures one metric a chunk."""
    collection = open_collection(program, as_of=as_of, flow_from=flow_from, report_by=report_by, known_at=at)
    terms = terms_of_people(program.pk, as_of)
    for key in METRICS.all():
        _measure(collection, key, terms)
    return close_collection(collection, at=at)


def terms_of_people(program_id: int, day: date) -> dict[str, Any]:
    """Clocks and employments of the guide in force, as parameters of the metrics; 0 months where it grants none."""
    people = people_on(program_id, day)
    return {
        "employments": list(people.employments.value),
        "replacement_months": people.replacement.soft_months.value if people.replacement else 0,
        "extended_replacement_months": people.replacement.hard_months.value if people.replacement else 0,
        "booking_months": people.booking.months.value if people.booking else 0,
    }


def _sql_of(known: Metric) -> str:
    return _MEASURE.format(
        found=_FOUND,
        sql=known.sql,
        zeros=_ZERO[known.per] if known.zero else "",
        window="daterange(%(flow_from)s, %(as_of)s, '[]')" if known.kind == "flow" else "NULL::daterange",
        sources=_SOURCES if known.keeps_sources else "",
    )
