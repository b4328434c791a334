"""Ending a waiver sooner, and switching conditions of benefits."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.problems import Refusal
from tiering.forms.decisions import ConditionForm, WaiverEndForm
from tiering.presentation.benefits import condition_views
from tiering.presentation.guide_words import GuideWords
from tiering.queries.standing import enrolments_visible_to, guide_in_force, today_of, waivers_visible_to
from tiering.services.conditions import switch_condition
from tiering.services.waivers import end_waiver


@require_http_methods(["GET", "HEAD", "POST"])
@requires("tiering.waive")
def waiver_end(request: HttpRequest, vendor: str, waiver: int) -> HttpResponse:
    """The last day of a waiver, brought forward (X-08)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    visible = waivers_visible_to(actor).select_related("enrolment__program", "enrolment__partner")
    found = get_object_or_404(visible, pk=waiver)
    today = today_of(found.enrolment.program, timezone.now())
    form = WaiverEndForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_bound and form.is_valid():
        try:
            end_waiver(found, by=actor, **form.cleaned_data)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("The waiver ends on that day."))
            return redirect(_back(vendor, found.enrolment))
    guide = guide_in_force(found.program_id, today)
    words = GuideWords(guide) if guide else None
    context: dict[str, Any] = {
        "form": form,
        "enrolment": found.enrolment,
        "line": words.requirement_name(found.requirement, category=words.category_code(found.enrolment.category))
        if words
        else found.requirement,
        "waiver": found,
        "back": _back(vendor, found.enrolment),
        "action": request.path,
    }
    return render(request, "tiering/waiver_end.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("tiering.switch")
def conditions(request: HttpRequest, vendor: str, enrolment: int) -> HttpResponse:
    """The conditions of benefits that people switch: one at a time, from today, with a reason (G-BEN-02)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(enrolments_visible_to(actor).select_related("program", "partner"), pk=enrolment)
    switches = condition_views(found, today_of(found.program, timezone.now()))
    form = ConditionForm(request.POST if request.method == "POST" else None, switches=switches)
    if form.is_bound and form.is_valid():
        try:
            switch_condition(found, by=actor, at=timezone.now(), **form.said())
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("The benefits follow from today."))
            return redirect(request.path)
    context = {
        "form": form,
        "switches": switches,
        "enrolment": found,
        "back": _back(vendor, found),
        "action": request.path,
    }
    return render(request, "tiering/conditions.html", context, status=422 if form.is_bound else 200)


def _back(vendor: str, enrolment: Enrolment) -> str:
    there = reverse("tiering:partner-tiers", kwargs={"vendor": vendor, "partner": enrolment.partner_id})
    return f"{there}?enrolment={enrolment.pk}"
