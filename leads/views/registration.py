"""The form that registers a lead."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leads.forms import RegistrationForm, customer_in
from leads.models import Lead
from leads.queries import choose_program, programs_with_leads
from leads.services.registration import register_lead
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.problems import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires("leads.register")
def new_lead(request: HttpRequest, vendor: str) -> HttpResponse:
    """The form, and the registration; what is wrong is said at its field, and nothing typed is lost."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    programs = programs_with_leads(actor, timezone.now())
    form = RegistrationForm(request.POST if request.method == "POST" else None, programs=programs)
    if request.method == "POST" and form.is_valid():
        try:
            lead = _register(form, actor)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            waits = lead.assignment == Lead.Assignment.PENDING
            messages.success(
                request, _("Registered: it waits for approval.") if waits else _("Registered: it is yours.")
            )
            return redirect(reverse("leads:lead", kwargs={"vendor": vendor, "lead": lead.pk}))
    context = {"form": form, "action": request.path, "programs": programs}
    template = "leads/_new.html" if request.headers.get("HX-Request") else "leads/new.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _register(form: RegistrationForm, actor: Actor) -> Lead:
    now = timezone.now()
    assert actor.partner_id is not None
    return register_lead(
        customer=customer_in(form.cleaned_data),
        source=form.cleaned_data["source"],
        program_id=choose_program(actor, form.cleaned_data.get("program"), now),
        partner_id=actor.partner_id,
        by=actor,
        at=now,
    )
