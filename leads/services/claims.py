"""Who holds a customer. The one place where a partner's request looks at rivals: it steps up to staff, holds the customer
while it decides, and hands back a decision, never whose the customer is (F-LEAD-07)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from leads.models import Lead, Protection
from leads.rules import Claim, Outcome, decide_registration
from leads.rules import Protection as Period
from leads.states import LeadSource, LeadStatus
from portal.problems import Conflict
from portal.tenancy import Role, acting_as, current_vendor_id

TAKEN = _("This customer is protected for another partner at the moment; nothing was registered.")
_PROTECT = """
INSERT INTO leads_protection (vendor_id, lead_id, partner_id, program_id, claim_key, period)
VALUES (%s, %s, %s, %s, %s, tstzrange(%s, %s))
ON CONFLICT DO NOTHING RETURNING id
"""


@contextmanager
def holding_customer(*, program_id: int, claim_key: str) -> Iterator[None]:
    """Act as staff, alone with this customer until the transaction ends: two registrations come one after the other."""
    vendor = current_vendor_id()
    with acting_as(Role.STAFF, vendor=vendor):
        with connection.cursor() as cursor:
            name = f"claim:{vendor}:{program_id}:{claim_key}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        yield


def judge_claim(
    *, program_id: int, claim_key: str, partner_id: int, source: str, now: datetime, without: int | None = None
) -> tuple[Outcome, int | None]:
    """What becomes of a registration, and the earlier lead behind that where it is the partner's own. Inside the hold.

    `without` leaves one lead out: the one that is being decided.
    """
    claims = [claim for claim in _claims_on(program_id, claim_key) if claim.lead != without]
    decision = decide_registration(partner=partner_id, source=LeadSource(source), now=now, claims=claims)
    earlier = decision.because_of
    return decision.outcome, earlier.lead if earlier and earlier.partner == partner_id else None


def _claims_on(program_id: int, claim_key: str) -> list[Claim]:
    found = Protection.objects.filter(program_id=program_id, claim_key=claim_key).select_related("lead")
    return [
        Claim(row.lead_id, row.partner_id, LeadStatus(row.lead.status), Period(row.period.lower, row.period.upper))
        for row in found
    ]


def protect(lead: Lead, *, start: datetime, end: datetime) -> None:
    """Hold the lead's customer for its partner. Inside the hold. Raises Conflict where somebody holds it in that time."""
    values: list[Any] = [current_vendor_id(), lead.pk, lead.partner_id, lead.program_id, lead.claim_key, start, end]
    with connection.cursor() as cursor:
        cursor.execute(_PROTECT, values)
        if cursor.fetchone() is None:
            raise Conflict(TAKEN, code="customer-taken")


def end_protection(lead: Lead, *, at: datetime) -> None:
    """Let the customer go from `at` on: the lead is no registration of a real customer, or a fresh period begins."""
    for row in Protection.objects.filter(lead=lead, period__endswith__gt=at):
        end = max(at, row.period.lower + timedelta(microseconds=1))
        Protection.objects.filter(pk=row.pk).update(period=DateTimeTZRange(row.period.lower, end))


def lengthen_protection(lead: Lead, *, old_end: datetime, new_end: datetime) -> None:
    """Hold the customer until `new_end`. Inside the hold, so nobody can have come in between."""
    for row in Protection.objects.filter(lead=lead, period__endswith=old_end):
        Protection.objects.filter(pk=row.pk).update(period=DateTimeTZRange(row.period.lower, new_end))
