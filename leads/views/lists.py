"""The list of leads: a partner's pipeline with its clocks, a manager's desk with what waits first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leads.forms import LeadFilterForm
from leads.models import Lead
from leads.presentation import row_of
from leads.queries import (
    BY_NAME,
    CLOSED,
    ENDING_FIRST,
    WAITING_FIRST,
    filter_leads,
    leads_visible_to,
    partners_to_choose,
)
from leads.states import Assignment
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.keyset import Order
from portal.shell.lists import View, list_page


@require_safe
@requires("leads.see")
def lead_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """What waits for a decision first, then the newest; or what ends soonest; or by name while searching."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    form = LeadFilterForm(request.GET, partners=partners_to_choose() if actor.is_staff else [])
    wanted = form.narrowing()
    leads = filter_leads(leads_visible_to(actor), **wanted)
    leads, order = _ordered(leads, request.GET.get("order", ""), wanted)
    if actor.is_staff:  # a partner's own list names no partner
        leads = leads.prefetch_related("partner")
    page = list_page(request, leads, orders=[order], form=form)
    context = {
        "page": page,
        "rows": [row_of(lead, vendor=vendor, now=now) for lead in page.rows],
        "views": views_of(request, actor, vendor, wanted),
        "narrowed": bool(wanted) or bool(request.GET.get("after")),
        "now": now,
    }
    return render(request, "leads/list.html", context)


def _ordered(leads: QuerySet[Lead], asked: str, wanted: dict[str, Any]) -> tuple[QuerySet[Lead], Order]:
    if "company" in wanted:
        return leads, BY_NAME
    if asked != ENDING_FIRST.key:
        return leads, WAITING_FIRST
    running = leads.filter(assignment=Assignment.ASSIGNED, protected_until__gt=timezone.now()).exclude(
        status__in=CLOSED
    )
    return running, ENDING_FIRST


def views_of(request: HttpRequest, actor: Actor, vendor: str, wanted: dict[str, Any]) -> list[View]:
    """The few lists that people come for."""
    here = reverse("leads:list", kwargs={"vendor": vendor})
    ending = request.GET.get("order") == ENDING_FIRST.key
    named: list[tuple[str, str]] = [
        (_("All"), ""),
        (_("Waiting for a decision"), "assignment=pending"),
        (_("Ending soonest"), f"order={ENDING_FIRST.key}"),
        (_("Opportunities"), "status=opportunity"),
        (_("Won"), "status=won"),
        (_("Released"), "assignment=released"),
    ]
    said = "&".join(f"{name}={value}" for name, value in wanted.items())
    current = f"order={ENDING_FIRST.key}" if ending and not wanted else said
    return [View(words, f"{here}?{query}" if query else here, query == current) for words, query in named]
