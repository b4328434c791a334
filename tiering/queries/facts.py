"""Stored facts, read for scoring: one row a partner, in chunks of partners."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from partners.models import Enrolment
from portal.tenancy.context import current_vendor_id
from tiering.models import Collection, FactSource, RequirementWaiver

_PARTNERS = """
SELECT p.id FROM partners_partner p
WHERE p.vendor_id = %(vendor)s AND p.id > %(after)s AND (%(last)s::bigint IS NULL OR p.id <= %(last)s)
  AND EXISTS (SELECT FROM tiering_fact f WHERE f.vendor_id = %(vendor)s AND f.collection_id = %(collection)s AND f.partner_id = p.id)
ORDER BY p.id LIMIT %(limit)s
"""
_SLICES = """
WITH known AS MATERIALIZED (
    SELECT p.id, row_number() OVER (ORDER BY p.id) - 1 AS place, count(*) OVER () AS total FROM partners_partner p
    WHERE p.vendor_id = %(vendor)s
      AND EXISTS (SELECT FROM tiering_fact f
                  WHERE f.vendor_id = %(vendor)s AND f.collection_id = %(collection)s AND f.partner_id = p.id)
)
SELECT min(id) - 1, max(id), count(*) FROM known
GROUP BY place * greatest(1, least(total / %(smallest)s, %(most)s)) / total ORDER BY 1
"""
#: Whole numbers are numbers of JSON and others texts, so that no value passes through a float.
_FACTS = """
SELECT f.partner_id, '[' || string_agg(
    '[' || coalesce(f.enrolment_id::text, 'null') || ',"' || f.metric || '",' || to_json(f.scope)::text || ',' || to_json(f.item)::text
    || ',' || CASE WHEN f.number IS NOT NULL THEN CASE WHEN f.number = trunc(f.number) THEN trunc(f.number)::text
                                                       ELSE '"' || trim_scale(f.number)::text || '"' END
                   WHEN f.flag IS NOT NULL THEN f.flag::text ELSE to_json(f.word)::text END || ']',
    ',' ORDER BY f.enrolment_id, f.metric, f.scope, f.item) || ']'
FROM tiering_fact f
WHERE f.vendor_id = %(vendor)s AND f.collection_id = %(collection)s AND f.partner_id > %(after)s AND f.partner_id <= %(last)s
GROUP BY f.partner_id ORDER BY f.partner_id
"""


@dataclass(frozen=True, slots=True)
class Slice:
    """The partners after `after` up to `last`."""

    after: int
    last: int
    partners: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row that was looked at for a figure: counted, or not and why."""

    source: str
    source_id: int
    item: str
    counted: bool
    why: str


def stream_facts(collection_id: int, *, after: int, last: int) -> Iterator[tuple[int, str]]:
    """(partner, its facts as JSON rows) of the partners after `after` up to `last`, through a server-side cursor."""
    values = {"vendor": current_vendor_id(), "collection": collection_id, "after": after, "last": last}
    with connection.connection.cursor(name="tiering_facts") as cursor:
        cursor.itersize = 500
        cursor.execute(_FACTS, values)
        yield from cursor


def end_of_chunk(collection_id: int, *, after: int, last: int | None, limit: int) -> tuple[int, int] | None:
    """The last partner of the next chunk, and how many are in it; None where nobody is left."""
    values = {"vendor": current_vendor_id(), "collection": collection_id, "after": after, "last": last, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_PARTNERS, values)
        found = [row[0] for row in cursor.fetchall()]
    return (found[-1], len(found)) if found else None


def slice_partners(collection_id: int, *, smallest: int, most: int) -> list[Slice]:
    """The partners a collection speaks of in ranges of about equal size, none below `smallest` unless it is the only one."""
    values = {"vendor": current_vendor_id(), "collection": collection_id, "smallest": smallest, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_SLICES, values)
        return [Slice(*row) for row in cursor.fetchall()]


def waivers_on(program_id: int, day: date, *, after: int, last: int) -> dict[int, list[dict[str, str]]]:
    """Waivers in force on `day` of the partners after `after` up to `last`, by enrolment, as the evaluator takes them (X-08)."""
    found: dict[int, list[dict[str, str]]] = {}
    rows = RequirementWaiver.objects.filter(
        program_id=program_id, period__contains=day, partner_id__gt=after, partner_id__lte=last
    )
    ordered = rows.order_by("requirement", "scope")
    for enrolment, requirement, scope in ordered.values_list("enrolment_id", "requirement", "scope"):
        waiver = {"requirement": requirement, "scope": scope} if scope else {"requirement": requirement}
        found.setdefault(enrolment, []).append(waiver)
    return found


def enrolments_on(program_id: int, day: date) -> dict[int, int]:
    """Enrolment to partner, of everybody in the program on `day`."""
    rows = Enrolment.objects.filter(program_id=program_id, period__contains=day)
    return dict(rows.values_list("id", "partner_id"))


def last_collection(program_id: int, day: date) -> Collection | None:
    """The newest closed collection as of `day`."""
    rows = Collection.objects.filter(program_id=program_id, as_of=day, done_at__isnull=False)
    newest: Collection | None = rows.order_by("-known_at", "-id").first()
    return newest


def evidence_for(collection_id: int, *, partner_id: int, metrics: list[str], scope: str = "") -> list[Evidence]:
    """What stands behind a figure: counted rows first. A group of countries ("US+CA") is the rows of each."""
    rows = FactSource.objects.filter(collection_id=collection_id, partner_id=partner_id, metric__in=metrics)
    countries = scope.split("+")
    if scope and scope not in ("partner", "total", "mix"):
        rows = rows.filter(scope__in=["", *countries])
    return [
        Evidence(row.source, row.source_id, row.item, row.counted, row.why)
        for row in rows.order_by("-counted", "item", "source_id")
    ]
