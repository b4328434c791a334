"""Where partners stand on their way to being active: what is met, what is open and for whom it waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partners.agreement_states import UNDER_WAY, AgreementState
from partners.gates import ask_gates
from partners.guide.activation import ActivationSection
from partners.models import Admission, AdmissionTask, Application, ParticipationFee, SignedAgreement
from partners.queries.agreements import activation_section, agreements_section, guide_of, texts_in_force, today_of
from partners.queries.managers import manager_of
from partners.rules.activation import Due, fee_of, has_named_manager
from partners.rules.agreements import documents_of
from portal.accounts.actor import Actor
from portal.money import Money, format_money, parse
from portal.tenancy import Role, acting_as

FEE = "participation_fee"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that has to be there before a partner is active. `waits_for`: partner or vendor."""

    key: str
    label: str | Promise
    rule: str
    is_met: bool
    line: str | Promise = ""
    waits_for: str = ""
    agreement_id: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """Who answers a partner: a channel manager by name, or a shared address."""

    name: str
    mail: str


def admissions_visible_to(actor: Actor) -> QuerySet[Admission]:
    """All of the vendor's for staff, a partner's own until its partnership is over."""
    found: QuerySet[Admission] = Admission.objects.select_related("partner", "program")
    if actor.may("agreements.keep"):
        return found.none()
    return found if actor.partner_id is None else found.filter(partner_id=actor.partner_id)


def waiting_admissions(partner_id: int | None = None) -> QuerySet[Admission]:
    """Neither active nor given up."""
    found: QuerySet[Admission] = Admission.objects.filter(activated_at=None, closed_at=None)
    return found if partner_id is None else found.filter(partner_id=partner_id)


def waiting_first(found: QuerySet[Admission], *, active: bool) -> QuerySet[Admission]:
    """Who became active, or who is on the way."""
    if active:
        return found.filter(activated_at__isnull=False)
    return found.filter(activated_at=None, closed_at=None)


def tasks_visible_to(actor: Actor) -> QuerySet[AdmissionTask]:
    """All of the vendor's for staff, a partner's own."""
    found: QuerySet[AdmissionTask] = AdmissionTask.objects.all()
    return found if actor.partner_id is None else found.filter(partner_id=actor.partner_id)


def tasks_of(admission: Admission) -> list[AdmissionTask]:
    """What is done for it, and what is to be."""
    return list(AdmissionTask.objects.filter(admission=admission).select_related("done_by", "file").order_by("pk"))


def open_tasks() -> QuerySet[AdmissionTask]:
    """What somebody has to do for a partner that is active already: a plaque to send."""
    found: QuerySet[AdmissionTask] = AdmissionTask.objects.filter(done_at=None, admission__activated_at__isnull=False)
    return found.select_related("admission").prefetch_related("admission__partner").order_by("opened_at", "pk")


def fee_recorded(admission: Admission, due: Due, year: int) -> ParticipationFee | None:
    """What finance saw arrive for a year, if it is enough."""
    rows = ParticipationFee.objects.filter(
        partner_id=admission.partner_id,
        program_id=admission.program_id,
        category=admission.category,
        year=year,
        taken_back_at=None,
        currency=due.currency,
        amount_minor__gte=amount_of(due).minor,
    )
    found: ParticipationFee | None = rows.first()
    return found


def amount_of(due: Due) -> Money:
    """A fee in minor units."""
    return parse(str(due.amount), currency=due.currency)


def due_fee(admission: Admission, at: datetime) -> Due | None:
    """The fee of the admission's category, None where nothing is due."""
    section = activation_section(guide_of(admission.program, at))
    return fee_of(section, category=admission.category) if section else None


def needs_of(admission: Admission, *, at: datetime) -> list[Need]:
    """The agreements of the category, the fee, and every gate of the moment: all of them met is what active means (G-GEN-02)."""
    guide, day = guide_of(admission.program, at), today_of(admission.program, at)
    section = activation_section(guide)
    needs = list(_agreements(admission, day, at))
    if section is not None:
        needs += _fee(admission, section, day)
    needs += _gates(admission, section)
    return needs


def _agreements(admission: Admission, day: date, at: datetime) -> Iterator[Need]:
    section = agreements_section(guide_of(admission.program, at))
    if section is None:
        return
    texts = texts_in_force(admission.program_id, day)
    newest = _newest(admission)
    for key, terms in documents_of(section, category=admission.category, flags=admission.flags).items():
        agreement = newest.get(key)
        state = AgreementState(agreement.state) if agreement else None
        label = texts[key].heading if key in texts else terms.name.within(get_language() or "en")
        line, waits = _standing(agreement, state, is_published=key in texts)
        yield Need(
            key=f"agreement:{key}",
            label=label,
            rule=terms.rule,
            is_met=state is AgreementState.EXECUTED,
            line=line,
            waits_for=waits,
            agreement_id=agreement.pk if agreement else None,
        )


def _newest(admission: Admission) -> dict[str, SignedAgreement]:
    """By document: the executed one, else the one under way, else the last."""
    rows = SignedAgreement.objects.filter(partner_id=admission.partner_id, program_id=admission.program_id)
    order = {AgreementState.EXECUTED: 2, **dict.fromkeys(UNDER_WAY, 1)}
    found: dict[str, SignedAgreement] = {}
    for row in rows.select_related("text").order_by("pk"):
        known = found.get(row.text.key)
        if known is None or order.get(AgreementState(row.state), 0) >= order.get(AgreementState(known.state), 0):
            found[row.text.key] = row
    return found


def _standing(
    agreement: SignedAgreement | None, state: AgreementState | None, *, is_published: bool
) -> tuple[str, str]:
    if agreement is None or state is None:
        return (
            (_("It will be sent to you."), "vendor") if is_published else (_("The text is being prepared."), "vendor")
        )
    words = str(agreement.get_state_display())
    if state in (AgreementState.SENT, AgreementState.VENDOR_SIGNED):
        return words, "partner"
    return words, "" if state is AgreementState.EXECUTED else "vendor"


def _fee(admission: Admission, section: ActivationSection, day: date) -> list[Need]:
    due = fee_of(section, category=admission.category)
    if due is None:
        return []
    paid = fee_recorded(admission, due, day.year)
    amount = format_money(amount_of(due))
    line = (
        _("%(amount)s, received on %(day)s") % {"amount": amount, "day": date_format(paid.paid_on, "SHORT_DATE_FORMAT")}
        if paid
        else _("%(amount)s, not received yet") % {"amount": amount}
    )
    text = section.fees[admission.category].text.within(get_language() or "en")
    return [Need(FEE, text, due.rule, paid is not None, line, "" if paid else "partner")]


def _gates(admission: Admission, section: ActivationSection | None) -> list[Need]:
    """Gates of the apps above, in the guide's words where it has some. Without an application nobody has anything to ask."""
    if admission.application_id is None:
        return []
    language = get_language() or "en"
    words = section.requirements if section else {}
    needs = []
    # Step-up: what a gate looks at is not for the partner to read, its neutral answer is; whose admission it is was seen before.
    with acting_as(Role.STAFF, vendor=admission.vendor_id):
        answers = ask_gates(Application.objects.get(pk=admission.application_id), moment="activation")
    for answer in answers:
        said = words.get(answer.key)
        first = answer.open[0] if answer.open else None
        needs.append(
            Need(
                key=answer.key,
                label=said.text.within(language) if said else answer.label,
                rule=said.rule if said else "",
                is_met=answer.is_met,
                line="; ".join(str(one.text) for one in answer.open) or gettext_lazy("Met"),
                waits_for={"applicant": "partner"}.get(first.waits_for, first.waits_for) if first else "",
                url=first.url if first else "",
            )
        )
    return needs


def contact_of(admission: Admission, section: ActivationSection | None, tier: str) -> ContactPerson:
    """Who answers this partner in this tier (G-REL-01)."""
    shared = section.contact.mail.value if section and section.contact else ""
    if section is None or not has_named_manager(section, category=admission.category, tier=tier):
        return ContactPerson("", shared)
    # Step-up: a partner reads no row of the vendor's people; the one who is named to it, it may know.
    with acting_as(Role.STAFF, vendor=admission.vendor_id):
        manager = manager_of(admission.enrolment_id) if admission.enrolment_id else None
    return ContactPerson(manager.name, manager.email) if manager else ContactPerson("", shared)
