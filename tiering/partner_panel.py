"""Enrolments and tiers on a partner's page: where it is enrolled, what it holds, what is missing to more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.columns import partner_column
from partners.models import Enrolment, Partner
from partners.panels import Panel, partner_panel
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.tenancy.queries import current_slug
from tiering.presentation.guide_words import GuideWords
from tiering.presentation.portfolio import portfolio_rows
from tiering.queries.portfolio import standing_on
from tiering.queries.standing import enrolments_visible_to, guide_in_force, today_of


@partner_column("tier", label=gettext_lazy("Tier"), right="tiering.see_all", order=10)
def tier_words(enrolments: Sequence[Enrolment], at: datetime) -> dict[int, str]:
    """The tier that each holds today; a query for each program of the page."""
    found: dict[int, str] = {}
    for program in {one.program for one in enrolments}:
        day = today_of(program, at)
        guide = guide_in_force(program.pk, day)
        here = [one.pk for one in enrolments if one.program_id == program.pk]
        held = standing_on(Enrolment.objects.filter(pk__in=here), day=day).values_list("pk", "held")
        words = GuideWords(guide) if guide else None
        found |= {pk: words.tier(tier) if words else tier for pk, tier in held if tier}
    return found


@partner_panel("tiers", label=gettext_lazy("Enrolments and tiers"), right="tiering.see", order=10, own=True)
def tiers(actor: Actor, partner: Partner) -> Panel | None:
    """Program by program, since tiers of two programs are never compared (X-09); what ended stands below."""
    now, slug = timezone.now(), current_slug()
    rows: list[dict[str, Any]] = []
    over: list[Enrolment] = []
    own = enrolments_visible_to(actor).filter(partner=partner)
    for program in Program.objects.filter(pk__in=own.values("program")).order_by("id"):
        day = today_of(program, now)
        guide = guide_in_force(program.pk, day)
        running = list(standing_on(own.filter(program=program, period__contains=day), day=day).order_by("id"))
        over += own.filter(program=program, period__endswith__lte=day).select_related("program").order_by("id")
        if guide is None:
            rows += [{"program": program.name, "category": one.category, "since": one.period.lower} for one in running]
            continue
        drawn = portfolio_rows(running, words=GuideWords(guide), vendor=slug)
        rows += [
            {"program": program.name, "category": row.category, "since": one.period.lower, "row": row}
            for one, row in zip(running, drawn, strict=True)
        ]
    if not rows and not over:
        return None
    name, place = (
        ("tiering:partner-scorecard", {"partner": partner.pk}) if actor.is_staff else ("tiering:own-scorecard", {})
    )
    url = reverse(name, kwargs={"vendor": slug, **place})
    context = {"rows": rows, "over": over, "linked": actor.is_staff}
    return Panel("tiering/_partner_panel.html", context, url=url, action=_("Scorecard"))
