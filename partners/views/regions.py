"""Which channel manager serves which countries, what nobody serves, and handing partners over (G-REL-01)."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.forms.regions import HandoverForm, ManagerForm, ServingForm
from partners.models import ManagerRegion
from partners.queries.agreements import today_of
from partners.queries.categories import category_name
from partners.queries.managers import looked_after, managers_to_choose, regions_on, regions_seen, unserved
from partners.queries.partners import enrolments_of_partners, partners_seen_by
from partners.queries.people import vendor_today
from partners.services.managers import assign_manager, end_region, reassign, serve_countries
from partners.views.programs import program_tabs, wanted_program
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.countries import COUNTRIES
from portal.forms import blame
from portal.guides.models import Program
from portal.problems import Refusal

SHOWN = 12


@require_safe
@requires("regions.manage")
def region_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Of one program: each manager with what they serve, and what nobody does."""
    now = timezone.now()
    program = wanted_program(request)
    if program is None:
        return render(request, "partners/regions/list.html", {"program": None})
    day = today_of(program, now)
    counts = looked_after(program, day)
    open_ones = unserved(program, day)
    alone = list(open_ones.enrolments[: SHOWN + 1])
    context = {
        "program": program,
        "tabs": program_tabs(request, program),
        "managers": _by_manager(regions_on(program, day), counts),
        "others": [(name, counts[pk]) for pk, name in managers_to_choose() if pk in counts],
        "countries": [(COUNTRIES.get(code, code), n) for code, n in open_ones.countries],
        "alone": [(one, category_name(program, one.category, at=now)) for one in alone[:SHOWN]],
        "more_alone": len(alone) > SHOWN,
        "now": now,
    }
    return render(request, "partners/regions/list.html", context)


def _by_manager(regions: list[ManagerRegion], counts: dict[int, int]) -> list[dict[str, Any]]:
    found = []
    for manager, rows in groupby(regions, key=lambda region: region.manager):
        served = [(row, COUNTRIES.get(row.country, row.country) if row.country else "") for row in rows]
        found.append({"manager": manager, "rows": served, "partners": counts.get(manager.pk, 0)})
    return found


def _back(vendor: str, program: Program) -> str:
    return f"{reverse('partners:regions', kwargs={'vendor': vendor})}?program={program.slug}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires("regions.manage")
def serving_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """Give countries to a manager."""
    program = _needed(request)
    form = ServingForm(request.POST if request.method == "POST" else None, managers=managers_to_choose())
    if form.is_bound and form.is_valid():
        try:
            serve_countries(
                program,
                countries=form.places(),
                manager_id=form.cleaned_data["manager"],
                by=request.actor,  # type: ignore[attr-defined]
                at=timezone.now(),
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("From today on new partners there come to this manager."))
            return redirect(_back(vendor, program))
    intro = _("Partners that are looked after already stay where they are: hand them over if they should move.")
    return _form(request, vendor, program, form, title=_("Give countries to a manager"), intro=intro)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("regions.manage")
def handover_page(request: HttpRequest, vendor: str) -> HttpResponse:
    """Hand over the partners of a manager, or of nobody."""
    program = _needed(request)
    managers = managers_to_choose()
    holders = [
        (region.manager_id, region.manager.name) for region in regions_on(program, today_of(program, timezone.now()))
    ]
    known = dict([*holders, *managers])
    initial = {"of": request.GET.get("of", "")}
    data = request.POST if request.method == "POST" else None
    form = HandoverForm(data, holders=sorted(known.items(), key=lambda one: one[1]), managers=managers, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            moved = reassign(program, by=request.actor, at=timezone.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except Refusal as refusal:
            blame(form, refusal)
        else:
            words = ngettext("%(n)s enrolment was handed over.", "%(n)s enrolments were handed over.", moved)
            messages.success(request, words % {"n": moved})
            return redirect(_back(vendor, program))
    return _form(request, vendor, program, form, title=_("Hand partners over"), intro="")


def _needed(request: HttpRequest) -> Program:
    found = wanted_program(request)
    if found is None:
        raise Http404
    return found


def _form(
    request: HttpRequest, vendor: str, program: Program, form: forms.Form, *, title: str, intro: str
) -> HttpResponse:
    back = _back(vendor, program)
    action = f"{request.path}?program={program.slug}"
    context = {"program": program, "form": form, "title": title, "intro": intro, "back": back, "action": action}
    return render(request, "partners/regions/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("regions.manage")
def region_ending(request: HttpRequest, vendor: str, region: int) -> HttpResponse:
    """A manager serves this no more."""
    found = get_object_or_404(regions_seen(), pk=region)
    try:
        end_region(found.pk, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Ended. Who is looked after stays so until you hand them over."))
    return redirect(_back(vendor, found.program))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("regions.manage")
def manager_page(request: HttpRequest, vendor: str, partner: int) -> HttpResponse:
    """Another manager for one enrolment of a partner."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(partners_seen_by(actor), pk=partner)
    now = timezone.now()
    enrolled = enrolments_of_partners([found.pk], vendor_today(now)).get(found.pk, [])
    choices = [(one.pk, f"{one.program.name} · {category_name(one.program, one.category, at=now)}") for one in enrolled]
    data = request.POST if request.method == "POST" else None
    form = ManagerForm(data, enrolments=choices, managers=managers_to_choose())
    back = reverse("partners:partner", kwargs={"vendor": vendor, "partner": found.pk})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            assign_manager(typed["enrolment"], manager_id=typed["manager"], reason=typed["reason"], by=actor, at=now)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("From today on this manager looks after the partner there."))
            return redirect(back)
    context = {"partner": found, "form": form, "back": back, "action": request.path, "is_enrolled": bool(choices)}
    return render(request, "partners/regions/manager.html", context, status=422 if form.is_bound else 200)
