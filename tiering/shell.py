"""What tiers add to the shell: entries of the rail, a partner's tier, a manager's partners at the edge."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.panels import partner_history, partner_list
from portal.accounts.actor import Actor
from portal.clock import day_start
from portal.guides.models import Program
from portal.keyset import capped_count
from portal.shell.registries import Card, CardLine, InboxItem, home_card, inbox_source, navigation_entry
from portal.tenancy.queries import current_slug
from tiering.presentation.scorecard import NEXT, scorecard_page
from tiering.queries.desk import requests_open
from tiering.queries.extras import watches_open
from tiering.queries.portfolio import (
    ABOVE,
    BELOW,
    UNDECIDED,
    Wanted,
    days_undecided,
    narrow,
    portfolio,
    portfolio_programs,
    programs,
)
from tiering.queries.rounds import annual_round
from tiering.queries.standing import enrolments_of, newest_scorecard, today_of
from tiering.queries.tiers import graces_open_on

#: From when on the end of a recovery period is said.
SOON = timedelta(days=14)

navigation_entry(
    "scorecard",
    label=gettext_lazy("Scorecard"),
    icon="scorecard",
    url_name="tiering:own-scorecard",
    right="tiering.own",
    order=5,
)
partner_list(
    "portfolio", label=gettext_lazy("Portfolio"), url_name="tiering:portfolio", right="tiering.see_all", order=10
)
partner_history("tier.", "reading.", right="tiering.see")


@home_card("scorecard", right="tiering.own", order=5)
def tier_card(actor: Actor) -> Card | None:
    """The tier now, and what is missing to the next one, of the enrolment that has been scored."""
    now = timezone.now()
    assert actor.partner_id is not None
    for enrolment in enrolments_of(actor.partner_id, now=now):
        page = scorecard_page(enrolment, newest_scorecard(enrolment), show=NEXT, now=now)
        if page.held.code or page.card:
            return _tier_card(page)
    return None


def _tier_card(page: Any) -> Card:
    here = reverse("tiering:own-scorecard", kwargs={"vendor": current_slug()}) + f"?enrolment={page.enrolment.pk}"
    until = _until(page.held.until)
    missing = len(page.missing)
    line = f"{page.enrolment.program.name} · {page.category}" + (f" · {until}" if until else "")
    words = ngettext("%(n)s line missing", "%(n)s lines missing", missing) % {"n": missing}
    drawn = {"page": page, "passed": page.asked_by_aim - missing, "words": words, "line": line}
    if page.card is None:
        return Card(title=_("Tier"), figure=page.held.words, line=line, url=here, action=_("Scorecard"))
    return Card(title=_("Tier"), url=here, action=_("Scorecard"), template="tiering/_tier_card.html", context=drawn)


def _until(day: date | None) -> str:
    return _("until %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")} if day else ""


@home_card("portfolio", right="tiering.measure", order=15)
def edge_card(actor: Actor) -> Card | None:
    """How many partners are one line from more, and how many would drop, in each program with tiers."""
    now = timezone.now()
    days = {program.pk: today_of(program, now) for program in programs()}
    lines: list[CardLine] = []
    near = 0
    here = reverse("tiering:portfolio", kwargs={"vendor": current_slug()})
    for program, guide, _section in portfolio_programs(days):
        rows = portfolio(actor, program, day=days[program.pk])
        counts = {
            edge: capped_count(narrow(rows, Wanted(edge=edge), guide=guide, day=days[program.pk]))
            for edge in (ABOVE, BELOW)
        }
        near += counts[ABOVE]
        words = _("%(near)s one line missing, %(drop)s would drop") % {"near": counts[ABOVE], "drop": counts[BELOW]}
        tone = "warn" if counts[BELOW] else ""
        lines.append(CardLine(program.name, f"{here}?program={program.slug}&edge={ABOVE}", words, tone))
    if not lines:
        return None
    return Card(
        title=_("Partners at the edge"),
        figure=f"{near:,}",
        line=_("one line missing to the next tier"),
        url=here,
        action=_("Portfolio"),
        items=tuple(lines),
    )


@inbox_source("tiering.reviews", right="tiering.decide")
def reviews_waiting(actor: Actor, now: datetime) -> list[InboxItem]:
    """Annual reviews that nobody decided yet, a line for each program (G-TIER-04)."""
    found = []
    for program in programs():
        if days := days_undecided(actor, program, day=today_of(program, now)):
            found.append(_review_item(program, days[0], len(days), now))
    return found


def _review_item(program: Program, reviewed: date, count: int, now: datetime) -> InboxItem:
    zone = ZoneInfo(program.legal_time_zone)
    latest = annual_round(program, now=now)
    words = ngettext("Annual review of %(year)s: %(n)s partner", "Annual review of %(year)s: %(n)s partners", count)
    url = reverse("tiering:portfolio", kwargs={"vendor": current_slug()}) + f"?program={program.slug}&edge={UNDECIDED}"
    is_latest = latest is not None and latest.days.last == reviewed
    return InboxItem(
        title=words % {"year": reviewed.year, "n": count},
        url=url,
        at=day_start(reviewed + timedelta(days=1), zone=zone),
        due=day_start(latest.days.decides, zone=zone) if latest is not None and is_latest else None,
        line=program.name,
    )


@inbox_source("tiering.requests", right="tiering.decide")
def requests_waiting(actor: Actor, now: datetime) -> list[InboxItem]:
    """Tiers that partners asked for inside the year (G-TIER-06)."""
    return [
        InboxItem(
            title=_("%(partner)s asks for %(tier)s") % {"partner": one.partner.name, "tier": one.tier},
            url=_tiers_url(one.partner_id, one.enrolment_id),
            at=day_start(one.asked_on, zone=ZoneInfo(one.program.legal_time_zone)),
            line=one.program.name,
        )
        for one in requests_open()
    ]


@inbox_source("tiering.extras", right="tiering.decide")
def extras_lost(actor: Actor, now: datetime) -> list[InboxItem]:
    """Tiers of which lines are lost: somebody speaks with the partner, and may suspend what the tier adds (G-TIER-07)."""
    return [
        InboxItem(
            title=_("%(partner)s lost lines of %(tier)s") % {"partner": one.partner.name, "tier": one.tier},
            url=_tiers_url(one.partner_id, one.enrolment_id),
            at=day_start(one.warned_on, zone=ZoneInfo(one.program.legal_time_zone)),
            line=str(one.get_state_display()),
        )
        for one in watches_open()
    ]


@inbox_source("tiering.graces", right="tiering.decide")
def graces_over(actor: Actor, now: datetime) -> list[InboxItem]:
    """Recovery periods that are over, or end within a fortnight, and wait for a decision (G-TIER-09)."""
    found = []
    for program in programs():
        today = today_of(program, now)
        for grace in graces_open_on(today, program_id=program.pk):
            if grace.ends_on <= today + SOON:
                zone = ZoneInfo(program.legal_time_zone)
                title = _("Recovery period of %(partner)s") % {"partner": grace.partner.name}
                found.append(
                    InboxItem(
                        title=title,
                        url=_tiers_url(grace.partner_id, grace.enrolment_id),
                        at=day_start(grace.granted_on, zone=zone),
                        due=day_start(grace.ends_on, zone=zone),
                        line=program.name,
                    )
                )
    return found


def _tiers_url(partner: int, enrolment: int) -> str:
    there = reverse("tiering:partner-tiers", kwargs={"vendor": current_slug(), "partner": partner})
    return f"{there}?enrolment={enrolment}"
