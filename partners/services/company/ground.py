"""What every change of a company shares: one at a time, on a day up to today, told to whoever listens."""

from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from partners.events import tell_company_change
from partners.models import CompanyFact, Partner, PartnerExecutive, PartnerOwner
from partners.queries.people import vendor_today
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.problems import Conflict, Refusal

FIRST_DAY = date(1970, 1, 1)


def locked_company(partner_id: int) -> Partner:
    """One change of a company at a time, so that two together cannot pass the whole."""
    partner: Partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner_id)
    return partner


def refuse_ended(partner: Partner) -> None:
    """Raise Conflict for a company whose partnership is over."""
    if partner.state == Partner.State.TERMINATED:
        raise Conflict(_("This partnership is over."))


def refuse_day(day: date, *, at: datetime, field: str) -> None:
    """Raise Refusal for a day that cannot be, and for one that is still to come."""
    if not FIRST_DAY <= day <= vendor_today(at):
        raise Refusal(_("Choose a day up to today."), field=field)


def end_row(row: PartnerOwner | PartnerExecutive | CompanyFact, upper: date) -> None:
    """Let a row end: `upper` is the first day after it."""
    row.period = DateRange(row.period.lower, upper)
    row.save(update_fields=["period"])


def tell(kind: str, partner_id: int, *, by: Actor, at: datetime, **detail: Any) -> None:
    """Write it into the trail, and tell who listens. Rows are named by id: names stay where they can be erased."""
    record(kind, by=by, subject=Partner(pk=partner_id), partner_id=partner_id, **detail)
    tell_company_change(partner_id, by=by, at=at)
