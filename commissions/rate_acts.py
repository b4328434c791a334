"""Asking for the rate of an agreement, and what a second person is told (F-COM-02)."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commissions.forms.rates import RateForm
from commissions.queries.rates import KIND, first_open_day, percent_on_paper, rate_waiting
from commissions.services.rates import ask_for_rate, asked_of, rate_decided
from partners.models import Agreement
from partners.queries.agreements import today_of
from portal.accounts.actor import Actor
from portal.approvals.kinds import Summary, approval_kind, nothing_follows
from portal.approvals.models import Approval
from portal.shell.acts import Act, Typed
from portal.tenancy.queries import current_slug


def _form(typed: Typed, agreement: Agreement, at: datetime) -> forms.Form:
    """As the signed paper says it, where it names a rate of its own."""
    begins = first_open_day(agreement, today_of(agreement.program, at))
    return RateForm(*typed, initial={"percent": percent_on_paper(agreement), "begins": begins})


def _waits(agreement: Agreement, at: datetime) -> str:
    return gettext("A rate waits for a second person already.") if rate_waiting(agreement) else ""


def _ask(agreement: Agreement, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return ask_for_rate(agreement, by=by, **data)


def describe_rate(approval: Approval) -> Summary:
    """Whose rate, how much, from when, and why."""
    agreement = Agreement.objects.select_related("partner").filter(pk=approval.subject_id).first()
    if agreement is None:
        return Summary("")
    percent, begins = asked_of(approval.detail)
    url = reverse("partners:partner", kwargs={"vendor": current_slug(), "partner": agreement.partner_id})
    words = gettext("%(percent)s %% from %(day)s") % {
        "percent": percent.normalize() + 0,
        "day": date_format(begins, "SHORT_DATE_FORMAT"),
    }
    said = (agreement.partner.name, agreement.number, words, approval.detail.get("reason", ""))
    return Summary(" · ".join(part for part in said if part), url)


ACTS: tuple[Act[Agreement], ...] = (
    Act(
        "rate", "rates.ask", _("Set the commission rate"), _("Asked: a second person confirms it."), _form, _ask, _waits,
        "primary", _("It takes effect when a second person of finance confirms it. The rate before ends the day before."),
        "F-COM-02",
    ),
)  # fmt: skip
approval_kind(
    KIND,
    label=_("Commission rate"),
    right="rates.confirm",
    decided=rate_decided,
    four_eyes=True,
    describe=describe_rate,
    withdrawn=nothing_follows,
    fresh_sign_in=True,
)
