"""Asking for a decision, taking it, withdrawing the question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.approvals.kinds import KINDS
from portal.approvals.models import Approval
from portal.audit.services import record
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as, current_scope


def ask(
    kind: str,
    *,
    subject_id: int,
    by: Actor | None,
    partner_id: int | None = None,
    decide_by: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Approval:
    """Ask for a decision about one subject. Raises Conflict where one waits already."""
    known = KINDS.get(kind)
    scope = current_scope()
    asked = Approval(
        kind=known.key,
        subject_id=subject_id,
        partner_id=partner_id if partner_id is not None else (scope.partner if scope else None),
        asked_by_id=by.membership_id if by else None,
        decide_by=decide_by,
        detail=dict(detail or {}),
        four_eyes=known.four_eyes,
    )
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as error:
        if "approval_is_asked_once" in str(error):
            raise Conflict(_("This waits for a decision already.")) from None
        raise
    record("approval.asked", by=by, subject=asked, partner_id=asked.partner_id, approval_kind=kind, about=subject_id)
    return asked


@transaction.atomic
def decide(approval: Approval, *, approve: bool, by: Actor, reason: str, at: datetime) -> Approval:
    """Decide, and let the kind do what follows, in one transaction.

    Raises PermissionDenied without the kind's right, Refusal for the one who asked where four eyes are needed and for a
    refusal without a reason, Conflict where somebody decided meanwhile.
    """
    kind = KINDS.get(approval.kind)
    if not by.may(kind.right):
        raise PermissionDenied(kind.right)
    approval = _locked(approval)
    if approval.four_eyes and _is_same_person(approval, by):
        raise Refusal(_("Whoever asked cannot decide: a second person has to."), code="four-eyes")
    if not approve and not reason.strip():
        raise Refusal(_("Say why: whoever asked will read it."), field="reason")
    approval.state = Approval.State.APPROVED if approve else Approval.State.REFUSED
    approval.decided_by_id, approval.decided_at, approval.reason = by.membership_id, at, reason.strip()
    approval.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    verb = "approval.approved" if approve else "approval.refused"
    record(
        verb, by=by, subject=approval, partner_id=approval.partner_id, approval_kind=kind.key, about=approval.subject_id
    )
    kind.decided(approval, by=by)
    return approval


@transaction.atomic
def withdraw(approval: Approval, *, by: Actor | None, at: datetime) -> Approval:
    """Take the question back; who may is asked before. Raises Conflict where it was decided."""
    approval = _locked(approval)
    approval.state, approval.decided_at = Approval.State.WITHDRAWN, at
    approval.save(update_fields=["state", "decided_at"])
    if follows := KINDS.get(approval.kind).withdrawn:
        follows(approval, by=by)
    record("approval.withdrawn", by=by, subject=approval, partner_id=approval.partner_id, about=approval.subject_id)
    return approval


def withdraw_own(approval: Approval, *, by: Actor, at: datetime) -> Approval:
    """Take one's own question back, or as a partner's admin that of one's company, while nobody has decided.

    Raises PermissionDenied for everybody else, Refusal where the kind lets nobody, Conflict where somebody decided meanwhile.
    """
    if not by.may("approvals.withdraw") or not _is_own(approval, by):
        raise PermissionDenied("approvals.withdraw")
    if KINDS.get(approval.kind).withdrawn is None:
        raise Refusal(_("This is not taken back here: see what it is about."), code="not-withdrawable")
    # A partner reads its questions and changes none of their rows.
    with acting_as(Role.STAFF, vendor=by.vendor_id):
        return withdraw(approval, by=by, at=at)


def _is_own(approval: Approval, by: Actor) -> bool:
    if by.is_staff:
        return _is_same_person(approval, by)
    own = Membership.objects.filter(pk=approval.asked_by_id, partner_id=by.partner_id)
    return bool(own.exists())


def _locked(approval: Approval) -> Approval:
    fresh: Approval = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    if fresh.state != Approval.State.OPEN:
        if fresh.state == Approval.State.WITHDRAWN:
            raise Conflict(_("Whoever asked took this back meanwhile."), code="withdrawn")
        raise Conflict(_("Somebody decided this already: %(state)s.") % {"state": fresh.get_state_display()})
    return fresh


def _is_same_person(approval: Approval, by: Actor) -> bool:
    """The same membership, or an earlier one of the same person."""
    if approval.asked_by_id is None:
        return False
    asked_by = Membership.objects.filter(pk=approval.asked_by_id).values_list("user_id", flat=True).first()
    return approval.asked_by_id == by.membership_id or asked_by == by.user_id
