"""Putting a partner on hold by a confirmed match, and lifting it by two persons."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from compliance.models import Case, HitDecision, HoldGround, PartnerHold
from compliance.queries.holds import grounds_of, partners_meant, running_hold_of
from compliance.services.moves import locked_case
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.problems import Conflict, Refusal

LIFT = "compliance.lift_hold"


def hold_partners(case: Case, decisions: Sequence[HitDecision], *, by: Actor, at: datetime) -> list[PartnerHold]:
    """Hold every partner that rulings of a locked case are about, from this moment on; none where only strangers are meant."""
    partners = partners_meant(case, [one.hit.subject.digest for one in decisions])
    return [_hold(partner, case, decisions, by=by, at=at) for partner in sorted(partners)]


def _hold(partner_id: int, case: Case, decisions: Iterable[HitDecision], *, by: Actor, at: datetime) -> PartnerHold:
    """Further matches are grounds of the same hold: one at a time."""
    PartnerHold.objects.bulk_create([PartnerHold(partner_id=partner_id, placed_at=at)], ignore_conflicts=True)
    hold: PartnerHold = PartnerHold.objects.select_for_update(of=("self",)).get(partner_id=partner_id, lifted_at=None)
    HoldGround.objects.bulk_create(
        [HoldGround(hold=hold, case=case, decision=one, placed_by_id=by.membership_id) for one in decisions]
    )
    record("hold.placed", by=by, subject=hold, case=case.pk)
    return hold


@transaction.atomic
def ask_to_lift(*, case_id: int, reason: str, by: Actor, at: datetime) -> Approval:
    """Ask a second person to lift the hold of a case's partner. Raises Refusal without a reason, Conflict where there is none."""
    case = locked_case(case_id)
    hold = running_hold_of(case)
    if hold is None:
        raise Conflict(_("This partner is not held."))
    return _ask(hold, case, reason, by=by)


@transaction.atomic
def ask_to_lift_hold(*, hold_id: int, reason: str, by: Actor) -> Approval:
    """The same of a hold; it is asked in the name of the case that gave its first ground."""
    hold: PartnerHold = PartnerHold.objects.select_for_update(of=("self",)).get(pk=hold_id)
    if hold.lifted_at is not None:
        raise Conflict(_("This partner is not held."))
    return _ask(hold, grounds_of(hold)[0].case, reason, by=by)


def _ask(hold: PartnerHold, case: Case, reason: str, *, by: Actor) -> Approval:
    if not reason.strip():
        raise Refusal(_("Say why."), field="reason")
    return ask(
        LIFT, subject_id=hold.pk, by=by, detail={"case": case.pk, "company": case.company, "reason": reason.strip()}
    )


def lift_decided(approval: Approval, *, by: Actor) -> None:
    """What follows the second person's word: the partner may act again from this moment, or stays held."""
    hold: PartnerHold = PartnerHold.objects.select_for_update(of=("self",)).get(pk=approval.subject_id)
    if approval.state != Approval.State.APPROVED:
        return
    if hold.lifted_at is not None:
        raise Conflict(_("This partner is not held."))
    assert approval.decided_at is not None
    hold.lifted_at = approval.decided_at
    hold.save(update_fields=["lifted_at"])
    record("hold.lifted", by=by, subject=hold, approval=approval.pk)
