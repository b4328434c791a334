"""Fees for taking part, as finance saw them arrive: a fact with its reference, until invoices are made here (G-TECH-01)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.models import Admission, ParticipationFee
from partners.queries.admissions import amount_of, due_fee
from partners.services.activation import activate_if_ready
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.money import Money, format_money
from portal.problems import Conflict, Refusal


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
    wanted = amount_of(due)
    if payment.amount.currency != wanted.currency or payment.amount.minor < wanted.minor:
        raise Refusal(_("The fee is %(amount)s.") % {"amount": format_money(wanted)}, field="amount")
    if payment.paid_on > at.date():
        raise Refusal(_("This day is still to come."), field="paid_on")
    try:
        with transaction.atomic():
            fee: ParticipationFee = ParticipationFee.objects.create(
                partner_id=admission.partner_id,
                program_id=admission.program_id,
                category=admission.category,
                year=payment.paid_on.year,
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
    activate_if_ready(admission.pk, by=by, at=at)
    return fee


@transaction.atomic
def take_back_fee(fee_id: int, *, by: Actor, at: datetime) -> ParticipationFee:
    """It was recorded by mistake. Raises Conflict where that was said already."""
    fee: ParticipationFee = ParticipationFee.objects.select_for_update(of=("self",)).get(pk=fee_id)
    if fee.taken_back_at is not None:
        raise Conflict(_("This was taken back already."))
    fee.taken_back_at, fee.taken_back_by_id = at, by.membership_id
    fee.save(update_fields=["taken_back_at", "taken_back_by"])
    record("fee.taken_back", by=by, subject=fee, partner_id=fee.partner_id, year=fee.year)
    return fee
