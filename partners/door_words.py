"""Doors and papers in words: what is missing and where to see to it, for the partner and for the vendor's people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from partners.guide.doors import Door
from partners.models import Paper, PaperMove
from partners.paper_states import PAPER_STATES, PaperState
from partners.queries.agreements import agreements_section, today_of
from partners.queries.doors import Hall
from partners.queries.papers import Shelf, papers_section
from partners.rules.doors import Line, Look, PaperStanding
from portal.accounts.actor import Actor
from portal.guides.queries import Guide
from portal.tenancy.queries import current_slug

TONES = {
    PaperState.HANDED_IN: "info",
    PaperState.ACCEPTED: "good",
    PaperState.RETURNED: "warn",
    PaperState.REPLACED: "",
    PaperState.ENDED: "bad",
}

#: A need by its kind; people who hold certificates are counted in words of their own.
TEXTS = {
    "active": gettext_lazy("Active in the program"),
    "free": gettext_lazy("This is paused while the vendor completes a review of your company."),
    "agreements": gettext_lazy("Both sides have signed every agreement"),
    "agreement": gettext_lazy("Signed: %(names)s"),
    "paper": gettext_lazy("Accepted: %(names)s"),
    "fee": gettext_lazy("The participation fee of the year has arrived"),
    "exception": gettext_lazy("An exception by a program admin"),
}
#: Where a partner sees to it.
PLACES = {
    "active": "agreements:list",
    "agreements": "agreements:list",
    "agreement": "agreements:list",
    "certificate": "people:list",
}


@dataclass(frozen=True, slots=True)
class LineWords:
    """One need as somebody reads it. `url` is where to see to it, empty where it is not theirs to do."""

    text: str
    detail: str
    rule: str
    is_met: bool
    url: str = ""
    is_hold: bool = False


@dataclass(frozen=True, slots=True)
class DoorWords:
    """One door as somebody reads it."""

    key: str
    program_id: int
    name: str
    about: str
    rule: str
    choice: str
    choice_words: str
    is_open: bool
    lines: tuple[LineWords, ...]

    @property
    def title(self) -> str:
        """The name, and which of its choices."""
        return f"{self.name} {self.choice_words}".strip()

    @property
    def missing(self) -> list[LineWords]:
        """What keeps it shut, but for a hold: that is of the partner, and said once for all doors."""
        return [line for line in self.lines if not line.is_met and not line.is_hold]

    @property
    def there(self) -> list[LineWords]:
        """What is there already."""
        return [line for line in self.lines if line.is_met]


def hall_words(hall: Hall) -> list[DoorWords]:
    """Every door of a program, with its choices one by one: the usual one first."""
    return [
        door_words(hall.guide, hall.program.pk, look, hall.section.all()[look.door])
        for looks in hall.looks.values()
        for look in looks
    ]


def door_words(guide: Guide, program_id: int, look: Look, door: Door) -> DoorWords:
    """A door with everything behind it in the reader's language."""
    language = get_language() or "en"
    return DoorWords(
        look.door,
        program_id,
        door.name.within(language),
        door.about.within(language),
        door.rule,
        look.choice,
        door.choices[look.choice].within(language) if look.choice else "",
        look.is_open,
        tuple(line_words(guide, program_id, line) for line in look.lines),
    )


def line_words(guide: Guide, program_id: int, line: Line) -> LineWords:
    """A need in words: what it is, how it stands, and where to see to it."""
    names = ", ".join(_name_of(guide, line, key) for key in line.what)
    text = _people_words(line) if line.kind == "certificate" else str(TEXTS[line.kind]) % {"names": names}
    url = "" if line.is_met else _url_of(program_id, line)
    return LineWords(text, _detail(line, names), line.rule, line.is_met, url, is_hold=line.kind == "free")


def _people_words(line: Line) -> str:
    words = ngettext(
        "%(want)s person with %(codes)s", "%(want)s people with %(codes)s", line.want
    )  # fmt: skip
    return words % {"want": line.want, "codes": _(" or ").join(line.what)}


def _detail(line: Line, names: str) -> str:
    if line.kind == "paper":
        return standing_words(line.standing)
    if line.kind == "certificate":
        return _("%(have)s counted today") % {"have": line.have}
    return names if line.kind == "agreements" else ""


def _url_of(program_id: int, line: Line) -> str:
    if line.kind == "paper":
        return _hand_in_url(program_id, line.what[0])
    return reverse(PLACES[line.kind], kwargs={"vendor": current_slug()}) if line.kind in PLACES else ""


def _name_of(guide: Guide, line: Line, key: str) -> str:
    language = get_language() or "en"
    if line.kind == "paper":
        terms = papers_section(guide).get(key)
        return terms.name.within(language) if terms else key
    section = agreements_section(guide) if line.kind in ("agreement", "agreements") else None
    document = section.documents.get(key) if section else None
    return document.name.within(language) if document else key


def _hand_in_url(program_id: int, key: str, subject: str = "") -> str:
    query = urlencode({"program": str(program_id), "paper": key} | ({"subject": subject} if subject else {}))
    return f"{reverse('doors:hand-in', kwargs={'vendor': current_slug()})}?{query}"


def standing_words(standing: PaperStanding) -> str:
    """How a paper stands."""
    return {
        "": _("not handed in yet"),
        "waiting": _("the vendor looks at it"),
        "returned": _("given back: hand it in again"),
        "over": _("it is over: hand in a new one"),
        "good": _("accepted"),
    }[standing]


def shelf_words(shelf: Shelf, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """A kind of paper with how it stands, and what can be done about it."""
    language = get_language() or "en"
    terms, newest, accepted = shelf.kind.terms, shelf.newest, shelf.accepted
    until = accepted.valid_until if accepted else None
    late = shelf.asked is not None and shelf.asked.due_on < today_of(shelf.kind.program, at)
    return {
        "shelf": shelf,
        "name": " · ".join(filter(None, (terms.name.within(language), shelf.subject))),
        "about": terms.about.within(language),
        "rule": terms.rule,
        "standing": standing_words(shelf.standing),
        "tone": {"": "", "waiting": "info", "returned": "warn", "over": "bad", "good": "good"}[shelf.standing],
        "until": date_format(until, "SHORT_DATE_FORMAT") if until else "",
        "waits": newest is not None and newest.state == PaperState.HANDED_IN and shelf.standing == "good",
        "page": _page(newest) if newest else "",
        "hand_in": _hand_in_url(shelf.kind.program.pk, shelf.kind.key, shelf.subject)
        if actor.may("papers.hand_in")
        else "",
        "asked": shelf.asked,
        "asked_late": late,
    }


def _page(paper: Paper) -> str:
    return reverse("doors:paper", kwargs={"vendor": current_slug(), "paper": paper.pk})


def paper_row(paper: Paper, name: str) -> dict[str, Any]:
    """A version in a list."""
    state = PaperState(paper.state)
    return {
        "paper": paper,
        "name": name,
        "url": _page(paper),
        "state": _(PAPER_STATES.labels[state]),
        "tone": TONES[state],
    }


def paper_timeline(moves: list[PaperMove], *, vendor_name: str, actor: Actor) -> list[dict[str, Any]]:
    """What happened to a paper. A partner reads of the vendor and not of its people."""
    labels = {state.value: _(words) for state, words in PAPER_STATES.labels.items()}
    return [
        {
            "who": _who(move, vendor_name, actor),
            "at": move.at,
            "from_label": labels.get(move.before, ""),
            "to_label": labels.get(move.after, move.after),
            "why": move.reason,
        }
        for move in moves
    ]


def _who(move: PaperMove, vendor_name: str, actor: Actor) -> str | None:
    if move.by_id is None:
        return None
    name: str = move.by.name if move.by and (actor.is_staff or move.by.partner_id) else vendor_name
    return name
