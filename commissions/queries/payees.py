"""Reads around payees: the account in force, what is missing before money may go out, what waits for finance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from commissions.models import Payee, PayeeDocument, PayoutMethod
from commissions.rules import BankLetter, Missing, PayeePapers, PayMethod, TaxForm, find_missing_papers
from partners.models import Partner
from portal.crypto import decrypt
from portal.tenancy.context import current_vendor_id

SEAL = {"table": "commissions_payoutmethod", "column": "account"}
#: What a partner without any payee lacks.
NOTHING_HANDED_IN = find_missing_papers(PayeePapers())

_READINESS = """
SELECT p.partner_id, p.currency, p.id, p.us_person, m.id, m.kind, coalesce(d.w9, false), coalesce(d.w8, false), d.signed, d.stamped
FROM commissions_payee p
LEFT JOIN commissions_payoutmethod m
    ON m.vendor_id = p.vendor_id AND m.payee_id = p.id AND m.period @> %(at)s::timestamptz
LEFT JOIN LATERAL (
    SELECT bool_or(x.kind = 'w9') AS w9, bool_or(x.kind = 'w8') AS w8,
           bool_or(x.signed) FILTER (WHERE x.method_id = m.id) AS signed,
           bool_or(x.stamped) FILTER (WHERE x.method_id = m.id) AS stamped
    FROM commissions_payeedocument x
    WHERE x.vendor_id = %(vendor)s AND x.payee_id = p.id AND x.confirmed_at <= %(at)s
      AND (x.withdrawn_at IS NULL OR x.withdrawn_at > %(at)s)
) d ON true
WHERE p.vendor_id = %(vendor)s AND p.is_default AND (%(partners)s::bigint[] IS NULL OR p.partner_id = ANY(%(partners)s::bigint[]))
ORDER BY p.partner_id, p.currency
"""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the payee of a partner in a currency may be paid: with `method_id`, once nothing is `missing` (F-PAY-01)."""

    partner_id: int
    currency: str
    payee_id: int
    method_id: int | None
    method_kind: str
    missing: tuple[Missing, ...]


def missing_documents(*, partner_ids: Collection[int] | None = None, at: datetime | None = None) -> list[Readiness]:
    """What each payee lacks at an instant, in one query for all partners asked for (None: every partner).

    A partner and currency that is not in the answer has no payee at all: NOTHING_HANDED_IN is missing.
    """
    partners = None if partner_ids is None else sorted(set(partner_ids))
    values: dict[str, Any] = {"vendor": current_vendor_id(), "at": at or timezone.now(), "partners": partners}
    with connection.cursor() as cursor:
        cursor.execute(_READINESS, values)
        return [_readiness(*row) for row in cursor.fetchall()]


def _readiness(
    partner_id: int, currency: str, payee_id: int, us_person: bool | None, method_id: int | None, kind: str | None,
    w9: bool, w8: bool, signed: bool | None, stamped: bool | None,
) -> Readiness:  # fmt: skip
    forms = {TaxForm.W9: w9, TaxForm.W8: w8}
    papers = PayeePapers(
        method=PayMethod(kind) if kind else None,
        paypal_id="confirmed" if kind == PayMethod.PAYPAL else "",
        bank_letter=BankLetter(signed=bool(signed), stamped=bool(stamped)) if signed is not None else None,
        us_person=us_person,
        tax_forms=frozenset(form for form, there in forms.items() if there),
    )
    return Readiness(partner_id, currency, payee_id, method_id, kind or "", find_missing_papers(papers))


def payees_seen() -> "QuerySet[Payee]":
    """Payees that the scope may see: the vendor's, or the partner's own."""
    payees: QuerySet[Payee] = Payee.objects.order_by("currency", "pk")
    return payees


def own_partner(partner_id: int | None) -> Partner:
    """The partner that acts."""
    partner: Partner = Partner.objects.get(pk=partner_id)
    return partner


def methods_seen() -> "QuerySet[PayoutMethod]":
    """Accounts that the scope may see."""
    methods: QuerySet[PayoutMethod] = PayoutMethod.objects.select_related("payee", "partner")
    return methods


def papers_seen() -> "QuerySet[PayeeDocument]":
    """Papers that the scope may see, the newest first."""
    papers: QuerySet[Any] = PayeeDocument.objects.select_related("payee", "partner", "file", "method")
    return papers.order_by("-pk")


def method_in_force(payee: Payee, *, at: datetime | None = None) -> PayoutMethod | None:
    """The account that money goes to at an instant."""
    method: PayoutMethod | None = PayoutMethod.objects.filter(
        payee=payee, period__contains=at or timezone.now()
    ).first()
    return method


def newest_confirmed(payee: Payee) -> PayoutMethod | None:
    """The account that was confirmed last, in force or still in its cool-down."""
    confirmed = PayoutMethod.objects.filter(payee=payee, confirmed_at__isnull=False, period__isnull=False)
    method: PayoutMethod | None = confirmed.order_by("-period").first()
    return method


def method_waiting(payee: Payee) -> PayoutMethod | None:
    """The account that waits for confirmation."""
    method: PayoutMethod | None = PayoutMethod.objects.filter(payee=payee, confirmed_at=None, refused_at=None).first()
    return method


def method_for_letter(payee: Payee) -> PayoutMethod | None:
    """The bank account that a letter handed in now speaks of."""
    newest = PayoutMethod.objects.filter(payee=payee, kind=PayoutMethod.Kind.BANK, refused_at=None).order_by("-pk")
    method: PayoutMethod | None = newest.first()
    return method


def account_of(method: PayoutMethod) -> str:
    """The account in the clear, for a payout file or for whoever compares it with a letter. Raises SealBroken."""
    return decrypt(method.account, vendor_id=current_vendor_id(), row_id=method.pk, **SEAL)


def waiting_methods() -> "QuerySet[PayoutMethod]":
    """Accounts that wait for confirmation, the oldest first."""
    waiting: QuerySet[Any] = PayoutMethod.objects.filter(confirmed_at=None, refused_at=None)
    return waiting.select_related("payee", "partner").order_by("pk")


def waiting_papers() -> "QuerySet[PayeeDocument]":
    """Papers that nobody confirmed yet, the oldest first."""
    waiting: QuerySet[Any] = PayeeDocument.objects.filter(confirmed_at=None, withdrawn_at=None)
    return waiting.select_related("payee", "partner", "file").order_by("pk")
