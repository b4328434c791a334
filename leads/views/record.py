"""The page of one lead, and what can be done there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leads.acts import ACTS, Act
from leads.forms import CustomerForm, StatusForm, today_first
from leads.models import Lead
from leads.presentation import row_of, timeline_of
from leads.queries import deal_of, leads_visible_to, moves_of
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.problems import Refusal


@require_safe
@requires("leads.see")
def lead_page(request: HttpRequest, vendor: str, lead: int) -> HttpResponse:
    """One lead: facts, clock, what can be done, what was done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(leads_visible_to(actor).select_related("partner", "program", "registered_by"), pk=lead)
    context = _context(request, vendor, found, timezone.now())
    return render(request, "leads/_lead.html" if request.headers.get("HX-Request") else "leads/lead.html", context)


def _context(request: HttpRequest, vendor: str, lead: Lead, now: datetime) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {
        "lead": lead,
        "row": row_of(lead, vendor=vendor, now=now),
        "deal": deal_of(lead),
        "timeline": timeline_of(moves_of(lead), vendor_name=request.vendor.name),  # type: ignore[attr-defined]
        "actions": actions_of(actor, vendor, lead, now),
        "now": now,
    }


def actions_of(actor: Actor, vendor: str, lead: Lead, now: datetime) -> list[dict[str, Any]]:
    """The acts this member has the right to; those that do not fit now say why."""
    found = []
    for act in ACTS:
        if not actor.may(act.right):
            continue
        url = reverse(f"leads:{act.noun}", kwargs={"vendor": vendor, "lead": lead.pk})
        refused = act.refuse(lead, now)
        found.append({"label": act.title, "url": url, "tone": act.tone, "refused": refused})
    return sorted(found, key=lambda action: bool(action["refused"]))


def act_view(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act: its form, and what follows."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @requires(act.right)
    def view(request: HttpRequest, vendor: str, lead: int) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        found = get_object_or_404(leads_visible_to(actor), pk=lead)
        now = timezone.now()
        form = _form(act, found, request, now)
        if form.is_bound and form.is_valid():
            try:
                act.run(found, _data(form), actor, now)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, str(act.done))
                return redirect(reverse("leads:lead", kwargs={"vendor": vendor, "lead": lead}))
        back = reverse("leads:lead", kwargs={"vendor": vendor, "lead": lead})
        context = {
            "act": act,
            "form": form,
            "lead": found,
            "action": request.path,
            "back": back,
            "refused": "" if form.is_bound else act.refuse(found, now),
            "tone": "bad" if act.tone == "danger" else "",
        }
        template = "leads/_act.html" if request.headers.get("HX-Request") else "leads/act.html"
        return render(request, template, context, status=422 if form.is_bound else 200)

    return view  # type: ignore[return-value]


def _form(act: Act, lead: Lead, request: HttpRequest, now: datetime) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if act.form is StatusForm:
        return StatusForm(data, lead=lead)
    if act.form is CustomerForm:
        return CustomerForm(data, initial=CustomerForm.typed(lead))
    return act.form(data, initial=today_first(timezone.localdate(now)))


def _data(form: forms.Form) -> dict[str, Any]:
    return form.cleaned_data | ({"customer": form.customer()} if isinstance(form, CustomerForm) else {})
