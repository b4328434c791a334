"""The one place that changes the state of an application: locks it, checks, writes down who, when, from, to and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from partners.models import Admission, Application, ApplicationTransition, SignedAgreement
from partners.states import APPLICATION_STATES, ApplicationState
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.problems import Conflict


def locked_application(application_id: int) -> Application:
    """The application, held until the transaction ends. Raises Http404 where the scope sees none."""
    found: Application | None = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if found is None:
        raise Http404
    return found


def lock_way_in(application_id: int) -> None:
    """Hold what was or is to be signed and the admission before the application."""
    lock_admissions(Admission.objects.filter(application_id=application_id, activated_at=None, closed_at=None))


def lock_admissions(admissions: QuerySet[Admission]) -> None:
    """Hold them after their agreements, newer versions first: in the order in which a signature takes them."""
    signed = Q(admission__in=admissions) | Q(replaces__admission__in=admissions)
    list(SignedAgreement.objects.select_for_update(of=("self",)).filter(signed).order_by("-pk"))
    list(admissions.select_for_update(of=("self",)).order_by("pk"))


def move_application(
    application: Application,
    to: ApplicationState,
    *,
    by: Actor | None,
    at: datetime,
    reason: str = "",
    told: str = "",
    note: str = "",
    inputs: Mapping[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Move a locked application by the table (section M), with the columns that change beside it.

    Raises Conflict where the table has no such move: somebody was faster. `by` is None for the applicant and the portal.
    """
    before = ApplicationState(application.state)
    if not APPLICATION_STATES.can_move(before, to):
        raise Conflict(_("Somebody decided this already."), code="decided-already")
    write_step(
        application,
        by=by,
        at=at,
        before=before,
        after=to,
        reason=reason,
        told=told,
        note=note,
        inputs=dict(inputs or {}),
    )
    application.state = to
    for name, value in columns.items():
        setattr(application, name, value)
    application.save(update_fields=["state", *columns])
    record("application.moved", by=by, subject=application, partner_id=application.partner_id, before=before, after=to)


def write_step(application: Application, *, by: Actor | None, at: datetime, **columns: Any) -> None:
    """One append-only row of the timeline."""
    columns = {name: value.strip() if isinstance(value, str) else value for name, value in columns.items()}
    ApplicationTransition.objects.create(
        application=application, at=at, by_id=by.membership_id if by else None, **columns
    )
