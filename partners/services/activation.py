"""From approved to active: agreements sent, signed, the general requirements met, then the enrolment begins, once (G-GEN-02)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from partners.agreement_states import AgreementState
from partners.events import PartnerEvent, emit, on_partner_event
from partners.guide.activation import ActivationSection
from partners.models import (
    Admission,
    AdmissionTask,
    Agreement,
    Application,
    CompanyFact,
    Enrolment,
    EnrolmentTrait,
    Partner,
    SignedAgreement,
)
from partners.queries.admissions import contact_of, needs_of, waiting_admissions
from partners.queries.agreements import activation_section, agreements_section, executed_keys, guide_of, today_of
from partners.rules.activation import award_of
from partners.rules.agreements import documents_of, missing_documents
from partners.services.agreements.in_vain import end_in_vain
from partners.services.agreements.sending import (
    partner_admins,
    send_missing,
    tell_signatories,
    withdraw_all,
    withdraw_unwanted,
)
from partners.services.managers import give_manager
from partners.services.moves import lock_admissions, locked_application, move_application
from partners.services.standing import give_up_partner
from partners.standing import tier_of
from partners.states import ApplicationState
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.audit.services import record
from portal.jobs.outbox import send_mail
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal

CERTIFICATE_JOB = "partners.certificate_pdf"
WELCOME_KIT = "welcome_kit"


@dataclass(frozen=True, slots=True)
class Company:
    """Who is admitted, and into what."""

    partner_id: int
    program_id: int
    category: str
    country: str = ""
    currency: str = "USD"
    flags: tuple[str, ...] = ()
    application_id: int | None = None


def application_approved(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """An application was approved: open its admission and send the agreements. Whoever applied is invited there."""
    if event.application_id is None or event.partner_id is None:
        return
    application = Application.objects.select_related("program").get(pk=event.application_id)
    flags = application.answers.get("flags", ()) if isinstance(application.answers, dict) else ()
    company = Company(
        partner_id=event.partner_id,
        program_id=event.program_id,
        category=application.category,
        country=application.country,
        currency=_currency(event.partner_id),
        flags=tuple(flag for flag in flags if isinstance(flag, str)),
        application_id=application.pk,
    )
    open_admission(company, by=by, at=at)


def _currency(partner_id: int) -> str:
    facts = CompanyFact.objects.filter(partner_id=partner_id, kind=CompanyFact.Kind.PAYOUT_CURRENCY)
    return facts.order_by("-period").values_list("value", flat=True).first() or "USD"


@transaction.atomic
def open_admission(company: Company, *, by: Actor | None, at: datetime) -> Admission:
    """Begin the way into a category, and send what has to be signed. Raises Conflict where it has begun already."""
    try:
        with transaction.atomic():
            admission: Admission = Admission.objects.create(
                partner_id=company.partner_id,
                program_id=company.program_id,
                category=company.category,
                application_id=company.application_id,
                flags=list(company.flags),
                country=company.country,
                currency=company.currency,
                opened_at=at,
            )
    except IntegrityError as error:
        if "partner_is_admitted_once_at_a_time" in str(error):
            raise Conflict(_("This partner is being admitted already.")) from None
        raise
    record("admission.opened", by=by, subject=admission, partner_id=company.partner_id, category=company.category)
    _open_steps(admission, at=at)
    sent = send_missing(admission, by=by, at=at)
    tell_signatories(sent, at=at)
    _follow_application(admission, by=by, at=at)
    return admission


def _open_steps(admission: Admission, *, at: datetime) -> None:
    """Steps of the checklist that a person ticks (A-ONB-01)."""
    section = activation_section(guide_of(admission.program, at))
    steps = section.steps if section else ()
    known = set(AdmissionTask.objects.filter(admission=admission).values_list("key", flat=True))
    AdmissionTask.objects.bulk_create(
        AdmissionTask(admission=admission, partner_id=admission.partner_id, key=f"step_{number}", opened_at=at)
        for number, step in enumerate(steps, start=1)
        if step.ticked_by == "person" and f"step_{number}" not in known
    )


def _follow_application(admission: Admission, *, by: Actor | None, at: datetime) -> None:
    """The application says where the admission stands: agreement sent, signed, active."""
    if admission.application_id is None:
        return
    application = locked_application(admission.application_id)
    states = executed_keys(admission.partner_id, admission.program_id)
    section = agreements_section(guide_of(admission.program, at))
    wanted = documents_of(section, category=admission.category, flags=admission.flags) if section else {}
    is_signed = bool(wanted) and not missing_documents(wanted, states)
    for before, after, holds in (
        (ApplicationState.APPROVED, ApplicationState.AGREEMENT_SENT, bool(states) or not wanted),
        (ApplicationState.AGREEMENT_SENT, ApplicationState.SIGNED, is_signed),
        (ApplicationState.SIGNED, ApplicationState.ACTIVE, admission.activated_at is not None),
    ):
        if application.state == before and holds:
            move_application(application, after, by=by, at=at)


@transaction.atomic
def set_conditions(admission_id: int, *, flags: list[str], by: Actor, at: datetime) -> Admission:
    """Say which conditions of the guide hold: documents are sent or taken back accordingly (A-AGR-01)."""
    admission = locked_admission(admission_id)
    if admission.activated_at or admission.closed_at:
        raise Conflict(_("This is decided: the partner is active, or was given up."))
    section = agreements_section(guide_of(admission.program, at))
    if unknown := set(flags) - set(section.conditions if section else ()):
        raise Refusal(_("There is no such condition: %s.") % ", ".join(sorted(unknown)), field="flags")
    admission.flags = sorted(set(flags))
    admission.save(update_fields=["flags"])
    record("admission.conditions", by=by, subject=admission, partner_id=admission.partner_id, flags=admission.flags)
    withdraw_unwanted(admission, by=by, at=at)
    tell_signatories(send_missing(admission, by=by, at=at), at=at)
    activate_if_ready(admission.pk, by=by, at=at)
    return admission


def locked_admission(admission_id: int) -> Admission:
    """The admission, held until the transaction ends. Raises DoesNotExist."""
    found: Admission = (
        Admission.objects.select_for_update(of=("self",)).select_related("program", "partner").get(pk=admission_id)
    )
    return found


def agreement_executed(agreement: SignedAgreement, *, by: Actor | None, at: datetime) -> None:
    """An agreement was executed: perhaps it was the last one. Called in the transaction of the signature.

    Who came second waits for the admission's lock and then sees what the first has written: one of them activates, once.
    """
    for admission in waiting_admissions(agreement.partner_id).filter(program_id=agreement.program_id).order_by("pk"):
        activate_if_ready(admission.pk, by=by, at=at)


@transaction.atomic
def activate_if_ready(admission_id: int, *, by: Actor | None, at: datetime) -> bool:
    """Activate a partner's admission where nothing is open any more; True where this call did it.

    Whoever meets a requirement calls this: the last signature, a gate that clears, the fee. Called again it does nothing.
    """
    admission = locked_admission(admission_id)
    if admission.activated_at is not None or admission.closed_at is not None:
        return False
    _follow_application(admission, by=by, at=at)
    if any(not need.is_met for need in needs_of(admission, at=at)):
        return False
    _activate(admission, by=by, at=at)
    return True


def open_missing_admissions(*, at: datetime) -> int:
    """Applications that were approved before anybody opened an admission for them. Returns how many are new."""
    begun = Admission.objects.filter(application_id=OuterRef("pk"))
    waiting = Application.objects.filter(state=ApplicationState.APPROVED, partner__isnull=False).exclude(Exists(begun))
    ids = list(waiting.order_by("pk").values_list("pk", "program_id", "partner_id"))
    for application_id, program_id, partner_id in ids:
        event = PartnerEvent("approved", program_id=program_id, application_id=application_id, partner_id=partner_id)
        application_approved(event, None, at)
    return len(ids)


@transaction.atomic
def look_again(admission_id: int, *, at: datetime) -> bool:
    """Make what is missing (steps, texts that came into force, first forms), and activate where nothing is open; True where this
    call did it. The same day again makes nothing twice.
    """
    admission = locked_admission(admission_id)
    if admission.activated_at is not None or admission.closed_at is not None:
        return False
    _open_steps(admission, at=at)
    if admission.application_id is not None:
        emit(
            PartnerEvent(
                "waiting",
                program_id=admission.program_id,
                application_id=admission.application_id,
                partner_id=admission.partner_id,
            ),
            by=None,
            at=at,
        )
    tell_signatories(send_missing(admission, by=None, at=at), at=at)
    return activate_if_ready(admission_id, by=None, at=at)


def _activate(admission: Admission, *, by: Actor | None, at: datetime) -> None:
    day = today_of(admission.program, at)
    enrolment = _enrol(admission, day)
    begin_agreement(admission, at=at)
    admission.enrolment, admission.activated_at = enrolment, at
    admission.save(update_fields=["enrolment", "activated_at"])
    give_manager(enrolment, country=admission.country, at=at)
    _let_in(admission.partner_id)
    _follow_application(admission, by=by, at=at)
    record("partner.activated", by=by, subject=admission, partner_id=admission.partner_id, category=admission.category)
    event = PartnerEvent(
        kind="activated",
        program_id=admission.program_id,
        application_id=admission.application_id,
        partner_id=admission.partner_id,
        enrolment_id=enrolment.pk,
    )
    emit(event, by=by, at=at)
    _welcome(admission, at=at)


def _enrol(admission: Admission, day: object) -> Enrolment:
    """The enrolment begins today; one that runs already is kept. Conditions of the guide become its traits."""
    same = {"partner_id": admission.partner_id, "program_id": admission.program_id, "category": admission.category}
    running: Enrolment | None = Enrolment.objects.filter(period__contains=day, **same).first()
    if running is not None:
        return running
    period = DateRange(day, None)
    enrolment: Enrolment = Enrolment.objects.create(period=period, **same)
    EnrolmentTrait.objects.bulk_create(
        EnrolmentTrait(enrolment=enrolment, partner_id=admission.partner_id, kind=flag, period=period)
        for flag in admission.flags
    )
    return enrolment


def begin_agreement(admission: Admission, *, at: datetime) -> None:
    """The agreement that commission rates hang on, from the day of the executed master (F-COM-02); one that runs is kept."""
    master = (
        SignedAgreement.objects.filter(
            partner_id=admission.partner_id,
            program_id=admission.program_id,
            text__kind="master",
            state=AgreementState.EXECUTED,
        )
        .order_by("pk")
        .last()
    )
    day = today_of(admission.program, at)
    running = Agreement.objects.filter(partner_id=admission.partner_id, program_id=admission.program_id)
    if master is None or running.filter(period__contains=day).exists():
        return
    Agreement.objects.create(
        partner_id=admission.partner_id,
        program_id=admission.program_id,
        number=master.number[:40],
        currency=admission.currency,
        period=DateRange(day, None),
        signed_on=today_of(admission.program, master.executed_at),
    )


def _let_in(partner_id: int) -> None:
    """The company is active, and its people may do what their roles say."""
    waiting = Partner.objects.select_for_update(of=("self",)).filter(pk=partner_id, state=Partner.State.WAITING)
    for partner in waiting:
        partner.state = Partner.State.ACTIVE
        partner.save(update_fields=["state"])
    Membership.objects.filter(partner_id=partner_id, waiting=True).update(waiting=False)


def _welcome(admission: Admission, *, at: datetime) -> None:
    """The welcome kit, and a plaque to be sent or a certificate to be drawn (G-REL-02, G-REL-03)."""
    section = activation_section(guide_of(admission.program, at))
    if section is None:
        return
    if section.welcome_kit is not None:
        _open_task(admission, WELCOME_KIT, done_at=at, at=at)
    tier = tier_of(admission.enrolment_id, today_of(admission.program, at)) if admission.enrolment_id else ""
    award = award_of(section, category=admission.category, tier=tier)
    if award is not None:
        task = _open_task(admission, award[0], detail=award[1] or tier, at=at)
        if award[0] == "certificate":
            enqueue(CERTIFICATE_JOB, key=f"task:{task.pk}", payload={"task": task.pk}, partner_id=admission.partner_id)
    for reader in partner_admins(admission.partner_id):
        send_mail(
            key=f"admission:{admission.pk}:active:{reader.member.pk}",
            template="partners/welcome",
            to=reader.member,
            language=reader.language,
            context={
                "admission": admission.pk,
                "program": admission.program.name,
                "contents": _contents(section, reader.language),
                "contact": contact_of(admission, section, tier).mail,
            },
            partner_id=admission.partner_id,
        )


def _contents(section: ActivationSection, language: str) -> list[str]:
    kit = section.welcome_kit
    return [one.within(language) for one in kit.contents] if kit else []


def _open_task(
    admission: Admission, key: str, *, at: datetime, detail: str = "", done_at: datetime | None = None
) -> AdmissionTask:
    task: AdmissionTask = AdmissionTask.objects.create(
        admission=admission, partner_id=admission.partner_id, key=key, detail=detail, opened_at=at, done_at=done_at
    )
    return task


@transaction.atomic
def tick_task(task_id: int, *, by: Actor, at: datetime) -> AdmissionTask:
    """A person says that it was done. Raises Conflict where somebody said so already."""
    task: AdmissionTask = AdmissionTask.objects.select_for_update(of=("self",)).get(pk=task_id)
    if task.done_at is not None:
        raise Conflict(_("This is done already."))
    task.done_at, task.done_by_id = at, by.membership_id
    task.save(update_fields=["done_at", "done_by"])
    record("admission.task_done", by=by, subject=task, partner_id=task.partner_id, task=task.key)
    return task


def application_ended(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """The applicant withdrew, or the vendor ended it: nothing is left to sign."""
    if event.application_id is None:
        return
    for admission in Admission.objects.filter(application_id=event.application_id, activated_at=None, closed_at=None):
        close_admission(admission.pk, by=by, at=at)


@transaction.atomic
def close_admission(admission_id: int, *, by: Actor | None, at: datetime, reason: str = "") -> Admission:
    """Give an admission up before it was active. Raises Conflict where it is active, or was given up.

    What was executed on this way alone ends with it; a company that was never active and has no other way in is no partner.
    """
    lock_admissions(Admission.objects.filter(pk=admission_id))
    admission = locked_admission(admission_id)
    if admission.activated_at is not None:
        raise Conflict(_("This partner is active already."))
    if admission.closed_at is not None:
        raise Conflict(_("This was given up already."))
    admission.closed_at = at
    admission.save(update_fields=["closed_at"])
    withdraw_all(admission, by=by, at=at)
    end_in_vain(admission, by=by, at=at)
    record("admission.closed", by=by, subject=admission, partner_id=admission.partner_id, reason=reason)
    give_up_partner(admission.partner_id, admission.program, by=by, at=at)
    return admission


on_partner_event("approved", application_approved)
on_partner_event("withdrawn", application_ended)
on_partner_event("ended", application_ended)
