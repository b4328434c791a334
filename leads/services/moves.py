"""The one place that changes the state of a lead: locks it, checks, writes down who, when, from, to and why."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext

from leads.models import Lead, LeadMove
from leads.queries import assignment_at
from leads.rules import REFUSAL_MESSAGES, refuse_move
from leads.rules import Refusal as Reason
from leads.services.claims import end_protection
from leads.states import ASSIGNMENT_STATES, Assignment, LeadStatus
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.problems import Conflict, Refusal


def locked_lead(lead_id: int) -> Lead:
    """The lead, held until the transaction ends. Raises Http404 where the scope sees none."""
    lead: Lead | None = Lead.objects.select_for_update(of=("self",)).filter(pk=lead_id).first()
    if lead is None:
        raise Http404
    return lead


def refuse_for(reasons: tuple[Reason, ...], *, field: str = "") -> None:
    """Raise a Refusal in the words of the first reason, if there is one."""
    if reasons:
        raise Refusal(gettext(REFUSAL_MESSAGES[reasons[0]]), field=field, code=str(reasons[0]).replace("_", "-"))


@transaction.atomic
def move_lead(*, lead_id: int, to: LeadStatus, by: Actor, at: datetime, reason: str = "") -> Lead:
    """Move a lead's status by the table (F-LEAD-03). Raises Refusal where the table or the demo stands against it.

    An invalid lead lets its customer go; `correct_lead` takes it up again. Won and lost come with closing.
    """
    lead = locked_lead(lead_id)
    if to in (LeadStatus.WON, LeadStatus.LOST) or (lead.status == LeadStatus.INVALID):
        refuse_for((Reason.MOVE_NOT_ALLOWED,), field="status")
    set_status(lead, to, by=by, at=at, reason=reason)
    if to is LeadStatus.INVALID:
        end_protection(lead, at=at)
    return lead


def set_status(lead: Lead, to: LeadStatus, *, by: Actor | None, at: datetime, reason: str = "") -> None:
    """Change the status of a locked lead, for the services of this app. Raises Refusal."""
    before = LeadStatus(lead.status)
    refuse_for(
        refuse_move(
            status=before,
            to=to,
            assignment=Assignment(lead.assignment),
            demo_done=lead.demo_done_on is not None,
        ),
        field="status",
    )
    write_move(lead, "status", before=before, after=to, by=by, at=at, reason=reason)
    lead.status = to
    lead.save(update_fields=["status"])
    record("lead.moved", by=by, subject=lead, partner_id=lead.partner_id, before=before, after=to)


def set_assignment(
    lead: Lead, to: Assignment, *, by: Actor | None, at: datetime, reason: str = "", **clock: Any
) -> None:
    """Change the assignment of a locked lead and what hangs on it. Raises Conflict where the table forbids it."""
    before = Assignment(lead.assignment)
    if not ASSIGNMENT_STATES.can_move(before, to):
        raise Conflict(gettext("Somebody decided this already."))
    write_move(lead, "assignment", before=before, after=to, by=by, at=at, reason=reason)
    lead.assignment = to
    lead.owner_id = lead.partner_id if to is Assignment.ASSIGNED else None
    for name, value in clock.items():
        setattr(lead, name, value)
    lead.save(update_fields=["assignment", "owner", *clock])


def write_move(
    lead: Lead, field: str, *, before: str, after: str, by: Actor | None, at: datetime, reason: str = ""
) -> None:
    """One append-only row of the timeline."""
    LeadMove.objects.create(
        lead=lead,
        partner_id=lead.partner_id,
        at=at,
        by_id=by.membership_id if by else None,
        field=field,
        before=before,
        after=after,
        reason=reason.strip(),
    )


@transaction.atomic
def release_if_over(lead: Lead, *, at: datetime) -> bool:
    """Say of a locked lead what its period says already. False where it is not over, or was closed."""
    if lead.assignment != Assignment.ASSIGNED or assignment_at(lead, at) is not Assignment.RELEASED:
        return False
    assert lead.protected_until is not None
    set_assignment(lead, Assignment.RELEASED, by=None, at=lead.protected_until)
    record("lead.released", subject=lead, partner_id=lead.partner_id)
    return True
