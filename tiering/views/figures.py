"""Recording a figure of a partner by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.countries import COUNTRIES
from portal.forms import blame
from portal.problems import Refusal
from tiering.forms.figures import FigureForm
from tiering.presentation.guide_words import GuideWords
from tiering.presentation.reported import figures_of_category
from tiering.queries.standing import countries_on, enrolments_visible_to, guide_in_force, today_of
from tiering.services.readings import Report, record_reading


@require_http_methods(["GET", "HEAD", "POST"])
@requires("tiering.record")
def record_figure(request: HttpRequest, vendor: str, enrolment: int) -> HttpResponse:
    """One figure that the guide asks of this enrolment; `metric` and `country` of the address are chosen already (G-TIER-13)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(enrolments_visible_to(actor).select_related("program", "partner"), pk=enrolment)
    now = timezone.now()
    today = today_of(found.program, now)
    guide = guide_in_force(found.program_id, today)
    words = GuideWords(guide) if guide else None
    figures = figures_of_category(words, words.category_code(found.category)) if words else {}
    form = FigureForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today, "metric": request.GET.get("metric"), "country": request.GET.get("country")},
        figures=sorted(figures.items(), key=lambda one: one[1].casefold()),
        countries=[(iso, COUNTRIES.get(iso, iso)) for iso in countries_on(found, today)],
    )
    if form.is_bound and form.is_valid():
        try:
            report = Report(partner_id=found.partner_id, **form.cleaned_data)
            record_reading(found.program, report, made_by=actor.membership_id, by=actor, at=now)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("The figure is recorded. It counts in the next scorecard."))
            return redirect(request.path)
    there = reverse("tiering:partner-scorecard", kwargs={"vendor": vendor, "partner": found.partner_id})
    context = {
        "form": form,
        "enrolment": found,
        "figures": figures,
        "back": f"{there}?enrolment={found.pk}",
        "action": request.path,
    }
    return render(request, "tiering/record_figure.html", context, status=422 if form.is_bound else 200)
