"""The end of a lead: won as a deal, or lost; and the end of a deal that the customer cancelled."""

from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from leads.models import Deal, Lead
from leads.queries import is_protected_at
from leads.rules import Refusal as Reason
from leads.services.moves import locked_lead, refuse_for, set_status, write_move
from leads.services.registration import PROTECTION, ground_of
from leads.states import LeadStatus
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.clock import legal_date
from portal.deadlines.services import close_deadline
from portal.problems import Conflict, Refusal


@transaction.atomic
def close_as_won(
    *,
    lead_id: int,
    reference: str,
    closed_on: date,
    by: Actor,
    at: datetime,
    value_minor: int | None = None,
    currency: str = "",
    reason: str = "",
) -> Deal:
    """Make a deal of an opportunity. It copies the lead's source, which decides the clock of its commission (F-CXL-02).

    `closed_on` is a legal date of the program, between registration and today. Raises Refusal for a lead that is not a
    protected opportunity or a wrong day, Conflict for a reference that another deal has.
    """
    lead = locked_lead(lead_id)
    if lead.status == LeadStatus.OPPORTUNITY and not is_protected_at(lead, at):
        refuse_for((Reason.NOT_PROTECTED,))
    zone = ground_of(lead.program_id, at).guide.zone
    if not legal_date(lead.registered_at, zone=zone) <= closed_on <= legal_date(at, zone=zone):
        raise Refusal(_("Choose a day between the registration and today."), field="closed_on")
    if Deal.objects.filter(reference=reference).exists():
        raise Conflict(_("Another deal has this reference."), field="reference")
    set_status(lead, LeadStatus.WON, by=by, at=at, reason=reason)
    deal: Deal = Deal.objects.create(
        lead=lead,
        partner_id=lead.partner_id,
        program_id=lead.program_id,
        source=lead.source,
        reference=reference,
        closed_on=closed_on,
        value_minor=value_minor,
        currency=currency if value_minor is not None else "",
        closed_by_id=by.membership_id,
    )
    close_deadline(PROTECTION, lead.pk, "won")
    record("lead.won", by=by, subject=lead, partner_id=lead.partner_id, deal=deal.pk, closed_on=closed_on)
    return deal


@transaction.atomic
def close_as_lost(*, lead_id: int, by: Actor, at: datetime, reason: str) -> Lead:
    """Close an opportunity without a deal; why is kept."""
    lead = locked_lead(lead_id)
    if not reason.strip():
        raise Refusal(_("Say why it was lost: the partner will read it."), field="reason")
    set_status(lead, LeadStatus.LOST, by=by, at=at, reason=reason)
    close_deadline(PROTECTION, lead.pk, "lost")
    record("lead.lost", by=by, subject=lead, partner_id=lead.partner_id)
    return lead


@transaction.atomic
def cancel_deal(*, deal_id: int, cancelled_on: date, by: Actor | None, at: datetime, reason: str) -> Deal:
    """Say that the customer cancelled, on a day between the close and today (F-CXL-01 counts from the close).

    `by` is None where a file of sales says it. Raises Conflict for a deal that is cancelled already.
    """
    deal: Deal | None = Deal.objects.select_for_update(of=("self",)).filter(pk=deal_id).first()
    if deal is None:
        raise Http404
    if deal.state != Deal.State.WON:
        raise Conflict(_("This deal was cancelled already."))
    zone = ground_of(deal.program_id, at).guide.zone
    if not deal.closed_on <= cancelled_on <= legal_date(at, zone=zone):
        raise Refusal(_("Choose a day between the close and today."), field="cancelled_on")
    if not reason.strip():
        raise Refusal(_("Say why it was cancelled."), field="reason")
    lead = locked_lead(deal.lead_id)
    write_move(lead, "deal", before=deal.state, after=Deal.State.CANCELLED, by=by, at=at, reason=reason)
    deal.state, deal.cancelled_on = Deal.State.CANCELLED, cancelled_on
    deal.save(update_fields=["state", "cancelled_on"])
    record("deal.cancelled", by=by, subject=deal, partner_id=deal.partner_id, cancelled_on=cancelled_on)
    return deal
