"""The rows of an import, always a chunk in one statement: check them into ImportRow, then load the good ones as sales.

Each function is one chunk's whole effect, made in the transaction that also saves the job's cursor, so that an import
killed between two chunks goes on where it stood.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from commissions.models import ImportBatch
from commissions.sheets import RowError, SaleRow
from portal.tenancy.context import current_vendor_id

_CHECK = """
WITH read AS (
    SELECT * FROM unnest(
        %(row_no)s::int[], %(external_id)s::text[], %(invoice)s::text[], %(partner)s::text[], %(product)s::text[],
        %(kind)s::text[], %(sold_on)s::date[], %(amount_minor)s::bigint[], %(currency)s::text[], %(billed_by)s::text[],
        %(deal)s::text[], %(cancelled_on)s::date[], %(raw)s::text[]
    ) AS r(row_no, external_id, invoice, partner, product, kind, sold_on, amount_minor, currency, billed_by, deal,
           cancelled_on, raw)
), placed AS (
    SELECT r.*, coalesce(p.survivor_id, p.id) AS partner_id, d.id AS deal_id, d.partner_id AS deal_partner_id,
           d.program_id AS deal_program_id, d.closed_on, d.cancelled_on AS deal_cancelled_on, coalesce(d.source, 'inbound') AS source,
           min(r.row_no) OVER (PARTITION BY r.external_id) AS first_here
    FROM read r
    LEFT JOIN partners_partnerexternalid x
        ON x.vendor_id = %(vendor)s AND x.system = %(system)s AND x.value = r.partner
    LEFT JOIN partners_partner p ON p.vendor_id = %(vendor)s AND p.id = x.partner_id
    LEFT JOIN leads_deal d ON d.vendor_id = %(vendor)s AND r.deal <> '' AND d.reference = r.deal
), before AS (
    SELECT i.external_id, min(i.row_no) AS row_no FROM commissions_importrow i
    WHERE i.vendor_id = %(vendor)s AND i.batch_id = %(batch)s AND i.external_id = ANY(%(external_id)s::text[])
    GROUP BY i.external_id
), met AS (
    SELECT p.*, a.currency AS agreed_currency, s.id AS sale_id, s.batch_id AS sale_batch_id, s.row_no AS sale_row_no,
           (s.program_id, s.partner_id, s.invoice, s.product, s.kind, s.sold_on, s.amount_minor, s.currency, s.source,
            s.billed_by, coalesce(s.deal_id, 0))
           = (%(program)s, p.partner_id, p.invoice, p.product, p.kind, p.sold_on, p.amount_minor, p.currency, p.source,
              p.billed_by, coalesce(p.deal_id, 0)) AS same,
           CASE WHEN p.first_here < p.row_no THEN p.first_here ELSE b.row_no END AS first_row,
           EXISTS (SELECT FROM partners_enrolment e
                   WHERE e.vendor_id = %(vendor)s AND e.partner_id = p.partner_id AND e.program_id = %(program)s
                     AND e.period @> p.sold_on) AS enrolled
    FROM placed p
    LEFT JOIN before b ON b.external_id = p.external_id
    LEFT JOIN partners_agreement a
        ON a.vendor_id = %(vendor)s AND a.partner_id = p.partner_id AND a.program_id = %(program)s
       AND a.period @> p.sold_on
    LEFT JOIN commissions_sale s
        ON s.vendor_id = %(vendor)s AND s.system = %(system)s AND s.external_id = p.external_id
), judged AS (
    SELECT m.*, array_remove(ARRAY[
        CASE WHEN first_row IS NOT NULL THEN 'external_id:repeated_id'
             WHEN sale_id IS NOT NULL AND NOT same THEN 'external_id:changed_id' END,
        CASE WHEN partner_id IS NULL THEN 'partner:unknown_partner' END,
        CASE WHEN sold_on > %(today)s THEN 'sold_on:future_date'
             WHEN sold_on < %(began)s THEN 'sold_on:before_program'
             WHEN partner_id IS NOT NULL AND NOT enrolled THEN 'sold_on:not_enrolled' END,
        CASE WHEN NOT currency = ANY(%(currencies)s::text[]) THEN 'currency:currency_not_accepted'
             WHEN currency <> agreed_currency THEN 'currency:currency_not_agreed' END,
        CASE WHEN deal = '' THEN NULL
             WHEN deal_id IS NULL OR deal_program_id <> %(program)s THEN 'deal:unknown_deal'
             WHEN deal_partner_id <> partner_id THEN 'deal:deal_of_another_partner' END,
        CASE WHEN deal = '' AND cancelled_on IS NOT NULL THEN 'cancelled_on:cancelled_without_deal'
             WHEN cancelled_on > %(today)s THEN 'cancelled_on:future_date'
             WHEN cancelled_on < closed_on THEN 'cancelled_on:cancelled_before_close'
             WHEN cancelled_on <> deal_cancelled_on THEN 'cancelled_on:cancelled_another_day' END
    ], NULL) AS faults
    FROM met m
)
INSERT INTO commissions_importrow (
    vendor_id, batch_id, row_no, state, error, "column", faults, detail, raw, partner_id, deal_id, external_id, invoice,
    product, kind, sold_on, amount_minor, currency, source, billed_by, cancelled_on
)
SELECT %(vendor)s, %(batch)s, row_no,
       CASE WHEN faults <> '{}' THEN 'bad' WHEN sale_id IS NOT NULL THEN 'known' ELSE 'good' END,
       coalesce(split_part(faults[1], ':', 2), ''), coalesce(split_part(faults[1], ':', 1), ''), to_jsonb(faults),
       CASE WHEN faults[1] = 'external_id:repeated_id' THEN first_row::text
            WHEN faults[1] = 'external_id:changed_id' THEN sale_batch_id || ':' || sale_row_no ELSE '' END,
       CASE WHEN faults <> '{}' THEN raw ELSE '' END,
       partner_id, deal_id, external_id, invoice, product, kind, sold_on, amount_minor, currency, source, billed_by,
       cancelled_on
FROM judged
ORDER BY row_no
"""

_BROKEN = """
INSERT INTO commissions_importrow (
    vendor_id, batch_id, row_no, state, error, "column", faults, detail, raw, amount_minor, currency, external_id, invoice,
    product, kind, source, billed_by
)
SELECT %(vendor)s, %(batch)s, r.row_no, 'bad', r.error, r.col, r.faults::jsonb, '', r.raw, r.amount_minor, r.currency,
       '', '', '', '', '', ''
FROM unnest(
    %(row_no)s::int[], %(error)s::text[], %(col)s::text[], %(faults)s::text[], %(raw)s::text[], %(amount_minor)s::bigint[],
    %(currency)s::text[]
) AS r(row_no, error, col, faults, raw, amount_minor, currency)
ORDER BY r.row_no
"""

_COUNTS = """
SELECT count(*), count(*) FILTER (WHERE state = 'good'), count(*) FILTER (WHERE state = 'bad'),
       count(*) FILTER (WHERE state = 'known'), count(*) FILTER (WHERE amount_minor IS NULL)
FROM commissions_importrow WHERE vendor_id = %(vendor)s AND batch_id = %(batch)s
"""

_SUMS = """
SELECT currency, sum(amount_minor) FROM commissions_importrow
WHERE vendor_id = %(vendor)s AND batch_id = %(batch)s AND amount_minor IS NOT NULL
GROUP BY currency ORDER BY currency
"""

# Sorted by the unique key: two imports that load the same ids at once wait for each other and never deadlock.
_LOAD = """
WITH chunk AS (
    SELECT * FROM commissions_importrow
    WHERE vendor_id = %(vendor)s AND batch_id = %(batch)s AND state = 'good' AND row_no > %(after)s
    ORDER BY row_no LIMIT %(limit)s
), loaded AS (
    INSERT INTO commissions_sale (
        vendor_id, partner_id, program_id, batch_id, row_no, system, external_id, invoice, product, kind, sold_on,
        amount_minor, currency, source, billed_by, deal_id, earns
    )
    SELECT vendor_id, partner_id, %(program)s, batch_id, row_no, %(system)s, external_id, invoice, product, kind, sold_on,
           amount_minor, currency, source, billed_by, deal_id, %(earns)s
    FROM chunk ORDER BY external_id
    ON CONFLICT ON CONSTRAINT sale_is_imported_once DO NOTHING
    RETURNING row_no
)
SELECT (SELECT count(*) FROM chunk), (SELECT count(*) FROM loaded), (SELECT max(row_no) FROM chunk)
"""

# Rows that another import brought in since they were checked: known where the sale says the same, bad where it does not.
_OVERTAKEN = """
UPDATE commissions_importrow i
SET state = CASE WHEN o.same THEN 'known' ELSE 'bad' END,
    error = CASE WHEN o.same THEN '' ELSE 'changed_id' END,
    "column" = CASE WHEN o.same THEN '' ELSE 'external_id' END,
    faults = CASE WHEN o.same THEN '[]'::jsonb ELSE '["external_id:changed_id"]'::jsonb END,
    detail = CASE WHEN o.same THEN '' ELSE o.batch_id || ':' || o.row_no END
FROM (
    SELECT g.id, s.batch_id, s.row_no,
           (s.program_id, s.partner_id, s.invoice, s.product, s.kind, s.sold_on, s.amount_minor, s.currency, s.source,
            s.billed_by, coalesce(s.deal_id, 0))
           = (%(program)s, g.partner_id, g.invoice, g.product, g.kind, g.sold_on, g.amount_minor, g.currency, g.source,
              g.billed_by, coalesce(g.deal_id, 0)) AS same
    FROM commissions_importrow g
    JOIN commissions_sale s ON s.vendor_id = %(vendor)s AND s.system = %(system)s AND s.external_id = g.external_id
    WHERE g.vendor_id = %(vendor)s AND g.batch_id = %(batch)s AND g.state = 'good'
      AND g.row_no > %(after)s AND g.row_no <= coalesce(%(last)s::int, g.row_no) AND s.batch_id <> %(batch)s
) o
WHERE i.vendor_id = %(vendor)s AND i.id = o.id
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the check holds rows against: days in the program's legal time zone, currencies of the vendor."""

    today: date
    began: date
    currencies: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of an import by what became of them; `sums` in minor units by currency, over every row that could be read."""

    rows: int
    good: int
    bad: int
    known: int
    unread: int
    sums: dict[str, int]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one chunk of loading did: rows taken, sales written, and the row to go on after (None: nothing was left)."""

    taken: int
    written: int
    last: int | None


def check_rows(batch: ImportBatch, *, rows: Sequence[SaleRow | RowError], bounds: Bounds) -> None:
    """Write a chunk of read rows as good, known or bad. Rows come in the order of the file."""
    readable = [row for row in rows if isinstance(row, SaleRow)]
    broken = [row for row in rows if isinstance(row, RowError)]
    with connection.cursor() as cursor:
        if broken:
            cursor.execute(_BROKEN, _scope(batch) | _broken_columns(broken))
        if readable:
            limits = {"today": bounds.today, "began": bounds.began, "currencies": list(bounds.currencies)}
            cursor.execute(_CHECK, _scope(batch) | limits | _readable_columns(readable))


def count_rows(batch: ImportBatch) -> Counts:
    """Counts and sums over everything that was checked."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, _scope(batch))
        rows, good, bad, known, unread = cursor.fetchone()
        cursor.execute(_SUMS, _scope(batch))
        sums = {currency: int(total) for currency, total in cursor.fetchall()}
    return Counts(rows, good, bad, known, unread, sums)


def load_rows(batch: ImportBatch, *, after: int, limit: int) -> Loaded:
    """Turn the next good rows into sales. What another import loaded meanwhile becomes known or bad."""
    values = _scope(batch) | {"after": after, "limit": limit, "earns": batch.earns}
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, values)
        loaded = Loaded(*cursor.fetchone())
    if loaded.written < loaded.taken:
        mark_overtaken(batch, after=after, last=loaded.last)
    return loaded


def mark_overtaken(batch: ImportBatch, *, after: int = 0, last: int | None = None) -> None:
    """Good rows between two row numbers whose id another import loaded meanwhile: known or bad."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, _scope(batch) | {"after": after, "last": last})


def _scope(batch: ImportBatch) -> dict[str, Any]:
    return {"vendor": current_vendor_id(), "batch": batch.pk, "program": batch.program_id, "system": batch.system}


def _readable_columns(rows: Sequence[SaleRow]) -> dict[str, list[Any]]:
    return {
        "row_no": [row.row for row in rows],
        "external_id": [row.external_id for row in rows],
        "invoice": [row.invoice for row in rows],
        "partner": [row.partner for row in rows],
        "product": [row.product for row in rows],
        "kind": [row.kind.value for row in rows],
        "sold_on": [row.sold_on for row in rows],
        "amount_minor": [row.amount.minor for row in rows],
        "currency": [row.amount.currency for row in rows],
        "billed_by": [row.billed_by.value for row in rows],
        "deal": [row.deal for row in rows],
        "cancelled_on": [row.cancelled_on for row in rows],
        "raw": [_storable(row.raw) for row in rows],
    }


def _broken_columns(rows: Sequence[RowError]) -> dict[str, list[Any]]:
    return {
        "row_no": [row.row for row in rows],
        "error": [row.code.value for row in rows],
        "col": [row.column for row in rows],
        "faults": [json.dumps([f"{fault.column}:{fault.code}" for fault in row.faults]) for row in rows],
        "raw": [_storable(row.raw) for row in rows],
        "amount_minor": [row.amount.minor if row.amount else None for row in rows],
        "currency": [row.amount.currency if row.amount else "" for row in rows],
    }


def _storable(raw: str) -> str:
    """PostgreSQL keeps no zero byte in a text: it is shown as the sign for it."""
    return raw.replace("\0", "\N{SYMBOL FOR NULL}")
