"""What happens to payments in the ledger: on the way, paid, back. Many at once, each once (the key carries the attempt)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from commissions.models import Account
from portal.tenancy.context import current_vendor_id


@dataclass(frozen=True, slots=True)
class Booking:
    """One kind of event: which account is debited and which credited."""

    kind: str
    debit: Account.Kind
    credit: Account.Kind


SENT = Booking("sent", Account.Kind.PAYABLE, Account.Kind.CLEARING)
PAID = Booking("paid", Account.Kind.CLEARING, Account.Kind.CASH)
RETURNED_ON_THE_WAY = Booking("returned", Account.Kind.CLEARING, Account.Kind.PAYABLE)
RETURNED_AFTER_PAID = Booking("returned", Account.Kind.CASH, Account.Kind.PAYABLE)

_OPEN_ACCOUNTS = """
INSERT INTO commissions_account (vendor_id, kind, partner_id, currency)
SELECT DISTINCT %(vendor)s, side.kind, CASE WHEN side.kind = 'payable' THEN p.partner_id END, p.currency
FROM commissions_payout p CROSS JOIN (VALUES (1, %(debit)s, 1), (2, %(credit)s, -1)) AS side (position, kind, sign)
WHERE p.vendor_id = %(vendor)s AND p.id = ANY(%(ids)s)
ORDER BY 2, 3, 4
ON CONFLICT DO NOTHING
"""

_BOOK = """
WITH p AS MATERIALIZED (
    SELECT id, partner_id, reference, attempt, currency, amount_minor, nextval('commissions_entry_id_seq') AS entry_id
    FROM commissions_payout WHERE vendor_id = %(vendor)s AND id = ANY(%(ids)s)
), entry AS (
    INSERT INTO commissions_entry (id, vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason)
    SELECT entry_id, %(vendor)s, %(kind)s, concat(%(kind)s::text, ':', reference, ':', attempt),
           sha256(convert_to(
               concat(%(kind)s::text, ';', %(on)s::text, ';', %(debit)s::text, ';', currency, ',', amount_minor), 'UTF8')),
           2, %(on)s, ''
    FROM p
)
INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
SELECT %(vendor)s, p.entry_id, side.position, a.id, a.partner_id, p.currency, side.sign * p.amount_minor
FROM p CROSS JOIN (VALUES (1, %(debit)s, 1), (2, %(credit)s, -1)) AS side (position, kind, sign)
JOIN LATERAL (
    SELECT id, partner_id FROM commissions_account WHERE vendor_id = %(vendor)s AND kind = side.kind
        AND partner_id = p.partner_id AND side.kind = 'payable' AND currency = p.currency
    UNION ALL
    SELECT id, partner_id FROM commissions_account WHERE vendor_id = %(vendor)s AND kind = side.kind
        AND partner_id IS NULL AND side.kind <> 'payable' AND currency = p.currency
) a ON true
"""


def book_payouts(ids: Sequence[int], booking: Booking, *, on: date) -> None:
    """One entry for each payout, at its present attempt."""
    if not ids:
        return
    values: dict[str, Any] = {
        "vendor": current_vendor_id(), "ids": list(ids), "kind": booking.kind, "on": on,
        "debit": booking.debit.value, "credit": booking.credit.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_ACCOUNTS, values)
        cursor.execute(_BOOK, values)
