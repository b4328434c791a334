"""The page of one lead, and what can be done there."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leads.acts import ACTS
from leads.models import Lead
from leads.presentation import row_of, timeline_of
from leads.queries import deal_of, leads_visible_to, moves_of
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.countries import COUNTRIES
from portal.shell.acts import Place
from portal.shell.views.acts import ActPages


@require_safe
@requires("leads.see")
def lead_page(request: HttpRequest, vendor: str, lead: int) -> HttpResponse:
    """One lead: facts, clock, what can be done, what was done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(leads_visible_to(actor).select_related("partner", "program"), pk=lead)
    context = _context(request, vendor, found, timezone.now())
    return render(request, "leads/_lead.html" if request.headers.get("HX-Request") else "leads/lead.html", context)


def _context(request: HttpRequest, vendor: str, lead: Lead, now: datetime) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {
        "lead": lead,
        "row": row_of(lead, vendor=vendor, now=now),
        "deal": deal_of(lead),
        "timeline": timeline_of(moves_of(lead), vendor_name=request.vendor.name),  # type: ignore[attr-defined]
        "actions": ACT_PAGES.offered(actor, vendor, lead, pk=lead.pk, at=now),
        "now": now,
    }


def _lead_of(actor: Actor, pk: int, at: datetime) -> Lead:
    found: Lead = get_object_or_404(leads_visible_to(actor), pk=pk)
    return found


def _place_of(lead: Lead, vendor: str) -> Place:
    line = f"{lead.company} · {lead.get_source_display()} · {COUNTRIES.get(lead.country, lead.country)}"
    back = reverse("leads:lead", kwargs={"vendor": vendor, "lead": lead.pk})
    return Place(lead.company, line, back, _("Back to the lead"))


ACT_PAGES = ActPages(ACTS, namespace="leads", subject="lead", find=_lead_of, show=_place_of)
