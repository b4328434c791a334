"""The manager's portfolio: how all partners of a program stand, who is at the edge, and the same as a file."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.models import Enrolment
from partners.panels import tabs_of
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.exports import write_csv, write_xlsx
from portal.guides.models import Program
from portal.guides.queries import Guide
from portal.shell.lists import View, list_page, url_with, url_without
from tiering.acts.rounds import ProgramDesk
from tiering.forms.portfolio import PortfolioFilterForm
from tiering.presentation.guide_words import GuideWords
from tiering.presentation.portfolio import HEADER, chart_points, export_rows, portfolio_rows
from tiering.queries.portfolio import (
    ABOVE,
    BELOW,
    NAME_FIRST,
    NEAREST_FIRST,
    UNDECIDED,
    distribution,
    market_classes,
    narrow,
    portfolio,
    portfolio_programs,
    programs,
    requirements_asked,
)
from tiering.queries.rounds import annual_round, yearly_review
from tiering.queries.standing import today_of
from tiering.views.rounds import ROUND_PAGES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Desk:
    """The program that is looked at, on its own day."""

    program: Program
    guide: Guide
    words: GuideWords
    day: date
    all: list[Program]


@require_safe
@requires("tiering.see_all")
def portfolio_page(request: HttpRequest, vendor: str) -> HttpResponseBase:
    """One program's enrolments with their tiers; `format=csv` or `xlsx` is exactly the same view as a file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    desk = _desk(request, now)
    if desk is None:
        return render(request, "tiering/portfolio_empty.html")
    form = _form(request, desk)
    every = portfolio(actor, desk.program, day=desk.day)
    rows = narrow(every, form.wanted(), guide=desk.guide, day=desk.day)
    if request.GET.get("format") in ("csv", "xlsx"):
        return _file(request, rows, desk, vendor, now)
    page = list_page(request, rows, orders=[NAME_FIRST, NEAREST_FIRST], form=form)
    tiers = desk.words.tiering.order if desk.words.tiering else ()
    bars = distribution(rows, tiers=tiers)
    urls = [url_with(request, tier=bar.tier or "none") for bar in bars]
    context = {
        "page": page,
        "rows": portfolio_rows(page.rows, words=desk.words, vendor=vendor),
        "program": desk.program,
        "views": _views(request, desk),
        "tabs": tabs_of(actor, vendor, current="tiering:portfolio"),
        "points": chart_points(bars, words=desk.words, urls=urls),
        "keep": [{"name": "program", "value": desk.program.slug}],
        "narrowed": bool(page.chips) or bool(request.GET.get("after")),
        "csv_url": url_with(request, format="csv"),
        "xlsx_url": url_with(request, format="xlsx"),
        "day": desk.day,
        "review_acts": _review_acts(actor, vendor, desk.program, now),
    }
    return render(request, "tiering/portfolio.html", context)


def _review_acts(actor: Actor, vendor: str, program: Program, now: datetime) -> list[dict[str, Any]]:
    """The annual review of the program, where its guide holds one."""
    found = annual_round(program, now=now)
    return ROUND_PAGES.offered(actor, vendor, ProgramDesk(program, found), pk=program.pk, at=now) if found else []


def _desk(request: HttpRequest, now: datetime) -> Desk | None:
    """The program that the address names, or the first that has tiers. Raises Http404 for an unknown one."""
    days = {program.pk: today_of(program, now) for program in programs()}
    found = portfolio_programs(days)
    wanted = request.GET.get("program", "")
    if wanted and all(program.slug != wanted for program, _guide, _section in found):
        raise Http404
    for program, guide, _section in found:
        if wanted in ("", program.slug):
            return Desk(program, guide, GuideWords(guide), days[program.pk], [one for one, *_rest in found])
    return None


def _form(request: HttpRequest, desk: Desk) -> PortfolioFilterForm:
    words = desk.words
    section = words.tiering
    order = section.order if section else ()
    return PortfolioFilterForm(
        request.GET,
        categories=[(code, words.category(code)) for code in (section.categories if section else ())],
        tiers=[*((tier, words.tier(tier)) for tier in order), ("none", _("No tier"))],
        markets=[(code, code) for code in market_classes(desk.guide)],
        requirements=[(key, words.requirement_name(key)) for key in requirements_asked(desk.guide)],
    )


def _views(request: HttpRequest, desk: Desk) -> list[View]:
    """Programs where there are several, then the lists that people come for."""
    here = request.path
    asked = request.GET
    shown = [
        View(one.name, f"{here}?program={one.slug}", one.pk == desk.program.pk) for one in desk.all if len(desk.all) > 1
    ]
    edge = asked.get("edge", "")
    reviewed = yearly_review(desk.guide)
    nearest = asked.get("order") == NEAREST_FIRST.key
    return [
        *shown,
        View(_("One line missing"), url_with(request, edge=ABOVE), edge == ABOVE),
        View(_("Would drop"), url_with(request, edge=BELOW), edge == BELOW),
        *([View(_("Review to decide"), url_with(request, edge=UNDECIDED), edge == UNDECIDED)] if reviewed else []),
        View(
            _("Nearest first"),
            url_without(request, "order") if nearest else url_with(request, order=NEAREST_FIRST.key),
            nearest,
        ),
    ]


def _file(request: HttpRequest, rows: QuerySet[Enrolment], desk: Desk, vendor: str, now: datetime) -> HttpResponseBase:
    order = NEAREST_FIRST if request.GET.get("order") == NEAREST_FIRST.key else NAME_FIRST
    cells = export_rows(rows.order_by(*order.columns), words=desk.words, vendor=vendor)
    name = f"portfolio-{desk.program.slug}-{desk.day.isoformat()}"
    answer: HttpResponse
    if request.GET["format"] == "csv":
        content = b"".join(write_csv(header=HEADER, rows=cells))
        answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    else:
        buffer = io.BytesIO()
        write_xlsx(buffer, title=desk.program.name, header=HEADER, rows=cells, created=now)
        answer = HttpResponse(buffer.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{request.GET["format"]}"'
    return answer
