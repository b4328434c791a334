"""What can be done with a lead from its page: each act is a noun with its right, its form, and why it is refused now."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.forms import (
    CustomerForm,
    DealForm,
    DeliveryForm,
    DemoForm,
    StatusForm,
    customer_in,
    moves_from,
)
from leads.models import Lead
from leads.queries import is_protected_at
from leads.rules import REFUSAL_MESSAGES
from leads.rules import Refusal as Reason
from leads.services.clocks import extend_lead, refuse_extending
from leads.services.closing import close_as_lost, close_as_won
from leads.services.decisions import ask_reregistration, decide_lead, refuse_asking_again, waiting_approval
from leads.services.moves import move_lead
from leads.services.progress import correct_lead, name_delivery, record_demo
from leads.states import Capability, Delivery, LeadStatus, permits
from portal.accounts.actor import Actor
from portal.forms import OptionalReasonForm, ReasonForPartner
from portal.shell.acts import Act, MakeForm, Typed, plain


def _words(reason: Reason) -> str:
    return gettext(REFUSAL_MESSAGES[reason])


def _first(reasons: tuple[Reason, ...]) -> str:
    return _words(reasons[0]) if reasons else ""


def _nothing_waits(lead: Lead, now: datetime) -> str:
    return "" if waiting_approval(lead) else gettext("This lead waits for no decision.")


def _no_moves(lead: Lead, now: datetime) -> str:
    if lead.assignment in ("pending", "declined"):
        return _words(Reason.NOT_IN_PARTNERS_NAME)
    return "" if moves_from(lead) else _words(Reason.MOVE_NOT_ALLOWED)


def _no_demo(lead: Lead, now: datetime) -> str:
    return "" if permits(LeadStatus(lead.status), Capability.RECORD_DEMO) else _words(Reason.STATUS_FORBIDS)


def _no_project(lead: Lead, now: datetime) -> str:
    return "" if permits(LeadStatus(lead.status), Capability.NAME_DELIVERY) else _words(Reason.STATUS_FORBIDS)


def _no_deal(lead: Lead, now: datetime) -> str:
    if lead.status != LeadStatus.OPPORTUNITY:
        return gettext("Only an opportunity can be closed.")
    return "" if is_protected_at(lead, now) else _words(Reason.NOT_PROTECTED)


def _no_loss(lead: Lead, now: datetime) -> str:
    return "" if lead.status == LeadStatus.OPPORTUNITY else gettext("Only an opportunity can be closed.")


def _no_extension(lead: Lead, now: datetime) -> str:
    return _first(refuse_extending(lead, at=now))


def _no_asking(lead: Lead, now: datetime) -> str:
    return _first(refuse_asking_again(lead, at=now)) or (
        gettext("This waits for a decision already.") if waiting_approval(lead) else ""
    )


def _no_correction(lead: Lead, now: datetime) -> str:
    if lead.status != LeadStatus.INVALID:
        return gettext("Only an invalid lead is corrected.")
    return "" if is_protected_at(lead, now) else _words(Reason.NOT_PROTECTED)


def _approve(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return decide_lead(lead_id=lead.pk, approve=True, by=by, at=at, reason=data["reason"])


def _refuse(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return decide_lead(lead_id=lead.pk, approve=False, by=by, at=at, reason=data["reason"])


def _move(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return move_lead(lead_id=lead.pk, to=LeadStatus(data["status"]), by=by, at=at, reason=data["reason"])


def _demo(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return record_demo(lead_id=lead.pk, done_on=data["done_on"], by=by, at=at)


def _deliver(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return name_delivery(lead_id=lead.pk, delivery=Delivery(data["delivery"]), helper=data["helper"], by=by, at=at)


def _win(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    names = ("reference", "closed_on", "value_minor", "currency")
    return close_as_won(lead_id=lead.pk, by=by, at=at, **{name: data[name] for name in names})


def _lose(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return close_as_lost(lead_id=lead.pk, by=by, at=at, reason=data["reason"])


def _extend(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return extend_lead(lead_id=lead.pk, by=by, at=at, reason=data["reason"])


def _ask(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return ask_reregistration(lead_id=lead.pk, by=by, at=at, reason=data["reason"])


def _correct(lead: Lead, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return correct_lead(lead_id=lead.pk, customer=customer_in(data), by=by, at=at)


def _today_in(form: type[forms.Form], field: str) -> MakeForm[Lead]:
    return lambda typed, lead, at: form(*typed, initial={field: timezone.localdate(at)})


def _status_form(typed: Typed, lead: Lead, at: datetime) -> forms.Form:
    return StatusForm(*typed, lead=lead)


def _delivery_form(typed: Typed, lead: Lead, at: datetime) -> forms.Form:
    return DeliveryForm(*typed, initial={"delivery": lead.delivery, "helper": lead.helper})


def _customer_form(typed: Typed, lead: Lead, at: datetime) -> forms.Form:
    return CustomerForm(*typed, initial=CustomerForm.typed(lead))


ACTS: tuple[Act[Lead], ...] = (
    Act(
        "approval", "leads.approve", _("Approve"), _("Approved: the lead is in the partner's name."), plain(OptionalReasonForm),
        _approve, _nothing_waits, "primary", _("The lead is assigned to the partner, and its protection begins now."),
    ),
    Act(
        "refusal", "leads.approve", _("Refuse"), _("Refused; the partner is told why."), plain(ReasonForPartner),
        _refuse, _nothing_waits, "danger",
    ),
    Act("status", "leads.move", _("Change status"), _("The status was changed."), _status_form, _move, _no_moves),
    Act("demo", "leads.demo", _("Record demo"), _("The demo was recorded."), _today_in(DemoForm, "done_on"), _demo, _no_demo),
    Act(
        "delivery", "leads.delivery", _("Say who deploys it"), _("Who deploys it was recorded."), _delivery_form,
        _deliver, _no_project, "", _("Who lacks the skill or the record brings in the vendor's services or a qualified partner."),
    ),
    Act(
        "deal", "leads.close", _("Close as won"), _("Won: the lead became a deal."), _today_in(DealForm, "closed_on"),
        _win, _no_deal, "primary",
    ),
    Act("loss", "leads.close", _("Close as lost"), _("Closed as lost."), plain(ReasonForPartner), _lose, _no_loss, "danger"),
    Act(
        "extension", "leads.extend", _("Extend protection"), _("The protection was extended."), plain(OptionalReasonForm),
        _extend, _no_extension, "", _("Once only, and counted from the present end."),
    ),
    Act(
        "re-registration", "leads.register", _("Register again"), _("Asked: your channel manager decides."), plain(OptionalReasonForm),
        _ask, _no_asking, "", _("If your channel manager approves, a fresh period of protection begins."),
    ),
    Act(
        "correction", "leads.register", _("Correct"), _("Corrected: the lead is new again."), _customer_form,
        _correct, _no_correction, "primary",
    ),
)  # fmt: skip
