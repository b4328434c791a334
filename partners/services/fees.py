"""Fees for taking part, as finance saw them arrive: a fact with its reference, until invoices are made here (G-TECH-01).

One that was noted by mistake is taken back by two persons, and stays in the history.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.models import Admission, Enrolment, ParticipationFee
from partners.queries.admissions import amount_of, due_fee
from partners.queries.agreements import activation_section, guide_of, today_of
from partners.queries.fees import TAKE_BACK, owed_by
from partners.rules.activation import Due
from partners.rules.windows import days_to_remind
from partners.services.activation import activate_if_ready
from partners.services.agreements.sending import partner_admins
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.jobs.outbox import send_mail
from portal.money import Money, format_money
from portal.problems import Conflict, Refusal

OVERDUE = 0


@dataclass(frozen=True, slots=True)
class Payment:
    """What arrived."""

    amount: Money
    reference: str
    paid_on: date


@transaction.atomic
def record_fee(admission: Admission, *, payment: Payment, by: Actor, at: datetime) -> ParticipationFee:
    """Record the fee of an admission's category for the year it was paid in; perhaps it was the last thing missing.

    Raises Refusal where nothing is due or less was paid, Conflict where the year's fee is recorded already.
    """
    due = due_fee(admission, at)
    if due is None:
        raise Refusal(_("Nothing is due for this category."))
    fee = _write(admission, due, payment, year=payment.paid_on.year, by=by, at=at)
    activate_if_ready(admission.pk, by=by, at=at)
    return fee


@transaction.atomic
def record_yearly_fee(
    enrolment: Enrolment, *, year: int, payment: Payment, by: Actor, at: datetime
) -> ParticipationFee:
    """Record the fee of a year of an active partner. Raises Refusal and Conflict as the first one does."""
    owed = owed_by(enrolment, year=year, at=at)
    if owed is None:
        raise Refusal(_("Nothing is due for this category."), field="year")
    return _write(enrolment, owed.due, payment, year=year, by=by, at=at)


def _write(
    place: Admission | Enrolment, due: Due, payment: Payment, *, year: int, by: Actor, at: datetime
) -> ParticipationFee:
    wanted = amount_of(due)
    if payment.amount.currency != wanted.currency or payment.amount.minor < wanted.minor:
        raise Refusal(_("The fee is %(amount)s.") % {"amount": format_money(wanted)}, field="amount")
    if payment.paid_on > at.date():
        raise Refusal(_("This day is still to come."), field="paid_on")
    try:
        with transaction.atomic():
            fee: ParticipationFee = ParticipationFee.objects.create(
                partner_id=place.partner_id,
                program_id=place.program_id,
                category=place.category,
                year=year,
                tier=due.tier,
                amount_minor=payment.amount.minor,
                currency=payment.amount.currency,
                reference=payment.reference.strip(),
                paid_on=payment.paid_on,
                recorded_by_id=by.membership_id,
            )
    except IntegrityError as error:
        if "fee_is_recorded_once_a_year" in str(error):
            raise Conflict(_("The fee of this year is recorded already.")) from None
        raise
    record("fee.recorded", by=by, subject=fee, partner_id=fee.partner_id, year=fee.year)
    return fee


@transaction.atomic
def ask_to_take_back(fee_id: int, *, reason: str, by: Actor, at: datetime) -> Approval:
    """It was noted by mistake: a second person takes it back. Raises Refusal without a reason, Conflict where it is done or asked."""
    if not reason.strip():
        raise Refusal(_("Say why: the second person reads it."), field="reason")
    fee: ParticipationFee = ParticipationFee.objects.select_for_update(of=("self",)).get(pk=fee_id)
    _refuse_taken_back(fee)
    return ask(TAKE_BACK, subject_id=fee.pk, by=by, partner_id=fee.partner_id, detail={"reason": reason.strip()})


@transaction.atomic
def take_back_fee(fee_id: int, *, by: Actor, at: datetime, reason: str = "") -> ParticipationFee:
    """It was recorded by mistake, and a second person says so. Raises Conflict where that was said already."""
    fee: ParticipationFee = ParticipationFee.objects.select_for_update(of=("self",)).get(pk=fee_id)
    _refuse_taken_back(fee)
    fee.taken_back_at, fee.taken_back_by_id = at, by.membership_id
    fee.save(update_fields=["taken_back_at", "taken_back_by"])
    record("fee.taken_back", by=by, subject=fee, partner_id=fee.partner_id, year=fee.year, reason=reason)
    return fee


def taking_back_decided(approval: Approval, *, by: Actor) -> None:
    """What follows the second person's word."""
    if approval.state == Approval.State.APPROVED and approval.decided_at is not None:
        reason = str(approval.detail.get("reason", ""))
        take_back_fee(approval.subject_id, by=by, at=approval.decided_at, reason=reason)


def _refuse_taken_back(fee: ParticipationFee) -> None:
    if fee.taken_back_at is not None:
        raise Conflict(_("This was taken back already."))


def remind_of_fee(enrolment: Enrolment, *, at: datetime) -> bool:
    """Tell a partner's admins that the fee of this year is due, or overdue; each step once, however often this runs."""
    day = today_of(enrolment.program, at)
    owed = owed_by(enrolment, year=day.year, at=at)
    section = activation_section(guide_of(enrolment.program, at))
    yearly = section.fees[enrolment.category].yearly if section and enrolment.category in section.fees else None
    if owed is None or owed.paid is not None or yearly is None:
        return False
    step = OVERDUE if owed.is_late else days_to_remind(owed.due_on, on=day, days=yearly.remind_days.value)
    if step is None:
        return False
    readers = partner_admins(enrolment.partner_id)
    for reader in readers:
        send_mail(
            key=f"fee:{enrolment.pk}:{owed.year}:{step}:{reader.member.pk}",
            template="partners/fee_due",
            to=reader.member,
            language=reader.language,
            context={
                "program": enrolment.program.name,
                "year": owed.year,
                "amount": format_money(owed.amount),
                "due": owed.due_on.isoformat(),
                "is_over": step == OVERDUE,
            },
            partner_id=enrolment.partner_id,
        )
    return bool(readers)
