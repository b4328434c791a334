"""Whether a partner that became active still is: a lapse suspends it, a new signature resumes it, the end of the master ends it.

Every move of an agreement comes by here, in its transaction. Holds do not wait for this: they read the agreement's own state.
"""

from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from partners.agreement_states import AgreementState
from partners.events import Kind, PartnerEvent, emit
from partners.models import Admission, Agreement, AgreementText, Application, Enrolment, Partner, SignedAgreement
from partners.queries.agreements import agreements_section, guide_of, suspending, today_of
from partners.services.moves import locked_application, move_application
from partners.states import ApplicationState
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.audit.services import record
from portal.clock import add_months
from portal.guides.models import Program

DAY = timedelta(days=1)


def follow_agreement(agreement: SignedAgreement, *, by: Actor | None, at: datetime) -> None:
    """What a move of an agreement does to its partner's standing in the program; nothing before it was active there."""
    enrolments = running_enrolments(agreement, at=at)
    if not enrolments:
        return
    if agreement.state == AgreementState.EXECUTED:
        _resume(agreement, enrolments, by=by, at=at)
    elif agreement.state == AgreementState.ENDED and _is_last_master(agreement):
        _end(agreement, enrolments, by=by, at=at)
    elif suspending(at).filter(pk=agreement.pk).exists():
        _suspend(agreement, enrolments, by=by, at=at)


def running_enrolments(agreement: SignedAgreement, *, at: datetime) -> list[Enrolment]:
    """Where the partner of an agreement is enrolled in its program today."""
    day = today_of(agreement.program, at)
    rows = Enrolment.objects.filter(
        partner_id=agreement.partner_id, program_id=agreement.program_id, period__contains=day
    )
    return list(rows.order_by("pk"))


def would_end_all(agreement: SignedAgreement, *, at: datetime) -> bool:
    """Whether the end of an agreement is the end of a partnership that runs."""
    return _is_last_master(agreement) and bool(running_enrolments(agreement, at=at))


def _is_last_master(agreement: SignedAgreement) -> bool:
    """No other master is in force: there is no partnership in the program without it."""
    others = SignedAgreement.objects.filter(
        partner_id=agreement.partner_id,
        program_id=agreement.program_id,
        text__kind=AgreementText.Kind.MASTER,
        state=AgreementState.EXECUTED,
    ).exclude(pk=agreement.pk)
    return agreement.text.kind == AgreementText.Kind.MASTER and not others.exists()


def _suspend(agreement: SignedAgreement, enrolments: list[Enrolment], *, by: Actor | None, at: datetime) -> None:
    partner = _locked_partner(agreement)
    if partner.state == Partner.State.ACTIVE:
        _set_state(partner, Partner.State.SUSPENDED, by=by)
    _move(enrolments, ApplicationState.ACTIVE, ApplicationState.SUSPENDED, by=by, at=at)
    _tell("suspended", enrolments, by=by, at=at)


def _resume(agreement: SignedAgreement, enrolments: list[Enrolment], *, by: Actor | None, at: datetime) -> None:
    """Only when the last lapse is mended; of the partner, when none of its programs is left suspended."""
    partner = _locked_partner(agreement)
    lapsed = suspending(at).filter(partner_id=partner.pk)
    if partner.state != Partner.State.SUSPENDED or lapsed.filter(program_id=agreement.program_id).exists():
        return
    if not lapsed.exists():
        _set_state(partner, Partner.State.ACTIVE, by=by)
    _move(enrolments, ApplicationState.SUSPENDED, ApplicationState.ACTIVE, by=by, at=at)
    _tell("resumed", enrolments, by=by, at=at)


def _end(agreement: SignedAgreement, enrolments: list[Enrolment], *, by: Actor | None, at: datetime) -> None:
    """The partnership in the program is over: its rates end with today, those above end the tiers and the enrolment (G-TIER-14)."""
    partner = _locked_partner(agreement)
    day = today_of(agreement.program, at)
    for one in Agreement.objects.filter(
        partner_id=partner.pk, program_id=agreement.program_id, period__contains=day
    ).select_for_update():
        one.period = DateRange(one.period.lower, max(day, one.period.lower + DAY))
        one.save(update_fields=["period"])
    for state in (ApplicationState.ACTIVE, ApplicationState.SUSPENDED):
        _move(enrolments, state, ApplicationState.TERMINATED, by=by, at=at)
    _tell("ended", enrolments, by=by, at=at)
    elsewhere = Enrolment.objects.filter(partner_id=partner.pk, period__contains=day + DAY)
    if elsewhere.exclude(program_id=agreement.program_id).exists():
        if partner.state == Partner.State.SUSPENDED and not suspending(at).filter(partner_id=partner.pk).exists():
            _set_state(partner, Partner.State.ACTIVE, by=by)
    elif _ways_in(partner.pk).exists():
        _set_state(partner, Partner.State.WAITING, by=by)
        _people_of(partner).update(waiting=True)
    else:
        _part_with(partner, agreement.program, by=by, at=at)


def give_up_partner(partner_id: int, program: Program, *, by: Actor | None, at: datetime) -> None:
    """A company that waited and is on no way in any more; one that is active or suspended stays what it is."""
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner_id)
    if partner.state == Partner.State.WAITING and not _ways_in(partner_id).exists():
        _part_with(partner, program, by=by, at=at)


def _part_with(partner: Partner, program: Program, *, by: Actor | None, at: datetime) -> None:
    """It is over: its people only read what was signed and paid, as long as the guide of that program says (G-TIER-14)."""
    _set_state(partner, Partner.State.TERMINATED, by=by)
    section, day = agreements_section(guide_of(program, at)), today_of(program, at)
    until = add_months(day, section.read_months.value) if section and section.read_months else day
    # Who is given another role at this instant is waited for: the next statement sees the new membership.
    list(_people_of(partner).select_for_update(of=("self",)).values_list("pk"))
    _people_of(partner).update(reads_until=until)


def wait_again(partner: Partner, *, by: Actor | None, at: datetime) -> None:
    """A company that was given up, or whose partnership ended, is let in anew: it waits for its agreements.

    Those of its people who may still read come along; who is a stranger since has to be invited.
    """
    if partner.state == Partner.State.TERMINATED:
        _set_state(partner, Partner.State.WAITING, by=by)
        _people_of(partner).filter(reads_until__lt=at.date()).update(ended_at=at)
        _people_of(partner).update(waiting=True, reads_until=None)


def _ways_in(partner_id: int) -> QuerySet[Admission]:
    """Where it is on its way into a category."""
    found: QuerySet[Admission] = Admission.objects.filter(partner_id=partner_id, activated_at=None, closed_at=None)
    return found


def _people_of(partner: Partner) -> QuerySet[Membership]:
    found: QuerySet[Membership] = Membership.objects.filter(partner_id=partner.pk, ended_at=None)
    return found


def _locked_partner(agreement: SignedAgreement) -> Partner:
    found: Partner = Partner.objects.select_for_update(of=("self",)).get(pk=agreement.partner_id)
    return found


def _set_state(partner: Partner, to: Partner.State, *, by: Actor | None) -> None:
    before, partner.state = partner.state, to
    partner.save(update_fields=["state"])
    record("partner.moved", by=by, subject=partner, partner_id=partner.pk, before=before, after=to)


def _move(
    enrolments: list[Enrolment], before: ApplicationState, after: ApplicationState, *, by: Actor | None, at: datetime
) -> None:
    for application_id in _applications(enrolments).values():
        application: Application = locked_application(application_id)
        if application.state == before:
            move_application(application, after, by=by, at=at)


def _applications(enrolments: list[Enrolment]) -> dict[int, int]:
    """By enrolment, the application it came from."""
    rows = Admission.objects.filter(enrolment__in=enrolments, application__isnull=False).order_by("pk")
    return dict(rows.values_list("enrolment_id", "application_id"))


def _tell(kind: Kind, enrolments: list[Enrolment], *, by: Actor | None, at: datetime) -> None:
    applications = _applications(enrolments)
    for one in enrolments:
        event = PartnerEvent(
            kind,
            program_id=one.program_id,
            application_id=applications.get(one.pk),
            partner_id=one.partner_id,
            enrolment_id=one.pk,
        )
        emit(event, by=by, at=at)
