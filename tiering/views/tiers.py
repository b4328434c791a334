"""A partner's tiers: on any day, who decided and why, and what can be decided now."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.problems import Refusal
from portal.shell.acts import Place
from portal.shell.views.acts import ActPages
from tiering.acts import ACTS
from tiering.forms.decisions import ReviewForm
from tiering.presentation.guide_words import GuideWords
from tiering.presentation.history import calendar, decision_rows
from tiering.presentation.review import other_categories, refuse_review, review_view
from tiering.presentation.scorecard import held_of
from tiering.presentation.waivers import deviation_views, extras_view, grace_views, waiver_views
from tiering.queries.desk import Desk, desk_of
from tiering.queries.standing import enrolments_of, enrolments_visible_to, guide_numbers, partners_visible_to
from tiering.services.reviews import decide_review
from tiering.views.scorecards import chosen_enrolment, enrolment_tabs


@require_safe
@requires("tiering.see")
def partner_tiers(request: HttpRequest, vendor: str, partner: int) -> HttpResponse:
    """The tier of today and of any day, drawn and decided; what staff may do now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(partners_visible_to(actor), pk=partner)
    now = timezone.now()
    enrolments = enrolments_of(found.pk, now=now)
    enrolment = chosen_enrolment(request, enrolments)
    if enrolment is None:
        return render(request, "tiering/no_enrolment.html", {"partner": found})
    desk = desk_of(enrolment, now=now)
    words = GuideWords(desk.guide) if desk.guide else None
    offered = actions_of(actor, vendor, desk, now)
    asked = parse_day(request.GET.get("day", ""))
    vendor_name: str = request.vendor.name  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "partner": found,
        "enrolment": enrolment,
        "category": words.category(words.category_code(enrolment.category)) if words else enrolment.category,
        "tabs": enrolment_tabs(request, enrolments, enrolment),
        "held": held_of(enrolment, desk.today, words),
        "today": desk.today,
        "asked": asked,
        "asked_held": held_of(enrolment, asked, words) if asked else None,
        "actions": [one for one in offered if not one["refused"]],
        "refused": [one for one in offered if one["refused"]],
        "now": now,
        "may_waive": actor.may("tiering.waive"),
    }
    if words is not None:
        context |= {
            "calendar": calendar(enrolment.pk, words=words, tiers=desk.tiers, today=desk.today, asked=asked),
            "decisions": decision_rows(
                enrolment.pk,
                words=words,
                guides=guide_numbers(enrolment.program_id),
                vendor_name=vendor_name,
                staff=actor.is_staff,
            ),
            "waivers": waiver_views(enrolment, words=words, today=desk.today),
            "graces": grace_views(enrolment, today=desk.today),
            "deviations": deviation_views(enrolment, words=words, today=desk.today),
            "extras": extras_view(enrolment, words=words),
        }
    return render(request, "tiering/tiers.html", context)


def parse_day(text: str) -> date | None:
    """A day as 2025-06-30; nothing for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def actions_of(actor: Actor, vendor: str, desk: Desk, now: datetime) -> list[dict[str, Any]]:
    """The acts this member has the right to; those that do not fit now say why."""
    found: list[dict[str, Any]] = []
    if actor.may("tiering.decide"):
        url = reverse("tiering:review", kwargs={"vendor": vendor, "enrolment": desk.enrolment.pk})
        found.append({"label": _("Decide the review"), "url": url, "tone": "primary", "refused": refuse_review(desk)})
    if actor.may("tiering.switch"):
        url = reverse("tiering:conditions", kwargs={"vendor": vendor, "enrolment": desk.enrolment.pk})
        found.append({"label": _("Conditions of benefits"), "url": url, "refused": ""})
    found += ACT_PAGES.offered(actor, vendor, desk, pk=desk.enrolment.pk, at=now)
    return sorted(found, key=lambda action: bool(action["refused"]))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("tiering.decide")
def review_decision(request: HttpRequest, vendor: str, enrolment: int) -> HttpResponse:
    """Confirm, or decide against, what the annual review recommends (G-TIER-04)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    desk = _desk(actor, enrolment, now)
    form = ReviewForm(request.POST if request.method == "POST" else None, categories=other_categories(desk))
    refused = refuse_review(desk)
    if form.is_bound and form.is_valid():
        try:
            if refused or desk.review is None:
                raise Refusal(refused)
            said = {**form.cleaned_data, "tier": form.cleaned_data["decision"]}
            del said["decision"]
            decide_review(desk.review, by=actor, at=now, **said)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("The tier is decided."))
            return redirect(_back(vendor, desk.enrolment))
    context = {
        "form": form,
        "review": review_view(desk) if desk.review is not None else None,
        "refused": refused,
        "enrolment": desk.enrolment,
        "back": _back(vendor, desk.enrolment),
        "action": request.path,
    }
    return render(request, "tiering/review.html", context, status=422 if form.is_bound else 200)


def _desk(actor: Actor, enrolment: int, now: datetime) -> Desk:
    visible = enrolments_visible_to(actor).select_related("program", "partner")
    return desk_of(get_object_or_404(visible, pk=enrolment), now=now)


def _place(desk: Desk, vendor: str) -> Place:
    enrolment, guide = desk.enrolment, desk.guide
    held = held_of(enrolment, desk.today, GuideWords(guide) if guide else None)
    line = f"{enrolment.partner.name} · {enrolment.program.name}"
    if held.since:
        day = date_format(held.since, "SHORT_DATE_FORMAT")
        line = f"{line} · {_('%(tier)s since %(day)s') % {'tier': held.words, 'day': day}}"
    return Place(
        enrolment.partner.name,
        line,
        _back(vendor, enrolment),
        _("Back to the tiers"),
        pill=held.words if held.code else "",
        guide_version=guide.number if guide else None,
    )


def _back(vendor: str, enrolment: Enrolment) -> str:
    there = reverse("tiering:partner-tiers", kwargs={"vendor": vendor, "partner": enrolment.partner_id})
    return f"{there}?enrolment={enrolment.pk}"


ACT_PAGES = ActPages(ACTS, namespace="tiering", subject="enrolment", find=_desk, show=_place)
