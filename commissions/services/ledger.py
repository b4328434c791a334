"""Posting and reversing: the only two ways into the ledger for a single entry. The law itself stands in sql/ledger.sql.

A source key makes a posting happen once: the same key with the same content is answered with the entry that is there,
with other content it is a conflict. Bulk postings of a run write the same canonical content, in SQL.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from commissions.models import Account, Entry
from portal.accounts.actor import Actor
from portal.money import Money
from portal.problems import Conflict, Refusal
from portal.tenancy.context import current_vendor_id


@dataclass(frozen=True, slots=True)
class Side:
    """One leg to be posted: debit positive, credit negative. `partner_id` is None for the vendor's own accounts."""

    kind: Account.Kind
    amount: Money
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry in the ledger; `replayed` when an earlier call with the same key had posted it."""

    entry_id: int
    replayed: bool


# `IS NOT DISTINCT FROM` uses no index: with many partners each posting would look at every account. Hence two arms.
_OPEN_ACCOUNTS = """
INSERT INTO commissions_account (vendor_id, kind, partner_id, currency)
SELECT %(vendor)s, kind, partner_id, currency
FROM unnest(%(kinds)s::text[], %(partners)s::bigint[], %(currencies)s::text[]) AS wanted (kind, partner_id, currency)
WHERE NOT EXISTS (SELECT FROM commissions_account a WHERE a.vendor_id = %(vendor)s AND a.kind = wanted.kind
                  AND a.partner_id = wanted.partner_id AND a.currency = wanted.currency)
  AND NOT EXISTS (SELECT FROM commissions_account a WHERE a.vendor_id = %(vendor)s AND a.kind = wanted.kind
                  AND a.partner_id IS NULL AND wanted.partner_id IS NULL AND a.currency = wanted.currency)
GROUP BY kind, partner_id, currency ORDER BY kind, partner_id, currency
ON CONFLICT DO NOTHING
"""

_POST = """
WITH entry AS (
    INSERT INTO commissions_entry
        (vendor_id, kind, source_key, request_hash, leg_count, effective_on, membership_id, reason)
    VALUES (%(vendor)s, %(kind)s, %(key)s, %(hash)s, %(legs)s, %(effective_on)s, %(by)s, %(reason)s)
    ON CONFLICT (vendor_id, source_key) DO NOTHING
    RETURNING id
), leg AS (
    INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
    SELECT %(vendor)s, entry.id, side.position, a.id, side.partner_id, side.currency, side.amount
    FROM entry, unnest(%(kinds)s::text[], %(partners)s::bigint[], %(currencies)s::text[], %(amounts)s::bigint[])
         WITH ORDINALITY AS side (kind, partner_id, currency, amount, position)
    JOIN LATERAL (
        SELECT id FROM commissions_account WHERE vendor_id = %(vendor)s AND kind = side.kind
            AND partner_id = side.partner_id AND currency = side.currency
        UNION ALL
        SELECT id FROM commissions_account WHERE vendor_id = %(vendor)s AND kind = side.kind
            AND partner_id IS NULL AND side.partner_id IS NULL AND currency = side.currency
    ) a ON true
)
SELECT id FROM entry
"""

_REVERSE = """
WITH entry AS (
    INSERT INTO commissions_entry
        (vendor_id, kind, source_key, request_hash, leg_count, effective_on, reverses_id, membership_id, reason)
    SELECT vendor_id, 'reversal', %(key)s, %(hash)s, leg_count, %(effective_on)s, id, %(by)s, %(reason)s
    FROM commissions_entry WHERE vendor_id = %(vendor)s AND id = %(entry)s
    ON CONFLICT DO NOTHING
    RETURNING id
), leg AS (
    INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
    SELECT %(vendor)s, entry.id, o.position, o.account_id, o.partner_id, o.currency, -o.amount_minor
    FROM entry, commissions_leg o WHERE o.vendor_id = %(vendor)s AND o.entry_id = %(entry)s
)
SELECT id FROM entry
"""


def post_entry(
    *, kind: str, source_key: str, effective_on: date, sides: Sequence[Side], by: Actor | None = None, reason: str = ""
) -> Posting:
    """Post one balanced entry with all its legs in one statement.

    Raises Conflict where `source_key` has posted something else. A set of sides that does not balance is refused by the
    database (`entry_is_balanced`), as is any other breach of the ledger's law.
    """
    columns: dict[str, Any] = {
        "kinds": [side.kind.value for side in sides],
        "partners": [side.partner_id for side in sides],
        "currencies": [side.amount.currency for side in sides],
        "amounts": [side.amount.minor for side in sides],
    }
    wanted = _digest(describe_entry(kind=kind, effective_on=effective_on, sides=sides))
    with transaction.atomic(), connection.cursor() as cursor:
        vendor = current_vendor_id()
        cursor.execute(_OPEN_ACCOUNTS, {"vendor": vendor, **columns})
        cursor.execute(
            _POST,
            {
                "vendor": vendor, "kind": kind, "key": source_key, "hash": wanted, "legs": len(sides),
                "effective_on": effective_on, "by": by.membership_id if by else None, "reason": reason, **columns,
            },
        )  # fmt: skip
        posted = cursor.fetchone()
    return Posting(posted[0], replayed=False) if posted else _replay(source_key, wanted)


def reverse_entry(
    *, entry_id: int, effective_on: date, source_key: str = "", by: Actor | None = None, reason: str = ""
) -> Posting:
    """Take an entry back by a linked one that mirrors it. Raises Refusal where there is no such entry, Conflict where
    another key has reversed it: an entry is reversed once.
    """
    key = source_key or f"reversal:{entry_id}"
    wanted = _digest(f"reversal;{effective_on.isoformat()};{entry_id}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _REVERSE,
            {
                "vendor": current_vendor_id(), "entry": entry_id, "key": key, "hash": wanted,
                "effective_on": effective_on, "by": by.membership_id if by else None, "reason": reason,
            },
        )  # fmt: skip
        posted = cursor.fetchone()
    if posted:
        return Posting(posted[0], replayed=False)
    if Entry.objects.filter(source_key=key).exists():
        return _replay(key, wanted)
    if Entry.objects.filter(reverses_id=entry_id).exists():
        raise Conflict(_("This entry is reversed already."), code="entry_is_reversed_once")
    raise Refusal(_("There is no such entry."), field="entry")


def describe_entry(*, kind: str, effective_on: date, sides: Sequence[Side]) -> str:
    """The canonical content of a posting, whose SHA-256 is stored: runs build the same text in SQL."""
    legs = (f"{s.kind.value},{s.partner_id or ''},{s.amount.currency},{s.amount.minor}" for s in sides)
    return ";".join((kind, effective_on.isoformat(), *legs))


def _replay(source_key: str, wanted: bytes) -> Posting:
    entry = Entry.objects.only("id", "request_hash").get(source_key=source_key)
    if bytes(entry.request_hash) != wanted:
        raise Conflict(_("This key has posted something else."), code="entry_is_posted_once")
    return Posting(entry.pk, replayed=True)


def _digest(content: str) -> bytes:
    return hashlib.sha256(content.encode()).digest()
