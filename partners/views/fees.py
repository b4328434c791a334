"""Who paid the fee of a year and who owes it; recording one, and taking a wrong one back (G-TECH-01)."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.forms.agreements import YearlyFeeForm
from partners.queries.agreements import programs_with_guides, today_of
from partners.queries.categories import category_name
from partners.queries.fees import (
    BY_PARTNER,
    enrolments_seen,
    fee_categories,
    fees_visible_to,
    owed_by,
    owed_by_all,
    paying_enrolments,
    taking_back_asked,
)
from partners.services.fees import Payment, ask_to_take_back, record_yearly_fee
from portal.accounts.rights import requires
from portal.forms import ReasonForm, blame
from portal.guides.models import Program
from portal.problems import Refusal
from portal.shell.lists import View, list_page


class YearForm(forms.Form):
    """Of which year."""

    year = forms.IntegerField(required=False, min_value=2_000, max_value=2_200, widget=forms.HiddenInput)
    program = forms.SlugField(required=False, widget=forms.HiddenInput)


@require_safe
@requires("fees.record")
def fee_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """One program and year: every partner who pays, with what arrived."""
    now = timezone.now()
    programs = [one for one in programs_with_guides() if fee_categories(one, now)]
    form = YearForm(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    program = next((one for one in programs if typed.get("program") in ("", None, one.slug)), None)
    if program is None:
        if typed.get("program"):
            raise Http404
        return render(request, "partners/fees/list.html", {"program": None})
    this = today_of(program, now).year
    year = typed.get("year") or this
    page = list_page(request, _named(program, now), orders=[BY_PARTNER], form=form)
    owed = owed_by_all(page.rows, year=year, at=now)
    context = {
        "program": program,
        "year": year,
        "page": page,
        "rows": [
            (
                one,
                reverse("partners:fee", kwargs={"vendor": vendor, "enrolment": one.enrolment.pk}) + f"?year={year}",
                category_name(program, one.enrolment.category, at=now),
            )
            for one in owed
        ],
        "views": [
            View(str(one), f"{request.path}?program={program.slug}&year={one}", one == year)
            for one in (this - 1, this, this + 1)
        ],
        "tabs": [
            {"label": one.name, "url": f"{request.path}?program={one.slug}", "current": one == program}
            for one in programs
        ]
        if len(programs) > 1
        else [],
    }
    return render(request, "partners/fees/list.html", context)


def _named(program: Program, now: datetime) -> QuerySet[Any]:
    return paying_enrolments(program, now).annotate(name=F("partner__name"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("fees.record")
def fee_page(request: HttpRequest, vendor: str, enrolment: int) -> HttpResponse:
    """Record that the fee of a year arrived."""
    found = get_object_or_404(enrolments_seen(request.actor), pk=enrolment)  # type: ignore[attr-defined]
    now = timezone.now()
    this = today_of(found.program, now).year
    back = reverse("partners:partner", kwargs={"vendor": vendor, "partner": found.partner_id})
    owed = [one for year in (this - 1, this, this + 1) if (one := owed_by(found, year=year, at=now)) is not None]
    context: dict[str, Any] = {
        "partner": found.partner,
        "program": found.program,
        "back": back,
        "title": _("Record the fee"),
    }
    asked = request.GET.get("year", str(this))
    waiting = sorted((one for one in owed if one.paid is None), key=lambda one: str(one.year) != asked)
    if not waiting:
        words = _("Nothing is due for this category.") if not owed else _("The fees of these years are recorded.")
        return render(request, "partners/fees/form.html", context | {"refused": words})
    form = YearlyFeeForm(request.POST if request.method == "POST" else None, owed=waiting)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        payment = Payment(typed["amount"], typed["reference"], typed["paid_on"])
        try:
            record_yearly_fee(found, year=typed["year"], payment=payment, by=request.actor, at=now)  # type: ignore[attr-defined]
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect(back)
    status = 422 if form.is_bound else 200
    return render(request, "partners/fees/form.html", context | {"form": form, "action": request.path}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("fees.record")
def taking_back_page(request: HttpRequest, vendor: str, fee: int) -> HttpResponse:
    """Ask a second person to take back what was noted by mistake."""
    found = get_object_or_404(fees_visible_to(request.actor), pk=fee)  # type: ignore[attr-defined]
    back = reverse("partners:partner", kwargs={"vendor": vendor, "partner": found.partner_id})
    title = _("Take back the fee of %(year)s") % {"year": found.year}
    context: dict[str, Any] = {"partner": found.partner, "program": found.program, "back": back, "title": title}
    if found.taken_back_at is not None or taking_back_asked(found.pk):
        words = _("This was taken back already.") if found.taken_back_at else _("A second person is asked already.")
        return render(request, "partners/fees/form.html", context | {"refused": words})
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ask_to_take_back(found.pk, by=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"])  # type: ignore[attr-defined]
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Asked: a second person of finance decides it."))
            return redirect(back)
    status = 422 if form.is_bound else 200
    return render(request, "partners/fees/form.html", context | {"form": form, "action": request.path}, status=status)
