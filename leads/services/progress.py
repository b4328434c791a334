"""What happens to a lead while it is worked on: a demo, and the correction of wrong data."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.queries import is_protected_at
from leads.rules import Outcome
from leads.rules import Refusal as Reason
from leads.services.claims import holding_customer, judge_claim, protect
from leads.services.moves import locked_lead, refuse_for, set_status, write_move
from leads.services.registration import Customer, columns_of, ground_of, refuse_taken
from leads.states import Capability, Delivery, LeadStatus, permits
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.clock import legal_date
from portal.problems import Refusal


@transaction.atomic
def record_demo(*, lead_id: int, done_on: date, by: Actor, at: datetime) -> Lead:
    """Write down the day of the demo that an opportunity needs (F-LEAD-03). Raises Refusal."""
    lead = locked_lead(lead_id)
    if not permits(LeadStatus(lead.status), Capability.RECORD_DEMO):
        refuse_for((Reason.STATUS_FORBIDS,))
    zone = ground_of(lead.program_id, at).guide.zone
    if not legal_date(lead.registered_at, zone=zone) <= done_on <= legal_date(at, zone=zone):
        raise Refusal(_("Choose a day between the registration and today."), field="done_on")
    write_move(lead, "demo", before="", after="done", by=by, at=at)
    lead.demo_done_on = done_on
    lead.save(update_fields=["demo_done_on"])
    record("lead.demo", by=by, subject=lead, partner_id=lead.partner_id, done_on=done_on)
    return lead


@transaction.atomic
def name_delivery(*, lead_id: int, delivery: Delivery, by: Actor, at: datetime, helper: str = "") -> Lead:
    """Say who deploys and supports the project: the partner, the vendor's services, or another partner by name (G-GEN-03).

    The same answer again is no move. Raises Refusal for a lead that is no project yet or no more, and where a helper is missing or
    names nobody.
    """
    lead, helper = locked_lead(lead_id), helper.strip()
    if not permits(LeadStatus(lead.status), Capability.NAME_DELIVERY):
        refuse_for((Reason.STATUS_FORBIDS,))
    if (delivery is Delivery.PARTNER) != bool(helper):
        wrong = _("Leave this empty, or choose another partner above.") if helper else _("Say which partner helps.")
        raise Refusal(wrong, field="helper")
    if (lead.delivery, lead.helper) == (delivery, helper):
        return lead
    write_move(lead, "delivery", before=lead.delivery, after=delivery, by=by, at=at, reason=helper)
    lead.delivery, lead.helper = delivery, helper
    lead.save(update_fields=["delivery", "helper"])
    record("lead.delivery", by=by, subject=lead, partner_id=lead.partner_id, delivery=delivery, helper=helper)
    return lead


@transaction.atomic
def correct_lead(*, lead_id: int, customer: Customer, by: Actor, at: datetime) -> Lead:
    """Correct an invalid lead: it is new again, for what is left of its period (F-LEAD-03).

    Raises Refusal for a lead that is not invalid or whose period is over, Conflict where a rival holds the customer now.
    """
    lead = locked_lead(lead_id)
    if lead.status != LeadStatus.INVALID:
        refuse_for((Reason.STATUS_FORBIDS,))
    if not is_protected_at(lead, at):
        refuse_for((Reason.NOT_PROTECTED,))
    assert lead.protected_until is not None
    columns = columns_of(customer)
    with holding_customer(program_id=lead.program_id, claim_key=columns["claim_key"]):
        outcome, earlier = judge_claim(
            program_id=lead.program_id,
            claim_key=columns["claim_key"],
            partner_id=lead.partner_id,
            source=lead.source,
            now=at,
            without=lead.pk,
        )
        if outcome is not Outcome.REREGISTRATION:
            refuse_taken(outcome, earlier, at=at)
        for name, value in columns.items():
            setattr(lead, name, value)
        lead.save(update_fields=list(columns))
        protect(lead, start=at, end=lead.protected_until)
        set_status(lead, LeadStatus.NEW, by=by, at=at)
    return lead
