"""People of partners: the list, one person, and what can be done about them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.forms.people import LeavingForm, PeopleFilterForm, PersonForm, terms_in
from partners.leaving import forecast_of
from partners.models import Certificate, Person, Post
from partners.people_acts import CERTIFICATE_ACTS, PERSON_ACTS
from partners.presentation import certificate_state, last_day_of, mail_warning, row_of, state_of, timeline_of
from partners.queries.people import (
    BY_NAME,
    Held,
    acts_on,
    bookings_of,
    certificates_of,
    certificates_visible_to,
    counting_terms,
    domains_of,
    employments_of,
    held_by,
    last_posts,
    narrow,
    partners_visible_to,
    partners_with_people,
    people_visible_to,
    posts_of,
    soonest_reminder,
    trainings_of,
    vendor_today,
)
from partners.services.people import add_person, end_post
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.countries import COUNTRIES
from portal.forms import blame
from portal.problems import Refusal
from portal.shell.acts import Place
from portal.shell.lists import View, list_page
from portal.shell.views.acts import ActPages


@require_safe
@requires("colleagues.see")
def people(request: HttpRequest, vendor: str) -> HttpResponse:
    """Everybody who is or was at a partner, by name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    day = vendor_today(timezone.now())
    soon = soonest_reminder(day)
    form = PeopleFilterForm(request.GET, partners=partners_with_people() if actor.is_staff else [])
    wanted = form.wanted()
    posts = narrow(last_posts(actor, day), wanted, day=day, soon=soon)
    page = list_page(request, posts, orders=[BY_NAME], form=form)
    held = held_by([post.person_id for post in page.rows], day, soon)
    terms = counting_terms({post.partner_id for post in page.rows}, day)
    rows = [
        row_of(
            post,
            vendor=vendor,
            day=day,
            held=held.get(post.person_id, Held()),
            domains=terms[post.partner_id].domains,
            employments=terms[post.partner_id].employments,
        )
        for post in page.rows
    ]
    context = {
        "page": page,
        "rows": rows,
        "views": _views(vendor, wanted),
        "narrowed": bool(wanted) or bool(request.GET.get("after")),
        "day": day,
    }
    return render(request, "partners/people.html", context)


def _views(vendor: str, wanted: dict[str, str]) -> list[View]:
    here = reverse("people:list", kwargs={"vendor": vendor})
    named: list[tuple[str, dict[str, str]]] = [
        (_("Everybody"), {}),
        (_("Counted"), {"state": "counted"}),
        (_("Not counted"), {"state": "uncounted"}),
        (_("Certificates ending soon"), {"certificates": "ending"}),
        (_("Left"), {"state": "left"}),
    ]
    return [
        View(words, here + "".join(f"?{name}={value}" for name, value in query.items()), wanted == query)
        for words, query in named
    ]


@require_safe
@requires("colleagues.see")
def person_page(request: HttpRequest, vendor: str, person: int) -> HttpResponse:
    """One person: posts, certificates, trainings, exams, what leaving leaves open, what was done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    found = _person(actor, person, now)
    day = vendor_today(now)
    posts = posts_of(found)
    last = posts[0]
    domains, employments = domains_of(found.partner_id, day), employments_of(found.partner_id, day)
    state, tone, why = state_of(last, day=day, domains=domains, employments=employments)
    soon = soonest_reminder(day)
    counts = tone == "good" or bool(last_day_of(last) and day <= (last_day_of(last) or day) and tone == "warn")
    gone = last_day_of(last)
    context = {
        "person": found,
        "last": last,
        "posts": [
            {"post": one, "country": COUNTRIES.get(one.country, one.country), "last_day": last_day_of(one)}
            for one in posts
        ],
        "state": state,
        "tone": tone,
        "why": why,
        "warning": mail_warning(found, last, domains),
        "certificates": [
            {"row": row, "state": certificate_state(row, day=day, soon=soon, person_counts=counts)}
            for row in certificates_of(found)
        ],
        "trainings": trainings_of(found),
        "bookings": bookings_of(found),
        "forecast": forecast_of(found, gone) if gone is not None else None,
        "timeline": timeline_of(acts_on(found), vendor_name=request.vendor.name, staff=actor.is_staff),  # type: ignore[attr-defined]
        "actions": actions_of(actor, vendor, found, last, now),
        "day": day,
        "now": now,
    }
    return render(request, "partners/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("colleagues.keep")
def new_person(request: HttpRequest, vendor: str) -> HttpResponse:
    """Somebody new."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = vendor_today(timezone.now())
    partners = partners_with_people() if actor.is_staff else []
    initial = {"begins": today, "customer_facing": True, "partner": request.GET.get("partner", "")}
    form = PersonForm(request.POST if request.method == "POST" else None, partners=partners, initial=initial)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        company = get_object_or_404(partners_visible_to(actor), pk=typed.get("partner") or actor.partner_id)
        try:
            made = add_person(
                company,
                name=typed["name"],
                mail=typed["mail"],
                terms=terms_in(typed),
                begins=typed["begins"],
                today=today,
                by=actor,
            )
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("%(name)s is among your people.") % {"name": made.name})
            return redirect("people:person", vendor=vendor, person=made.pk)
    return render(request, "partners/new_person.html", {"form": form}, status=422 if form.is_bound else 200)


def actions_of(actor: Actor, vendor: str, person: Person, last: Post, now: datetime) -> list[dict[str, Any]]:
    """What this member may do; leaving last."""
    found = PERSON_PAGES.offered(actor, vendor, person, pk=person.pk, at=now)
    if actor.may("colleagues.keep"):
        url = reverse("people:leaving", kwargs={"vendor": vendor, "person": person.pk})
        is_gone = last.period.upper is not None and last.period.upper <= vendor_today(now)
        refused = _("This person left already.") if is_gone else ""
        found.append({"label": _("Record that they leave"), "url": url, "tone": "danger", "refused": refused})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires("colleagues.keep")
def leaving(request: HttpRequest, vendor: str, person: int) -> HttpResponse:
    """Somebody leaves: what breaks where and when is shown before it is recorded (G-REQ-07)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    found = _person(actor, person, now)
    today = vendor_today(now)
    form = LeavingForm(
        request.POST if request.method == "POST" else None, initial={"last_day": _asked_day(request) or today}
    )
    if form.is_bound and form.is_valid():
        try:
            end_post(found, last_day=form.cleaned_data["last_day"], today=today, by=actor)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("It is recorded. Below stands what it leaves open."))
            return redirect("people:person", vendor=vendor, person=person)
    typed = form.cleaned_data.get("last_day") if form.is_bound else None
    last_day = typed or _asked_day(request) or today
    context = {
        "form": form,
        "person": found,
        "last_day": last_day,
        "forecast": forecast_of(found, last_day),
        "back": reverse("people:person", kwargs={"vendor": vendor, "person": person}),
        "action": request.path,
    }
    return render(request, "partners/leaving.html", context, status=422 if form.is_bound else 200)


def _asked_day(request: HttpRequest) -> date | None:
    try:
        day = parse_date(request.GET.get("last_day", ""))
    except ValueError:
        return None
    return day if day and 1970 <= day.year <= 2200 else None


def _person(actor: Actor, pk: int, at: datetime) -> Person:
    found: Person = get_object_or_404(people_visible_to(actor).select_related("partner"), pk=pk)
    return found


def _certificate(actor: Actor, pk: int, at: datetime) -> Certificate:
    found: Certificate = get_object_or_404(certificates_visible_to(actor).select_related("person"), pk=pk)
    return found


def _place(person: Person, vendor: str) -> Place:
    back = reverse("people:person", kwargs={"vendor": vendor, "person": person.pk})
    return Place(person.name, f"{person.name} · {person.mail}", back, _("Back to the person"))


def _place_of_certificate(row: Certificate, vendor: str) -> Place:
    return replace(_place(row.person, vendor), line=f"{row.person.name} · {row.code}")


PERSON_PAGES = ActPages(PERSON_ACTS, namespace="people", subject="person", find=_person, show=_place)
CERTIFICATE_PAGES = ActPages(
    CERTIFICATE_ACTS, namespace="people", subject="certificate", find=_certificate, show=_place_of_certificate
)
