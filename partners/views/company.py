"""Changes of a company: the pages of their acts, for the vendor's people and for the partner itself."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.company_acts import EXECUTIVE_ACTS, OWNER_ACTS, PARTNER_ACTS
from partners.models import Partner, PartnerExecutive, PartnerOwner
from partners.queries.company import companies_seen_by, executives_seen_by, owners_seen_by
from portal.accounts.actor import Actor
from portal.shell.acts import Place
from portal.shell.views.acts import ActPages
from portal.tenancy import current_scope


def _company(actor: Actor, pk: int, at: datetime) -> Partner:
    found: Partner = get_object_or_404(companies_seen_by(actor), pk=pk)
    return found


def _owner(actor: Actor, pk: int, at: datetime) -> PartnerOwner:
    found: PartnerOwner = get_object_or_404(owners_seen_by(actor), pk=pk)
    return found


def _executive(actor: Actor, pk: int, at: datetime) -> PartnerExecutive:
    found: PartnerExecutive = get_object_or_404(executives_seen_by(actor), pk=pk)
    return found


def _place(partner: Partner, vendor: str) -> Place:
    """A partner goes back to the page of its own company."""
    scope = current_scope()
    if scope is not None and scope.partner is not None:
        back, words = reverse("partners:company", kwargs={"vendor": vendor}), _("Back to your company")
    else:
        back = reverse("partners:partner", kwargs={"vendor": vendor, "partner": partner.pk})
        words = _("Back to the partner")
    return Place(partner.name, partner.name, back, words)


def _place_of_row(row: PartnerOwner | PartnerExecutive, vendor: str) -> Place:
    place = _place(row.partner, vendor)
    return Place(place.name, f"{row.name} · {row.partner.name}", place.back, place.back_words)


PARTNER_PAGES = ActPages(PARTNER_ACTS, namespace="partners", subject="partner", find=_company, show=_place)
OWNER_PAGES = ActPages(OWNER_ACTS, namespace="partners", subject="owner", find=_owner, show=_place_of_row)
EXECUTIVE_PAGES = ActPages(
    EXECUTIVE_ACTS, namespace="partners", subject="executive", find=_executive, show=_place_of_row
)
