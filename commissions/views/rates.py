"""The page on which finance asks for the rate of an agreement."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.queries.rates import rated_agreements
from commissions.rate_acts import ACTS
from partners.models import Agreement
from portal.accounts.actor import Actor
from portal.shell.acts import Place
from portal.shell.views.acts import ActPages


def _agreement(actor: Actor, pk: int, at: datetime) -> Agreement:
    found: Agreement = get_object_or_404(rated_agreements(actor), pk=pk)
    return found


def _place(agreement: Agreement, vendor: str) -> Place:
    back = reverse("partners:partner", kwargs={"vendor": vendor, "partner": agreement.partner_id})
    line = f"{agreement.partner.name} · {agreement.program.name} · {agreement.number}"
    return Place(agreement.number, line, back, _("Back to the partner"))


RATE_PAGES = ActPages(ACTS, namespace="commissions", subject="agreement", find=_agreement, show=_place)
