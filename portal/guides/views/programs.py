"""Where each program's guide stands, and its history."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.guides.forms import DayForm
from portal.guides.models import GuideVersion, Program
from portal.guides.queries.open_figures import open_figures
from portal.guides.queries.workbench import (
    ProgramState,
    batches_visible_to,
    names_of,
    programs_visible_to,
    proposals_visible_to,
    state_of,
    version_on,
    versions_visible_to,
)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def program_of(request: HttpRequest, pk: int) -> Program:
    """The program that the address names. Raises Http404."""
    program: Program = get_object_or_404(programs_visible_to(actor_of(request)), pk=pk)
    return program


def tabs_of(request: HttpRequest, program: Program, current: str) -> list[dict[str, Any]]:
    """The pages of one program."""
    where = {"vendor": request.vendor.slug, "program": program.pk}  # type: ignore[attr-defined]
    writes = actor_of(request).may("guides.write")
    pages: list[tuple[str, str, bool]] = [
        ("program", _("Overview"), True),
        ("draft", _("Draft"), writes),
        ("figures", _("Figures"), True),
        ("errata", _("Errata"), writes),
    ]
    return [
        {"label": words, "url": reverse(f"guides:{name}", kwargs=where), "current": name == current}
        for name, words, shown in pages
        if shown
    ]


@require_safe
@requires("guides.see")
def guide_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Programs: version in force, what is announced, written and waiting, and how much is unconfirmed."""
    actor, now = actor_of(request), timezone.now()
    states = [state_of(program, actor=actor, now=now) for program in programs_visible_to(actor)]
    rows = [(state, _open_count(state)) for state in states]
    return render(request, "guides/list.html", {"rows": rows, "may_write": actor.may("guides.write")})


def _open_count(state: ProgramState) -> int:
    if state.in_force is None:
        return 0
    figures = open_figures(state.program.pk, state.today.year, state.today)
    return sum(1 for figure in figures if not figure.confirmed)


@require_safe
@requires("guides.see")
def program_page(request: HttpRequest, vendor: str, program: int) -> HttpResponse:
    """One program: what is in force, what waits, the history, and which version was in force on any day."""
    actor, now = actor_of(request), timezone.now()
    found = program_of(request, program)
    state = state_of(found, actor=actor, now=now)
    versions = list(versions_visible_to(actor).filter(program=found))
    form = DayForm(request.GET if "day" in request.GET else None)
    asked: date | None = form.cleaned_data.get("day") if form.is_bound and form.is_valid() else None
    proposals = {one.pk: one for one in proposals_visible_to(actor).filter(program=found)}
    context = {
        "program": found,
        "state": state,
        "versions": [_row(version, state.today) for version in versions],
        "names": names_of([one for version in versions for one in (version.published_by_id, version.confirmed_by_id)]),
        "day_form": form,
        "asked": asked,
        "on_day": version_on(versions_visible_to(actor).filter(program=found), asked) if asked else None,
        "waiting": [(one, proposals.get(one.detail.get("proposal") or 0)) for one in state.waiting],
        "batches": batches_visible_to(actor).filter(program=found)[:5],
        "open_count": _open_count(state),
        "tabs": tabs_of(request, found, "program"),
        "now": now,
        "may_write": actor.may("guides.write"),
    }
    return render(request, "guides/program.html", context)


def _row(version: GuideVersion, today: date) -> dict[str, Any]:
    period = version.effective
    return {
        "version": version,
        "from": period.lower,
        "until": period.upper,
        "in_force": period.lower <= today and (period.upper is None or today < period.upper),
        "announced": period.lower > today,
    }
