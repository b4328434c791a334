"""What papers and doors add to the shell: a partner's way to what is open to it, what waits for whom, and a panel for managers."""

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partners.door_words import hall_words
from partners.models import Paper, PaperRequest, Partner
from partners.panels import Panel, partner_panel
from partners.queries.doors import halls_of
from partners.queries.papers import open_requests, terms_of, waiting_papers
from portal.accounts.actor import Actor
from portal.shell.registries import Card, CardLine, InboxItem, home_card, inbox_source, settings_entry
from portal.tenancy.queries import current_slug

MOST_LINES = 4
SHOWN = 25

settings_entry(
    "doors",
    label=gettext_lazy("Doors and papers"),
    line=gettext_lazy("What partners may reach, the files behind it, and what they handed in"),
    icon="key",
    url_name="doors:list",
    right="papers.decide",
    order=28,
)


@home_card("doors", right="papers.see", order=55)
def doors_card(actor: Actor) -> Card | None:
    """A partner's way to its doors: how many are open, and what keeps the others shut."""
    if actor.partner_id is None:
        return None
    doors = [door for hall in halls_of(actor.partner_id, timezone.now()) for door in hall_words(hall)]
    if not doors:
        return None
    shut = [door for door in doors if not door.is_open]
    return Card(
        title=_("What is open to you"),
        figure=_("%(open)s of %(all)s") % {"open": len(doors) - len(shut), "all": len(doors)},
        line=_("doors are open"),
        url=_home(),
        action=_("All doors and papers"),
        items=tuple(CardLine(door.title, _home(), door.missing[0].text, "warn") for door in shut[:MOST_LINES]),
    )


def _home() -> str:
    return reverse("doors:list", kwargs={"vendor": current_slug()})


@inbox_source("papers.decide", right="papers.decide")
def to_look_at(actor: Actor, now: datetime) -> list[InboxItem]:
    """Papers that were handed in and wait, and papers that were asked for and are late."""
    waiting = [
        InboxItem(
            title=_("%(partner)s: %(name)s is to be looked at")
            % {"partner": paper.partner.name, "name": _name(paper, now)},
            url=reverse("doors:paper", kwargs={"vendor": current_slug(), "paper": paper.pk}),
            at=paper.handed_in_at,
            line=paper.program.name,
        )
        for paper in waiting_papers()[:SHOWN]
    ]
    late = open_requests().filter(due_on__lt=now.date()).select_related("partner", "program").order_by("due_on", "pk")
    return waiting + [
        _request(one, now, url=_of(one), words=_("%(partner)s: %(name)s was asked for and is late"))
        for one in late[:SHOWN]
    ]


@inbox_source("papers.hand_in", right="papers.hand_in")
def asked_for(actor: Actor, now: datetime) -> list[InboxItem]:
    """What a partner was asked for."""
    if actor.partner_id is None:
        return []
    rows = open_requests().filter(partner_id=actor.partner_id).select_related("partner", "program")
    return [
        _request(one, now, url=_home(), words=_("%(name)s is asked for"))
        for one in rows.order_by("due_on", "pk")[:SHOWN]
    ]


def _of(asked: PaperRequest) -> str:
    return reverse("doors:of-partner", kwargs={"vendor": current_slug(), "partner": asked.partner_id})


def _request(asked: PaperRequest, now: datetime, *, url: str, words: str) -> InboxItem:
    paper = Paper(program=asked.program, key=asked.key)
    due = datetime.combine(asked.due_on, time(), UTC)
    title = words % {"partner": asked.partner.name, "name": _name(paper, now)}
    return InboxItem(title=title, url=url, at=asked.asked_at, line=asked.why, due=due, tone="warn")


def _name(paper: Paper, now: datetime) -> str:
    terms = terms_of(paper, now)
    name = terms.name.within(get_language() or "en") if terms else paper.key
    return " · ".join(filter(None, (name, paper.subject)))


@partner_panel("doors", label=gettext_lazy("What is open"), right="papers.see", order=40)
def doors_panel(actor: Actor, partner: Partner) -> Panel | None:
    """Every door of the partner's programs, and what keeps it shut."""
    halls = [{"program": hall.program, "doors": hall_words(hall)} for hall in halls_of(partner.pk, timezone.now())]
    if not any(hall["doors"] for hall in halls):
        return None
    return Panel(
        "partners/doors/_panel.html",
        {"halls": halls},
        reverse("doors:of-partner", kwargs={"vendor": current_slug(), "partner": partner.pk}),
        _("Doors and papers"),
    )
