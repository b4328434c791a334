"""What due diligence does when something happens to an application, in its transaction, and what it answers before a decision."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from compliance.queries.cases import FOLLOW, latest_case_of
from compliance.queries.freshness import freshness
from compliance.queries.guides import owners_above
from compliance.services.cases import close_application_case, ground_of, open_application_case
from compliance.services.subjects import keep_subjects_of_partners
from compliance.states import CaseState
from partners.events import PartnerEvent, on_company_change, on_partner_event
from partners.gates import Open, application_gate
from partners.models import Application
from portal.accounts.actor import Actor
from portal.jobs.services import enqueue


def _open(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    if event.application_id is not None:
        open_application_case(application_id=event.application_id, by=by, at=at)


def _close(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    if event.application_id is not None:
        close_application_case(application_id=event.application_id, by=by, at=at)


def open_for_submission(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """A company applied: its case opens (A-DD-01)."""
    _open(event, by, at)


def open_for_change(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """An applicant may have named other people: they are looked at too."""
    _open(event, by, at)


def close_for_withdrawal(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """Nobody decides about a company that does not want to join any more."""
    _close(event, by, at)


def close_for_refusal(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """Nor about one that was refused for another reason."""
    _close(event, by, at)


def put_in_register(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """A partner is active: it stands in the register from now on, and is screened as what it is now (G-ETH-02)."""
    if event.partner_id is not None:
        keep_subjects_of_partners([event.partner_id], above=owners_above(at), at=at)
        _follow(event)


def follow_in_register(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """A partnership ended: once the partner has no other, nobody of it stands in the register any more."""
    if event.partner_id is not None:
        _follow(event)


def _follow(event: PartnerEvent) -> None:
    about = event.enrolment_id or event.application_id
    key = f"partner:{event.partner_id}:{event.kind}:{about}"
    enqueue(FOLLOW, key=key, payload={"partner": event.partner_id})


def follow_changed_company(partner_id: int, by: Actor | None, at: datetime) -> None:
    """Somebody new owns or leads a partner, or it is called otherwise: looked at now, not in the night (G-ETH-02)."""
    enqueue(FOLLOW, key=f"partner:{partner_id}:changed:{at.isoformat()}", payload={"partner": partner_id})


on_company_change(follow_changed_company)
on_partner_event("submitted", open_for_submission)
on_partner_event("changed", open_for_change)
on_partner_event("withdrawn", close_for_withdrawal)
on_partner_event("rejected", close_for_refusal)
on_partner_event("activated", put_in_register)
on_partner_event("ended", follow_in_register)


@application_gate("due_diligence", label=_("Review of the company"))
def due_diligence_open(application: Application) -> list[Open]:
    """What stands open before an approval and before activation. The words say nothing of what was found."""
    at = timezone.now()
    if ground_of(application, at) is None:
        return []
    case = latest_case_of(application.pk)
    if case is not None and case.state == CaseState.REJECTED:
        return [Open(_("The review of the company was not passed."))]
    if case is None or case.revision != application.revision or case.state != CaseState.APPROVED:
        return [Open(_("The review of the company is not finished."))]
    if not freshness(at).is_fresh:
        return [Open(_("The records that companies are compared with are being renewed."))]
    return []
