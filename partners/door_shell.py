"""What papers and doors add to the shell: a partner's way to what is open to it, what waits for whom, and a panel for managers."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partners.door_words import hall_words
from partners.guide.papers import PaperTerms
from partners.holds import hold_on
from partners.models import Paper, PaperRequest, Partner
from partners.panels import Panel, partner_panel
from partners.queries.agreements import guide_of
from partners.queries.doors import halls_of
from partners.queries.papers import open_requests, papers_section, waiting_papers
from portal.accounts.actor import Actor
from portal.shell.registries import Card, CardLine, InboxItem, home_card, inbox_source, settings_entry
from portal.tenancy.queries import current_slug

MOST_LINES = 4
SHOWN = 25
#: What guides say of papers, by program and by the paper's key.
Kinds = Mapping[int, Mapping[str, PaperTerms]]

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
    now = timezone.now()
    doors = [door for hall in halls_of(actor.partner_id, now) for door in hall_words(hall)]
    if not doors:
        return None
    hold = hold_on(actor.partner_id, now)
    shut = [door for door in doors if not door.is_open]
    return Card(
        title=_("What is open to you"),
        figure=_("%(open)s of %(all)s") % {"open": len(doors) - len(shut), "all": len(doors)},
        line=hold.reason if hold else _("doors are open"),
        url=_home(),
        action=_("All doors and papers"),
        items=tuple(
            CardLine(door.title, _home(), door.missing[0].text, "warn") for door in shut[:MOST_LINES] if door.missing
        ),
    )


def _home() -> str:
    return reverse("doors:list", kwargs={"vendor": current_slug()})


@inbox_source("papers.decide", right="papers.decide")
def to_look_at(actor: Actor, now: datetime) -> list[InboxItem]:
    """Papers that were handed in and wait, and papers that were asked for and are late."""
    papers = waiting_papers()[:SHOWN]
    requests = _with_names(open_requests().filter(due_on__lt=now.date()))
    kinds = _kinds([*papers, *requests], now)
    waiting = [
        InboxItem(
            title=_("%(partner)s: %(name)s is to be looked at")
            % {"partner": paper.partner.name, "name": _name(paper, kinds)},
            url=reverse("doors:paper", kwargs={"vendor": current_slug(), "paper": paper.pk}),
            at=paper.handed_in_at,
            line=paper.program.name,
        )
        for paper in papers
    ]
    return waiting + [
        _request(one, kinds, url=_of(one), words=_("%(partner)s: %(name)s was asked for and is late"))
        for one in requests
    ]


@inbox_source("papers.hand_in", right="papers.hand_in")
def asked_for(actor: Actor, now: datetime) -> list[InboxItem]:
    """What a partner was asked for."""
    if actor.partner_id is None:
        return []
    requests = _with_names(open_requests().filter(partner_id=actor.partner_id))
    kinds = _kinds(requests, now)
    return [_request(one, kinds, url=_home(), words=_("%(name)s is asked for")) for one in requests]


def _with_names(requests: QuerySet[PaperRequest]) -> QuerySet[PaperRequest]:
    return requests.prefetch_related("partner", "program").order_by("due_on", "pk")[:SHOWN]


def _of(asked: PaperRequest) -> str:
    return reverse("doors:of-partner", kwargs={"vendor": current_slug(), "partner": asked.partner_id})


def _request(asked: PaperRequest, kinds: Kinds, *, url: str, words: str) -> InboxItem:
    paper = Paper(program=asked.program, key=asked.key)
    due = datetime.combine(asked.due_on, time(), UTC)
    title = words % {"partner": asked.partner.name, "name": _name(paper, kinds)}
    return InboxItem(title=title, url=url, at=asked.asked_at, line=asked.why, due=due, tone="warn")


def _kinds(papers: Iterable[Paper | PaperRequest], now: datetime) -> Kinds:
    """What the guides of today say of papers, by program: each is asked once, however many papers wait."""
    programs = {paper.program_id: paper.program for paper in papers}
    return {pk: papers_section(guide_of(program, now)) for pk, program in programs.items()}


def _name(paper: Paper, kinds: Kinds) -> str:
    terms = kinds[paper.program_id].get(paper.key)
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
