"""What a manager decides: outbound leads (F-LEAD-05) and registrations of a customer again (F-LEAD-06)."""

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.queries import is_protected_at
from leads.rules import Outcome, begin_protection, refuse_reregistration
from leads.rules import Protection as Period
from leads.rules import Refusal as Reason
from leads.services.claims import end_protection, holding_customer, judge_claim, protect
from leads.services.letters import tell
from leads.services.moves import locked_lead, refuse_for, release_if_over, set_assignment, write_move
from leads.services.registration import OUTBOUND, REREGISTRATION, ground_of, shown_to_decider, watch_clock
from leads.states import Assignment, LeadStatus
from partners.holds import refuse_while_held
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask, decide
from portal.audit.services import record
from portal.problems import Conflict


def waiting_approval(lead: Lead) -> Approval | None:
    """What the lead waits for, if anything."""
    approval: Approval | None = Approval.objects.filter(
        kind__in=(OUTBOUND, REREGISTRATION), subject_id=lead.pk, state=Approval.State.OPEN
    ).first()
    return approval


@transaction.atomic
def decide_lead(*, lead_id: int, approve: bool, by: Actor, at: datetime, reason: str = "") -> Lead:
    """Approve or refuse what a lead waits for. Raises Conflict where it waits for nothing (any more)."""
    lead: Lead | None = Lead.objects.filter(pk=lead_id).first()
    if lead is None:
        raise Http404
    approval = waiting_approval(lead)
    if approval is None:
        raise Conflict(_("This lead waits for no decision."))
    decide(approval, approve=approve, by=by, reason=reason, at=at)
    lead.refresh_from_db()
    return lead


def lead_decided(approval: Approval, *, by: Actor) -> None:
    """What follows a decision, in its transaction: the lead is in the partner's name for a fresh period, or declined.

    Raises Conflict where the customer is another partner's meanwhile, or the partner is held; then nothing was decided.
    """
    lead = locked_lead(approval.subject_id)
    at = approval.decided_at
    assert at is not None
    if approval.state != Approval.State.APPROVED:
        _decline(lead, by=by, at=at, reason=approval.reason)
        return
    refuse_while_held(lead.partner_id, at)
    with holding_customer(program_id=lead.program_id, claim_key=lead.claim_key):
        outcome, _own = judge_claim(
            program_id=lead.program_id,
            claim_key=lead.claim_key,
            partner_id=lead.partner_id,
            source=lead.source,
            now=at,
            without=lead.pk,
        )
        if outcome in (Outcome.CONFLICT, Outcome.DUPLICATE):
            raise Conflict(_("Another lead is protected for this customer now; refuse this one, or wait for its end."))
        _assign(lead, by=by, at=at, reason=approval.reason)
    record("lead.approved", by=by, subject=lead, partner_id=lead.partner_id, approval=approval.pk)
    tell(lead, "approved", key=f"lead:{lead.pk}:approved:{approval.pk}")


def _assign(lead: Lead, *, by: Actor, at: datetime, reason: str) -> None:
    """A fresh period from `at`; what was left of an old one ends there."""
    ground = ground_of(lead.program_id, at)
    period = begin_protection(start=at, days=ground.figures.protection_days.value)
    clock = {
        "assigned_at": period.start,
        "protected_until": period.end,
        "extended": False,
        "guide_version_id": ground.guide.version_id,
    }
    release_if_over(lead, at=at)
    if lead.assignment == Assignment.ASSIGNED:
        end_protection(lead, at=at)
        write_move(lead, "assignment", before=lead.assignment, after=lead.assignment, by=by, at=at, reason=reason)
        for name, value in clock.items():
            setattr(lead, name, value)
        lead.save(update_fields=["assigned_at", "protected_until", "extended", "guide_version"])
    else:
        set_assignment(lead, Assignment.ASSIGNED, by=by, at=at, reason=reason, **clock)
    protect(lead, start=period.start, end=period.end)
    watch_clock(lead, ground.figures)


def _decline(lead: Lead, *, by: Actor, at: datetime, reason: str) -> None:
    """A new registration is declined; a lead that was there before stays as it was."""
    if lead.assignment == Assignment.PENDING:
        set_assignment(lead, Assignment.DECLINED, by=by, at=at, reason=reason)
    record("lead.declined", by=by, subject=lead, partner_id=lead.partner_id)
    tell(lead, "declined", key=f"lead:{lead.pk}:declined:{at.isoformat()}", reason=reason)


@transaction.atomic
def ask_reregistration(*, lead_id: int, by: Actor, at: datetime, reason: str = "") -> Approval:
    """Ask the manager for a fresh period of a lead that is inactive or released (F-LEAD-06). Raises Refusal, Conflict."""
    lead = locked_lead(lead_id)
    refuse_while_held(lead.partner_id, at)
    refuse_for(refuse_asking_again(lead, at=at))
    approval = ask(REREGISTRATION, subject_id=lead.pk, by=by, partner_id=lead.partner_id, detail=shown_to_decider(lead))
    write_move(lead, "asked", before="", after="reregistration", by=by, at=at, reason=reason)
    record("lead.asked_again", by=by, subject=lead, partner_id=lead.partner_id)
    return approval


def refuse_asking_again(lead: Lead, *, at: datetime) -> tuple[Reason, ...]:
    """What stands against a fresh period. A lead that was decided, closed or invalid is registered as a new one."""
    closed = lead.status in (LeadStatus.WON, LeadStatus.LOST, LeadStatus.INVALID)
    if closed or lead.assigned_at is None or lead.protected_until is None:
        return (Reason.STATUS_FORBIDS,)
    period = Period(
        lead.assigned_at, lead.protected_until if is_protected_at(lead, at) else min(lead.protected_until, at)
    )
    return refuse_reregistration(status=LeadStatus(lead.status), protection=period, now=at, approved_by_manager=True)
