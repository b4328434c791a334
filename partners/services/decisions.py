"""What the vendor's people do with an application: decide it with a coded reason, ask, take an attached one apart (X-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partners.decider_words import others_decide
from partners.events import Kind, PartnerEvent, emit
from partners.gates import open_gates
from partners.guide.applications import ApplicationsSection, Reason
from partners.models import Application, ApplicationTransition
from partners.queries.applications import owners_of
from partners.queries.deciders import deciders_of, may_decide
from partners.queries.programs import guide_for, section_of
from partners.services.admission import admit_company
from partners.services.letters import tell_deciders, write_to_applicant
from partners.services.moves import lock_way_in, locked_application, move_application, write_step
from partners.services.submission import take_up
from partners.states import JOINING, WAITING, ApplicationState
from portal.accounts.actor import Actor
from portal.accounts.models import MembershipRole
from portal.accounts.services.invitations import invite_person
from portal.audit.services import record
from portal.clock import legal_date
from portal.guides.queries import Guide
from portal.problems import Conflict, Refusal


@transaction.atomic
def approve_application(
    *, application_id: int, reason: str, by: Actor, at: datetime, told: str = "", note: str = ""
) -> Application:
    """Let a company in: it becomes a partner that waits for its agreements, and its contact is invited.

    Raises PermissionDenied for a role that the guide does not name, Refusal for who sits in none of its groups (X-06) and for a
    reason that it does not know, Conflict where somebody decided already or a check is open, each named.
    """
    decision = _decision(application_id, "approval", reason, by=by, at=at, told=told, note=note)
    application = decision.application
    open_now = open_gates(application, moment="approval")
    if open_now:
        named = "; ".join(str(one.text) for answer in open_now for one in answer.open)
        raise Conflict(_("This is still open: %(named)s") % {"named": named}, code="gates-open")
    on = legal_date(at, zone=ZoneInfo(application.program.legal_time_zone))
    partner = admit_company(application, on=on, by=by, at=at)
    _invite(application, partner_id=partner.pk, at=at)
    return _settle(decision, ApplicationState.APPROVED, by=by, at=at, partner_id=partner.pk)


@transaction.atomic
def refuse_application(
    *, application_id: int, reason: str, by: Actor, at: datetime, told: str = "", note: str = ""
) -> Application:
    """Refuse a company, with a reason of the guide; the applicant reads the guide's words, never what was found."""
    decision = _decision(application_id, "refusal", reason, by=by, at=at, told=told, note=note)
    return _settle(decision, ApplicationState.REJECTED, by=by, at=at)


@transaction.atomic
def refuse_after_review(*, application_id: int, by: Actor, at: datetime) -> bool:
    """Refuse a company that compliance rejected (A-DD-04), with the reason that the guide keeps for this: what was found stays
    there. Who would have decided is told. False where it is decided already.
    """
    application = locked_application(application_id)
    if application.state not in (ApplicationState.SCREENING, ApplicationState.ESCALATED):
        return False
    guide = guide_for(application, at)
    section = section_of(guide) if guide else None
    code = section.reason_after_review() if section else ""
    reason = section.reasons.get(code) if section else None
    _settle(_Decision(application, guide, code, reason), ApplicationState.REJECTED, by=by, at=at)
    tell_deciders(application, deciders_of(application.program, at, or_else=section), "review_ended")
    return True


@dataclass(frozen=True, slots=True)
class _Decision:
    """A decision that may be made: the locked application, the guide, its coded reason, words to the applicant and to colleagues."""

    application: Application
    guide: Guide | None
    code: str
    reason: Reason | None
    told: str = ""
    note: str = ""


def _decision(application_id: int, kind: str, code: str, *, by: Actor, at: datetime, told: str, note: str) -> _Decision:
    application, guide, section = _ground(application_id, by, at)
    reason = section.reasons.get(code)
    if reason is None or reason.decision != kind:
        raise Refusal(_("Choose one of the reasons."), field="reason")
    if application.state not in (ApplicationState.SCREENING, ApplicationState.ESCALATED):
        raise Conflict(_("Somebody decided this already."), code="decided-already")
    return _Decision(application, guide, code, reason, told, note)


#: What is told to the apps above, and the letter to the applicant.
_OUTCOMES: Mapping[ApplicationState, tuple[Kind, str]] = {
    ApplicationState.APPROVED: ("approved", "approved"),
    ApplicationState.REJECTED: ("rejected", "refused"),
}


def _settle(made: _Decision, to: ApplicationState, *, by: Actor, at: datetime, **columns: Any) -> Application:
    """Move the application with everything the decision was made on, write to the applicant, and tell the apps above."""
    application, (kind, letter) = made.application, _OUTCOMES[to]
    move_application(
        application,
        to,
        by=by,
        at=at,
        reason=made.code,
        told=made.told,
        note=made.note,
        inputs={
            "guide_version": made.guide.version_id if made.guide else None,
            "revision": application.revision,
            "domain_check": application.domain_check,
            "owners": len(owners_of(application)),
        },
        decided_at=at,
        asked_at=None,
        **columns,
    )
    reason = made.reason.text.within(application.language) if made.reason else ""
    words = {"reason": reason, "words": made.told.strip()}
    write_to_applicant(application, letter, key=letter, company=application.company, **words)
    emit(_event(kind, application), by=by, at=at)
    return application


@transaction.atomic
def ask_applicant(*, application_id: int, words: str, by: Actor, at: datetime) -> Application:
    """Ask for more; until the answer comes the applicant may change what was sent in. Raises Refusal, Conflict."""
    application, _guide, _section = _ground(application_id, by, at)
    if not words.strip():
        raise Refusal(_("Say what is missing."), field="words")
    if application.state not in WAITING:
        raise Conflict(_("Only while an application is in review can something be asked."))
    if application.asked_at is not None:
        raise Conflict(_("An answer is waited for already."))
    application.asked_at = at
    application.save(update_fields=["asked_at"])
    state = application.state
    write_step(application, by=by, at=at, act=ApplicationTransition.Act.ASKED, before=state, after=state, told=words)
    record("application.asked", by=by, subject=application)
    write_to_applicant(application, "question", key=f"question:{at.isoformat()}", words=words.strip())
    return application


@transaction.atomic
def separate_application(*, application_id: int, note: str, by: Actor, at: datetime) -> Application:
    """Handle an attached application by itself: a person found that it is another company after all."""
    application, _guide, _section = _ground(application_id, by, at)
    if application.state != ApplicationState.ATTACHED:
        raise Conflict(_("This application is attached to no other."))
    move_application(application, ApplicationState.SUBMITTED, by=by, at=at, note=note, attached_to_id=None)
    take_up(application, by=by, at=at)
    return application


@transaction.atomic
def withdraw_application(*, application_id: int, by: Actor | None, at: datetime, note: str = "") -> Application:
    """The company does not want to join any more; `by` is None where the applicant said so."""
    lock_way_in(application_id)
    application = locked_application(application_id)
    was_known = application.state != ApplicationState.ATTACHED
    move_application(application, ApplicationState.WITHDRAWN, by=by, at=at, note=note, asked_at=None)
    if was_known:
        emit(_event("withdrawn", application), by=by, at=at)
    return application


@transaction.atomic
def end_application(*, application_id: int, by: Actor, at: datetime, note: str, told: str = "") -> Application:
    """The vendor gives up an approved company before it is active: it never signed. Raises Conflict otherwise."""
    lock_way_in(application_id)
    application = locked_application(application_id)
    if application.state not in JOINING:
        raise Conflict(_("Only an approved company that is not active yet can be given up."))
    move_application(application, ApplicationState.TERMINATED, by=by, at=at, note=note, told=told)
    write_to_applicant(application, "ended", key="ended", company=application.company, words=told.strip())
    emit(_event("ended", application), by=by, at=at)
    return application


def _ground(application_id: int, by: Actor, at: datetime) -> tuple[Application, Guide, ApplicationsSection]:
    application = locked_application(application_id)
    guide = guide_for(application, at)
    section = section_of(guide) if guide else None
    if guide is None or section is None or application.submitted_at is None:
        raise Conflict(_("This program takes no applications at this time."))
    deciders = deciders_of(application.program, at, or_else=section, locked=True)
    if deciders is None or not by.may("applications.decide") or by.role not in deciders.roles:
        raise PermissionDenied("applications.decide")
    if not may_decide(by, deciders):
        raise Refusal(others_decide(deciders), code="others-decide")
    return application, guide, section


def _event(kind: Kind, application: Application) -> PartnerEvent:
    return PartnerEvent(
        kind, program_id=application.program_id, application_id=application.pk, partner_id=application.partner_id
    )


def _invite(application: Application, *, partner_id: int, at: datetime) -> None:
    """The contact becomes the partner's first admin; who is a member already stays what they are."""
    try:
        with transaction.atomic():
            invite_person(
                by=None,
                email=application.mail,
                name=application.contact_name,
                role=MembershipRole.PARTNER_ADMIN.value,
                partner_id=partner_id,
                at=at,
                language=application.language,
            )
    except Conflict:
        return
