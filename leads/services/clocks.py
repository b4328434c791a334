"""The clock of a lead: extended once by the manager, reminded of, and over at its instant (F-LEAD-04)."""

from datetime import datetime

from django.db import transaction

from leads.models import Lead
from leads.queries import is_protected_at
from leads.rules import Protection as Period
from leads.rules import Refusal as Reason
from leads.rules import extend_protection, refuse_extension
from leads.services.claims import holding_customer, lengthen_protection
from leads.services.letters import tell
from leads.services.moves import locked_lead, refuse_for, release_if_over, write_move
from leads.services.registration import ground_of, watch_clock
from leads.states import UNDECIDED, Assignment, LeadStatus
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.deadlines.models import Deadline


@transaction.atomic
def extend_lead(*, lead_id: int, by: Actor, at: datetime, reason: str = "") -> Lead:
    """Lengthen a lead's protection once, from its old end, by the guide's days. Raises Refusal."""
    lead = locked_lead(lead_id)
    refuse_for(refuse_extending(lead, at=at))
    assert lead.assigned_at is not None
    assert lead.protected_until is not None
    ground = ground_of(lead.program_id, at)
    old = Period(lead.assigned_at, lead.protected_until)
    new = extend_protection(old, days=ground.figures.extension_days.value)
    with holding_customer(program_id=lead.program_id, claim_key=lead.claim_key):
        lengthen_protection(lead, old_end=old.end, new_end=new.end)
        lead.protected_until, lead.extended = new.end, True
        lead.save(update_fields=["protected_until", "extended"])
    write_move(lead, "clock", before="", after="extended", by=by, at=at, reason=reason)
    watch_clock(lead, ground.figures)
    record(
        "lead.extended", by=by, subject=lead, partner_id=lead.partner_id, until=new.end, guide=ground.guide.version_id
    )
    return lead


def refuse_extending(lead: Lead, *, at: datetime) -> tuple[Reason, ...]:
    """What stands against an extension."""
    if lead.assignment in UNDECIDED:
        return (Reason.NOT_IN_PARTNERS_NAME,)
    if lead.assignment != Assignment.ASSIGNED or lead.assigned_at is None or lead.protected_until is None:
        return (Reason.NOT_PROTECTED,)
    period = Period(lead.assigned_at, lead.protected_until, extended=lead.extended)
    return refuse_extension(period, now=at, status=LeadStatus(lead.status))


def protection_is_over(deadline: Deadline, now: datetime) -> str:
    """What the deadline's job does at the end: release the lead, unless its period was lengthened meanwhile."""
    lead = Lead.objects.select_for_update(of=("self",)).filter(pk=deadline.subject_id).first()
    if lead is None or not release_if_over(lead, at=now):
        return "kept"
    tell(lead, "released", key=f"lead:{lead.pk}:released:{deadline.pk}")
    return "released"


def protection_ends_soon(deadline: Deadline, now: datetime) -> None:
    """What the deadline's job does before the end."""
    lead = Lead.objects.filter(pk=deadline.subject_id).first()
    if lead is not None and is_protected_at(lead, now) and lead.status not in (LeadStatus.WON, LeadStatus.LOST):
        tell(lead, "ending", key=f"lead:{lead.pk}:ending:{deadline.pk}:{deadline.due_at.isoformat()}")
