"""The queue of applications, the page of one, and what can be done there."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.application_acts import ACTS
from partners.application_words import answers_of, fit_words, gates_of, row_of, timeline_of
from partners.decider_words import decider_words, others_decide
from partners.forms.decisions import QueueFilterForm
from partners.models import Application
from partners.queries.applications import (
    NEWEST_FIRST,
    OLDEST_FIRST,
    applications_visible_to,
    attached_to,
    countries_of,
    documents_of,
    executives_of,
    filter_applications,
    owners_of,
    programs_to_choose,
    steps_of,
)
from partners.queries.deciders import deciders_of, may_decide
from partners.queries.programs import guide_for, section_of
from partners.rules.deciding import Deciders
from partners.states import CLOSED, JOINING, WAITING, ApplicationState
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.countries import COUNTRIES
from portal.shell.acts import Place
from portal.shell.lists import View, list_page
from portal.shell.views.acts import ActPages


@require_safe
@requires("applications.see")
def application_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """What waits, oldest first; or what was asked for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now, language = timezone.now(), get_language() or "en"
    form = QueueFilterForm(request.GET, programs=programs_to_choose())
    wanted = form.narrowing()
    view = request.GET.get("view", "")
    rows = filter_applications(applications_visible_to(actor), **wanted)
    rows = _viewed(rows, view) if view or not wanted else rows
    page = list_page(
        request,
        rows.select_related("program"),
        orders=[NEWEST_FIRST if view == "all" or wanted else OLDEST_FIRST],
        form=form,
    )
    versions = {one.guide_version_id: one for one in page.rows}
    known = {version: guide_for(one, now) for version, one in versions.items()}
    others = {version: _others(actor, one, now) for version, one in versions.items()}
    shown = [
        row_of(
            one,
            vendor=vendor,
            language=language,
            guide=known[one.guide_version_id],
            others=others[one.guide_version_id],
        )
        for one in page.rows
    ]
    context = {
        "page": page,
        "rows": shown,
        "views": _views(request, vendor, view, bool(wanted)),
        "narrowed": bool(wanted) or bool(view) or bool(request.GET.get("after")),
        "now": now,
    }
    return render(request, "applications/list.html", context)


def _deciders(application: Application, now: datetime) -> Deciders | None:
    guide = guide_for(application, now)
    return deciders_of(application.program, now, or_else=section_of(guide) if guide else None)


def _others(actor: Actor, application: Application, now: datetime) -> Deciders | None:
    """Who decides, where this member does not."""
    deciders = _deciders(application, now)
    return None if deciders is None or may_decide(actor, deciders) else deciders


def _viewed(rows: QuerySet[Application], view: str) -> QuerySet[Application]:
    if view == "asked":
        return rows.filter(asked_at__isnull=False)
    states = {
        "attached": {ApplicationState.ATTACHED}, "joining": JOINING, "closed": CLOSED,
        "partners": {ApplicationState.ACTIVE, ApplicationState.SUSPENDED}, "all": None,
    }.get(view, WAITING)  # fmt: skip
    return rows if states is None else rows.filter(state__in=states)


def _views(request: HttpRequest, vendor: str, current: str, narrowed: bool) -> list[View]:
    here = reverse("applications:list", kwargs={"vendor": vendor})
    named = [
        ("", _("Waiting for a decision")),
        ("asked", _("Waiting for an answer")),
        ("attached", _("Attached")),
        ("joining", _("On the way in")),
        ("partners", _("Partners")),
        ("closed", _("Ended")),
        ("all", _("All")),
    ]
    return [View(words, f"{here}?view={key}" if key else here, key == current and not narrowed) for key, words in named]


@require_safe
@requires("applications.see")
def application_record(request: HttpRequest, vendor: str, application: int) -> HttpResponse:
    """One application: who applies, what was sent in, which checks are open, what can be done, what was done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(
        applications_visible_to(actor).select_related("program", "partner", "attached_to"), pk=application
    )
    return render(request, "applications/record.html", _record(actor, vendor, found, timezone.now()))


def _record(actor: Actor, vendor: str, application: Application, now: datetime) -> dict[str, Any]:
    language = get_language() or "en"
    guide = guide_for(application, now)
    section = section_of(guide) if guide else None
    deciders = _deciders(application, now) if application.state in WAITING else None
    others = _others(actor, application, now)
    return {
        "application": application,
        "row": row_of(application, vendor=vendor, language=language, guide=guide, others=others),
        "deciders": decider_words(deciders) if deciders and others is None else "",
        "country": COUNTRIES.get(application.country, application.country),
        "countries": [COUNTRIES.get(code, code) for code in countries_of(application)],
        "owners": owners_of(application),
        "executives": executives_of(application),
        "documents": documents_of(application),
        "answers": answers_of(application, section, language) if section else [],
        "fit": fit_words(application, section, language),
        "gates": gates_of(application),
        "attached": attached_to(application),
        "timeline": timeline_of(steps_of(application), section, language),
        "actions": actions_of(actor, vendor, application, now),
        "now": now,
    }


def actions_of(actor: Actor, vendor: str, application: Application, now: datetime) -> list[dict[str, Any]]:
    """The acts of this member; those that do not fit now say why, and what can never fit is not shown."""
    if _deciders(application, now) is None:
        return []
    offered = ACT_PAGES.offered(actor, vendor, application, pk=application.pk, at=now)
    if application.state != ApplicationState.ATTACHED:
        offered = [action for action in offered if action["act"].noun != "separation"]
    return offered


def _barred(actor: Actor, application: Application, at: datetime) -> str:
    """The sentence that says who decides, for everybody else."""
    others = _others(actor, application, at)
    return others_decide(others) if others else ""


def _application(actor: Actor, pk: int, at: datetime) -> Application:
    found: Application = get_object_or_404(applications_visible_to(actor).select_related("program"), pk=pk)
    return found


def _place(application: Application, vendor: str) -> Place:
    line = f"{application.company} · {application.program.name}"
    back = reverse("applications:application", kwargs={"vendor": vendor, "application": application.pk})
    return Place(application.company, line, back, _("Back to the application"))


ACT_PAGES = ActPages(
    ACTS, namespace="applications", subject="application", find=_application, show=_place, barred=_barred
)
