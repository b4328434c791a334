"""Partners on their way: what is met, what is missing, and what finance and managers do about it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.agreement_words import age_in_days, steps_of, task_words
from partners.forms.agreements import ConditionsForm, FeeForm, GivingUpForm
from partners.models import Admission
from partners.queries.admissions import (
    admissions_visible_to,
    contact_of,
    due_fee,
    needs_of,
    tasks_of,
    tasks_visible_to,
    waiting_first,
)
from partners.queries.agreements import activation_section, agreements_section, guide_of, today_of
from partners.queries.categories import category_name
from partners.services.activation import activate_if_ready, set_conditions, tick_task
from partners.services.fees import Payment, record_fee
from partners.services.giving_up import give_up_admission
from partners.standing import tier_of
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import NoFilter, blame
from portal.keyset import Order
from portal.problems import Refusal
from portal.shell.lists import View, list_page

OLDEST_FIRST = Order("oldest", "", ("opened_at", "id"), descending=False)


@require_safe
@requires("agreements.manage")
def admission_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Who is on the way to being active, who waited longest first; or who became active."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    shown_active = request.GET.get("show") == "active"
    rows = waiting_first(admissions_visible_to(actor), active=shown_active)
    page = list_page(request, rows, orders=[OLDEST_FIRST], form=NoFilter(request.GET))
    here = request.path
    context = {
        "page": page,
        "rows": [_row(admission, vendor, now) for admission in page.rows],
        "views": [
            View(_("On the way"), here, not shown_active),
            View(_("Active"), f"{here}?show=active", shown_active),
        ],
        "shown_active": shown_active,
        "now": now,
    }
    return render(request, "partners/agreements/admissions.html", context)


def _row(admission: Admission, vendor: str, now: Any) -> dict[str, Any]:
    open_needs = [] if admission.activated_at else [need for need in needs_of(admission, at=now) if not need.is_met]
    mine = [need for need in open_needs if need.waits_for == "vendor"]
    return {
        "admission": admission,
        "url": reverse("agreements:admission", kwargs={"vendor": vendor, "admission": admission.pk}),
        "category": category_name(admission.program, admission.category, at=now),
        "age": age_in_days(admission.opened_at, now),
        "missing": len(open_needs),
        "next": (mine or open_needs)[0] if open_needs else None,
        "waits_for_us": bool(mine),
    }


@require_safe
@requires("agreements.see")
def admission_page(request: HttpRequest, vendor: str, admission: int) -> HttpResponse:
    """What is missing to be active, step by step; for the partner and for the vendor the same list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(admissions_visible_to(actor), pk=admission)
    now = timezone.now()
    section = activation_section(guide_of(found.program, now))
    needs = needs_of(found, at=now)
    tasks = tasks_of(found)
    tier = tier_of(found.enrolment_id, today_of(found.program, now)) if found.enrolment_id else ""
    context = {
        "admission": found,
        "category": category_name(found.program, found.category, at=now),
        "needs": needs,
        "missing": [need for need in needs if not need.is_met],
        "met": sum(need.is_met for need in needs),
        "steps": steps_of(found, section, needs, tasks),
        "tasks": [(task, task_words(task)) for task in tasks if not task.key.startswith("step_")],
        "contact": contact_of(found, section, tier),
        "conditions": _conditions(found, now),
        "may_manage": actor.may("agreements.manage"),
        "may_record": actor.may("fees.record") and due_fee(found, now) is not None,
        "now": now,
    }
    return render(request, "partners/agreements/admission.html", context)


def _conditions(admission: Admission, now: Any) -> list[tuple[str, str, bool]]:
    section = agreements_section(guide_of(admission.program, now))
    language = get_language() or "en"
    known = section.conditions.items() if section else ()
    return [(key, one.text.within(language), key in admission.flags) for key, one in known]


Save = Callable[[Admission, dict[str, Any], Actor], object]


@require_http_methods(["GET", "HEAD", "POST"])
@requires("agreements.manage")
def conditions_page(request: HttpRequest, vendor: str, admission: int) -> HttpResponse:
    """Say which conditions of the guide hold."""
    found = _own(request, admission)
    known = [(key, words) for key, words, _holds in _conditions(found, timezone.now())]
    form = ConditionsForm(_posted(request), conditions=known, initial=found.flags)

    def save(admission: Admission, data: dict[str, Any], by: Actor) -> object:
        return set_conditions(admission.pk, flags=data["flags"], by=by, at=timezone.now())

    return _form_page(request, vendor, found, form, save, title=_("Say what applies to this partner"), done=_("Saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("agreements.manage")
def giving_up_page(request: HttpRequest, vendor: str, admission: int) -> HttpResponse:
    """The company withdraws, or the vendor waits no longer: what waits for a signature is taken back."""
    found = _own(request, admission)
    title = _("Give up")
    if found.activated_at or found.closed_at:
        refused = _("This is decided: the partner is active, or was given up.")
        back = reverse("agreements:admission", kwargs={"vendor": vendor, "admission": found.pk})
        context = {"admission": found, "title": title, "refused": refused, "back": back}
        return render(request, "partners/agreements/admission_form.html", context)
    form = GivingUpForm(_posted(request))

    def save(admission: Admission, data: dict[str, Any], by: Actor) -> object:
        by_company = data.pop("who") == "company"
        return give_up_admission(admission, by_company=by_company, by=by, at=timezone.now(), **data)

    return _form_page(
        request, vendor, found, form, save, title=title, done=_("Given up: nothing waits here any more."), tone="bad"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("fees.record")
def fee_page(request: HttpRequest, vendor: str, admission: int) -> HttpResponse:
    """Record that the fee arrived."""
    found = _own(request, admission)
    due = due_fee(found, timezone.now())
    if due is None:
        context = {"admission": found, "title": _("Record the fee"), "refused": _("Nothing is due for this category.")}
        back = reverse("agreements:admission", kwargs={"vendor": vendor, "admission": found.pk})
        return render(request, "partners/agreements/admission_form.html", context | {"back": back})
    form = FeeForm(_posted(request), currency=due.currency, amount=due.amount)

    def save(admission: Admission, data: dict[str, Any], by: Actor) -> object:
        return record_fee(admission, payment=Payment(**data), by=by, at=timezone.now())

    return _form_page(request, vendor, found, form, save, title=_("Record the fee"), done=_("Recorded."))


def _own(request: HttpRequest, admission: int) -> Admission:
    return get_object_or_404(admissions_visible_to(request.actor), pk=admission)  # type: ignore[attr-defined]


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: HttpRequest,
    vendor: str,
    admission: Admission,
    form: forms.Form,
    save: Save,
    *,
    title: str,
    done: str,
    tone: str = "",
) -> HttpResponse:
    back = reverse("agreements:admission", kwargs={"vendor": vendor, "admission": admission.pk})
    if form.is_bound and form.is_valid():
        try:
            save(admission, form.cleaned_data, request.actor)  # type: ignore[attr-defined]
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"admission": admission, "form": form, "action": request.path, "back": back, "title": title, "tone": tone}
    return render(request, "partners/agreements/admission_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("agreements.manage")
def check_admission(request: HttpRequest, vendor: str, admission: int) -> HttpResponse:
    """Look again whether everything is there."""
    found = _own(request, admission)
    if activate_if_ready(found.pk, by=request.actor, at=timezone.now()):  # type: ignore[attr-defined]
        messages.success(request, _("Everything is there: the partner is active."))
    else:
        messages.info(request, _("Something is still missing."))
    return redirect(reverse("agreements:admission", kwargs={"vendor": vendor, "admission": found.pk}))


@require_POST
@requires("agreements.manage")
def task_done(request: HttpRequest, vendor: str, task: int) -> HttpResponse:
    """A step or a task was done by a person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(tasks_visible_to(actor), pk=task)
    try:
        tick_task(found.pk, by=actor, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect(reverse("agreements:admission", kwargs={"vendor": vendor, "admission": found.admission_id}))
