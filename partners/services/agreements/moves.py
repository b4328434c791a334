"""The one place that changes the state of an agreement: locks it, checks, writes down who, when, from, to and why."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from partners.agreement_states import AGREEMENT_STATES, AgreementState
from partners.models import AgreementMove, SignedAgreement
from partners.services.standing import follow_agreement
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.problems import Conflict


def locked_agreement(agreement_id: int) -> SignedAgreement:
    """The agreement, held until the transaction ends. Raises Http404 where the scope sees none."""
    found: SignedAgreement | None = (
        SignedAgreement.objects.select_for_update(of=("self",))
        .select_related("text", "program", "partner")
        .filter(pk=agreement_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def move_agreement(
    agreement: SignedAgreement,
    to: AgreementState,
    *,
    by: Actor | None,
    at: datetime,
    reason: str = "",
    **columns: Any,
) -> None:
    """Move a locked agreement by the table, with the columns that change beside it. Raises Conflict where there is no such move."""
    before = AgreementState(agreement.state)
    if not AGREEMENT_STATES.can_move(before, to):
        raise Conflict(_("Somebody was faster: %(state)s.") % {"state": agreement.get_state_display()})
    write_move(agreement, before=before, after=to, by=by, at=at, reason=reason)
    agreement.state = to
    for name, value in columns.items():
        setattr(agreement, name, value)
    agreement.save(update_fields=["state", *columns])
    record("agreement.moved", by=by, subject=agreement, partner_id=agreement.partner_id, before=before, after=to)
    follow_agreement(agreement, by=by, at=at)


def write_move(
    agreement: SignedAgreement, *, before: str, after: str, by: Actor | None, at: datetime, reason: str = ""
) -> None:
    """One append-only row of the timeline."""
    AgreementMove.objects.create(
        agreement=agreement,
        partner_id=agreement.partner_id,
        before=before,
        after=after,
        by_id=by.membership_id if by else None,
        at=at,
        reason=reason.strip(),
    )
