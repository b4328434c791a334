"""The one place that changes the state of a case: locks it, checks, writes down who, when, from, to, why and on what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from compliance.models import Case, CaseTransition
from compliance.states import CASE_STATES, CaseState
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.problems import Conflict


def locked_case(case_id: int) -> Case:
    """The case, held until the transaction ends. Raises Http404 where the scope sees none."""
    case: Case | None = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def move_case(
    case: Case,
    to: CaseState,
    *,
    by: Actor | None,
    at: datetime,
    reason: str = "",
    inputs: Mapping[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Move a locked case by the table. Raises Conflict where somebody was faster."""
    before = CaseState(case.state)
    if not CASE_STATES.can_move(before, to):
        raise Conflict(_("Somebody decided this case already."), code="decided-already")
    CaseTransition.objects.create(
        case=case,
        at=at,
        by_id=by.membership_id if by else None,
        before=before,
        after=to,
        reason=reason.strip(),
        inputs=dict(inputs or {}),
    )
    case.state = to
    for name, value in columns.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *columns])
    record("case.moved", by=by, subject=case, partner_id=case.partner_id, before=before, after=to)
