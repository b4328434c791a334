"""An approved company does not become active: it withdraws, or the vendor gives it up (section M)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Admission
from partners.services.activation import close_admission
from partners.services.decisions import end_application, withdraw_application
from portal.accounts.actor import Actor
from portal.problems import Conflict, Refusal


@transaction.atomic
def give_up_admission(
    admission: Admission, *, by_company: bool, note: str, told: str, by: Actor, at: datetime
) -> Admission:
    """End the way in. `by_company`: it said so; otherwise the vendor decided, and the company reads `told`.

    Raises Refusal without a note, Conflict where it is active or ended already.
    """
    if not note.strip():
        raise Refusal(_("Say why: the timeline will show it."), field="note")
    if admission.application_id is None:
        return close_admission(admission.pk, by=by, at=at, reason=note.strip())
    if admission.closed_at is not None or admission.activated_at is not None:
        raise Conflict(_("This is decided: the partner is active, or was given up."))
    if by_company:
        withdraw_application(application_id=admission.application_id, by=by, at=at, note=note)
    else:
        end_application(application_id=admission.application_id, by=by, at=at, note=note, told=told)
    admission.refresh_from_db()
    return admission
