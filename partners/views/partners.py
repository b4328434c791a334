"""The list of partners, everything on one, and what a partner sees of its own company."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.columns import columns_seen
from partners.forms.partners import PartnerFilterForm
from partners.holds import held_partners, hold_on
from partners.models import Partner
from partners.panels import sections_of, tabs_of
from partners.partner_words import facts_strip, history_words, known_facts, row_of
from partners.queries.managers import looks_after_somebody, manager_names
from partners.queries.partners import (
    BY_NAME,
    Wanted,
    countries_of_partners,
    enrolments_of_partners,
    external_ids_of,
    facts_of,
    here_since,
    history_of,
    narrow,
    own_company,
    partners_seen_by,
    presences_of,
    programs_to_choose,
)
from partners.queries.people import vendor_today
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.countries import COUNTRIES
from portal.shell.lists import View, list_page


@require_safe
@requires("partners.see")
def partner_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Every partner by name, or those that were asked for; to who looks after some, these first: all are one address away."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    day = vendor_today(now)
    is_narrowed = bool(set(request.GET) - {"after", "before"})
    asked = request.GET if is_narrowed or not looks_after_somebody(actor, day) else {"mine": "yes"}
    form = PartnerFilterForm(asked, programs=programs_to_choose(), actor=actor)
    wanted = form.wanted()
    page = list_page(request, narrow(partners_seen_by(actor), wanted, day=day, at=now), orders=[BY_NAME], form=form)
    ids = [partner.pk for partner in page.rows]
    countries, enrolments = countries_of_partners(ids, day), enrolments_of_partners(ids, day)
    held = held_partners(now) if ids else frozenset()
    columns = columns_seen(actor)
    on_page = [one for mine in enrolments.values() for one in mine]
    filled = [(column.label, column.fill(on_page, now)) for column in columns]
    context = {
        "page": page,
        "columns": [column.label for column in columns],
        "rows": [
            row_of(
                partner,
                vendor=vendor,
                country=countries.get(partner.pk, ""),
                enrolments=enrolments.get(partner.pk, []),
                columns=filled,
                is_held=partner.pk in held,
                at=now,
            )
            for partner in page.rows
        ],
        "tabs": tabs_of(actor, vendor, current="partners:list"),
        "views": _views(vendor, wanted, actor),
        "narrowed": (is_narrowed and wanted != Wanted()) or bool(request.GET.get("after")),
    }
    return render(request, "partners/partners.html", context)


def _views(vendor: str, wanted: Wanted, actor: Actor) -> list[View]:
    here = reverse("partners:list", kwargs={"vendor": vendor})
    named = [
        (_("All"), "", Wanted()),
        (_("Active"), "?state=active", Wanted(state="active")),
        (_("Not active yet"), "?state=waiting", Wanted(state="waiting")),
        (_("Suspended"), "?state=suspended", Wanted(state="suspended")),
        (_("On hold"), "?held=yes", Wanted(held=True)),
    ]
    if actor.may("partners.look_after"):
        named[0] = (_("All"), "?mine=no", Wanted())
        named.insert(1, (_("Mine"), "?mine=yes", Wanted(manager=actor.membership_id)))
    return [View(words, here + query, wanted == asked) for words, query, asked in named]


@require_safe
@requires("partners.see")
def partner_page(request: HttpRequest, vendor: str, partner: int) -> HttpResponse:
    """Everything on one partner that this member may see."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(partners_seen_by(actor), pk=partner)
    return render(request, "partners/partner.html", _page(request, actor, found, timezone.now()))


@require_safe
@requires("company.see")
def company_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """What the vendor knows of the own company."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(own_company(actor))
    return render(request, "partners/partner.html", _page(request, actor, found, timezone.now()))


def _page(request: HttpRequest, actor: Actor, partner: Partner, now: datetime) -> dict[str, Any]:
    day = vendor_today(now)
    countries: dict[str, list[str]] = {}
    for presence in presences_of(partner, day):
        countries.setdefault(presence.program.name, []).append(COUNTRIES.get(presence.country, presence.country))
    facts = facts_of(partner)
    names = manager_names([one.pk for one in enrolments_of_partners([partner.pk], day).get(partner.pk, [])])
    return {
        "partner": partner,
        "sections": sections_of(actor, partner),
        "hold": hold_on(partner.pk, now),
        "facts": facts_strip(
            partner,
            facts,
            since=here_since(partner),
            managers=sorted(set(names.values())) if actor.is_staff else [],
            day=day,
        ),
        "may_assign": actor.may("regions.manage"),
        "known": known_facts(facts, day=day),
        "ids": external_ids_of(partner) if actor.is_staff else [],
        "countries": list(countries.items()),
        "timeline": history_words(history_of(partner, actor)) if actor.is_staff else [],
        "now": now,
    }
