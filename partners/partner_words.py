"""How partners are shown: rows of the list, the strip of facts, what the papers said when, the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from partners.models import CompanyFact, Enrolment, Partner
from partners.queries.categories import category_name
from portal.audit.models import AuditRecord
from portal.audit.queries import sentences
from portal.countries import COUNTRIES

DAY = timedelta(days=1)
STATE = Partner.State
TONES = {STATE.WAITING: "info", STATE.ACTIVE: "good", STATE.SUSPENDED: "warn", STATE.TERMINATED: "bad"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a partner is enrolled and as what."""

    program: str
    category: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column says, place by place; `category` is named where there are several."""

    label: str | Promise
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A partner in the list."""

    partner: Partner
    url: str
    country: str
    places: tuple[Place, ...]
    cells: tuple[Cell, ...]
    tone: str
    is_held: bool


def row_of(
    partner: Partner,
    *,
    vendor: str,
    country: str,
    enrolments: Sequence[Enrolment],
    columns: Sequence[tuple[str | Promise, Mapping[int, str]]],
    is_held: bool,
    at: datetime,
) -> Row:
    """One line: where it is at home, where it is enrolled and as what."""
    places = tuple(Place(one.program.name, category_name(one.program, one.category, at=at)) for one in enrolments)
    several = len(places) > 1
    cells = tuple(
        Cell(
            label,
            tuple(
                (place.category if several else "", filled[one.pk])
                for place, one in zip(places, enrolments, strict=True)
                if one.pk in filled
            ),
        )
        for label, filled in columns
    )
    url = reverse("partners:partner", kwargs={"vendor": vendor, "partner": partner.pk})
    return Row(partner, url, COUNTRIES.get(country, country), places, cells, TONES[STATE(partner.state)], is_held)


def facts_strip(
    partner: Partner, facts: Sequence[CompanyFact], *, since: date, managers: Sequence[str], day: date
) -> list[dict[str, Any]]:
    """What stands under the title."""
    now = {fact.kind: fact.value for fact in facts if day in fact.period}
    country = now.get(CompanyFact.Kind.COUNTRY, "")
    found = [
        {"label": _("Legal name"), "value": now.get(CompanyFact.Kind.LEGAL_NAME) or "—"},
        {"label": _("Country"), "value": COUNTRIES.get(country, country) or "—"},
        {"label": _("Mail domain"), "value": now.get(CompanyFact.Kind.DOMAIN) or "—"},
        {"label": _("Here since"), "value": date_format(since, "SHORT_DATE_FORMAT")},
    ]
    return [*found, {"label": _("Channel manager"), "value": ", ".join(managers)}] if managers else found


def known_facts(facts: Sequence[CompanyFact], *, day: date) -> list[dict[str, str]]:
    """What the papers say and said, with the days between which it held."""
    return [{"term": str(fact.get_kind_display()), "value": _value(fact), "when": _when(fact, day)} for fact in facts]


def _value(fact: CompanyFact) -> str:
    return COUNTRIES.get(fact.value, fact.value) if fact.kind == CompanyFact.Kind.COUNTRY else fact.value


def _when(fact: CompanyFact, day: date) -> str:
    begins = date_format(fact.period.lower, "SHORT_DATE_FORMAT") if fact.period.lower else ""
    if fact.period.upper is None:
        words = _("from %(day)s") if fact.period.lower and fact.period.lower > day else _("since %(day)s")
        return words % {"day": begins} if begins else ""
    last = date_format(fact.period.upper - DAY, "SHORT_DATE_FORMAT")
    return (
        _("%(first)s to %(last)s") % {"first": begins, "last": last} if begins else _("until %(day)s") % {"day": last}
    )


def history_words(acts: Sequence[AuditRecord]) -> list[dict[str, Any]]:
    """Who did what, newest first. The same done again on the same day without a reason is told once, with how often."""
    told: list[dict[str, Any]] = []
    for said in sentences(acts):
        row = {"who": said.who, "to_label": str(said.words), "why": dict(said.details).get("reason", "")}
        day, last = said.at.date(), told[-1] if told else None
        if last and not row["why"] and last["same"] == (row, day):
            last["times"] += 1
        else:
            told.append({**row, "at": said.at, "same": (row, day), "times": 1})
    for one in told:
        if one["times"] > 1:
            one["to_label"] = _("%(act)s, %(n)s times") % {"act": one["to_label"], "n": one["times"]}
    return told
