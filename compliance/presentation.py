"""Cases in the words and shapes of the pages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.models import Payout
from compliance.models import Case, CaseTransition, HoldGround, PartnerHold, Screening, Subject
from compliance.queries.cases import Line
from compliance.queries.hits import Standing
from compliance.queries.holds import grounds_of, lifting_asked, paid_since, running_hold_of
from compliance.rules import LEFT_TO_A_PERSON, NO_EXECUTIVES, NO_FOREIGN_COUNTRY, NO_STATE_REGISTER
from compliance.states import (
    CASE_STATES,
    CHECK_LABELS,
    OUTCOME_LABELS,
    ROLE_LABELS,
    CaseState,
    Check,
    Outcome,
    Risk,
    Role,
)
from portal.approvals.models import Approval
from portal.countries import COUNTRIES

STATE_TONES = {
    CaseState.OPEN: "info",
    CaseState.CLEAR: "good",
    CaseState.HIT: "warn",
    CaseState.ESCALATED: "warn",
    CaseState.APPROVED: "good",
    CaseState.REJECTED: "bad",
    CaseState.CLOSED: "",
}
RISK_TONES = {Risk.LOW: "good", Risk.MEDIUM: "warn", Risk.HIGH: "bad"}
OUTCOME_TONES = {Outcome.CLEAR: "good", Outcome.FINDING: "bad", Outcome.NOT_APPLICABLE: ""}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the queue shows it."""

    case: Case
    url: str
    state: str
    tone: str
    open_hits: int
    stopped: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the checklist as the page shows it."""

    line: Line
    title: str
    about: str
    words: str
    tone: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Side:
    """One feature of a hit on both sides."""

    label: str
    ours: str
    theirs: str
    differs: bool | None
    points: str


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit beside what is known of its subject."""

    standing: Standing
    role: str
    words: str
    tone: str
    sides: tuple[Side, ...]
    pairs: tuple[str, ...]
    programs: str

    @property
    def compared(self) -> list[Side]:
        """The features that both sides name."""
        return [side for side in self.sides if side.differs is not None]


def row_of(case: Case, *, vendor: str, open_hits: int = 0) -> CaseRow:
    """One row, or the head of the page."""
    state = CaseState(case.state)
    url = reverse("compliance:case", kwargs={"vendor": vendor, "case": case.pk})
    stopped = "" if case.waiting else _("Decided")
    return CaseRow(case, url, _(CASE_STATES.labels[state]), STATE_TONES[state], open_hits, stopped)


def _reasons() -> dict[str, str]:
    return {
        NO_EXECUTIVES: _("No executives are named."),
        NO_STATE_REGISTER: _("The company is in no country where states keep the register."),
        NO_FOREIGN_COUNTRY: _("The company is in no other country."),
        "no_hit": _("No list names anybody like this."),
        "hits_dismissed": _("Every hit was dismissed."),
        "true_match": _("A hit is a true match."),
    }


def line_rows(case: Case, lines: Sequence[Line], *, vendor: str) -> list[LineRow]:
    """The checklist with its answers in words."""
    return [_line_row(case, line, vendor) for line in lines]


def _line_row(case: Case, line: Line, vendor: str) -> LineRow:
    check, result = Check(line.row.check_kind), line.result
    subject = line.row.subject
    about = f"{subject.name} · {_(ROLE_LABELS[Role(subject.role)])}" if subject else ""
    words, tone = (_("Open"), "info") if result is None else _answer(Outcome(result.outcome))
    note = "" if result is None else result.note or _reasons().get(result.code, "")
    url = reverse("compliance:check", kwargs={"vendor": vendor, "case": case.pk, "line": line.row.pk})
    said = result is not None and result.code and check not in LEFT_TO_A_PERSON
    answerable = case.waiting and not line.is_screening and not said
    return LineRow(line, _(CHECK_LABELS[check]), about, words, tone, note, url if answerable else "")


def _answer(outcome: Outcome) -> tuple[str, str]:
    return _(OUTCOME_LABELS[outcome]), OUTCOME_TONES[outcome]


@dataclass(frozen=True, slots=True)
class Against:
    """A list that somebody was screened against; `how` (version, matcher, threshold) only where the table does not say it above."""

    list: str
    sha256: str
    how: str


def screened_rows(
    subjects: Sequence[Subject], screenings: Mapping[int, Sequence[Screening]]
) -> tuple[list[Against], list[tuple[Subject, list[Against]]]]:
    """How most were screened against each list, and everybody with the lists; how, where it differs from that."""
    told = [_against(one) for subject in subjects for one in screenings.get(subject.pk, ())]
    usual: dict[str, Against] = {}
    for one, _times in Counter(told).most_common():
        usual.setdefault(one.list, one)
    rows = [(subject, [_against(one) for one in screenings.get(subject.pk, ())]) for subject in subjects]
    return list(usual.values()), [
        (subject, [replace(one, how="") if one == usual[one.list] else one for one in lists]) for subject, lists in rows
    ]


def _against(one: Screening) -> Against:
    version = one.list_version
    values = {"version": version.sha256[:8], "matcher": one.matcher_version, "threshold": one.threshold}
    how = _("version %(version)s, matcher %(matcher)s, from %(threshold)s points") % values
    return Against(version.get_list_display(), version.sha256, how)


def hit_rows(standing: Sequence[Standing]) -> list[HitRow]:
    """Every hit side by side with the list entry: what differs is marked, the score is told part by part."""
    return [_hit_row(one) for one in standing]


def _hit_row(one: Standing) -> HitRow:
    hit, entry = one.hit, one.hit.entry
    words, tone = _ruling(one)
    return HitRow(
        standing=one,
        role=_(ROLE_LABELS[Role(hit.subject.role)]),
        words=words,
        tone=tone,
        sides=tuple(_sides(one)),
        pairs=tuple(_pairs(hit.parts.get("pairs", []))),
        programs=", ".join(entry.content.get("programs", [])),
    )


def _ruling(one: Standing) -> tuple[str, str]:
    if one.decision is None:
        return _("Open"), "warn"
    return (_("True match"), "bad") if one.is_true else (_("Dismissed"), "")


def _sides(one: Standing) -> list[Side]:
    hit, subject, content, parts = one.hit, one.hit.subject, one.hit.entry.content, one.hit.parts
    birth = subject.birth_date.isoformat() if subject.birth_date else ""
    countries = [code.upper() for code in content.get("countries", [])]
    named = [COUNTRIES.get(code, code) for code in (subject.country, *countries)]
    ours_and_theirs = [
        (_("Name"), "name", subject.name, hit.matched, subject.name.casefold() != hit.matched.casefold()),
        (_("Country"), "country", named[0], ", ".join(named[1:]), subject.country not in countries),
        (_("Birth date"), "birth_date", birth, ", ".join(content.get("birth_dates", [])), _worse(parts, "birth_date")),
        (
            _("Identifier"),
            "identifier",
            subject.identifier,
            ", ".join(content.get("identifiers", [])[:5]),
            not parts.get("identifier"),
        ),
    ]
    return [
        Side(label, ours, theirs, bool(differs) if ours and theirs else None, _points(parts.get(key)))
        for label, key, ours, theirs, differs in ours_and_theirs
    ]


def _worse(parts: dict[str, Any], key: str) -> bool:
    value = parts.get(key)
    return isinstance(value, int) and value < 0


def _points(value: Any) -> str:
    """A part of the score: thousandths of it, or the text that both have."""
    return "" if value in (None, "") else str(value)


def _pairs(pairs: Any) -> list[str]:
    """Words that were compared with each other, and how alike they are."""
    if not isinstance(pairs, list):
        return []
    return [" · ".join(str(value) for value in pair.values()) for pair in pairs if isinstance(pair, dict)][:12]


def timeline_of(moves: list[CaseTransition]) -> list[dict[str, Any]]:
    """Who, when, from, to, why."""
    return [
        {
            "who": move.by.name if move.by else "",
            "at": move.at,
            "from_label": _(CASE_STATES.labels[CaseState(move.before)]) if move.before else "",
            "to_label": _(CASE_STATES.labels[CaseState(move.after)]),
            "why": move.reason,
        }
        for move in moves
    ]


def age_of(case: Case, now: datetime) -> int:
    """Whole days since a case was opened."""
    return max(0, (now - case.opened_at).days)


@dataclass(frozen=True, slots=True)
class HoldPanel:
    """The hold on a case's partner: its grounds, whether a lifting waits, and what was paid since the entry appeared."""

    hold: PartnerHold
    grounds: list[HoldGround]
    asked: Approval | None
    since: date | None
    paid: list[Payout]


def hold_panel(case: Case) -> HoldPanel | None:
    """Nothing where the partner is not held."""
    hold = running_hold_of(case)
    if hold is None:
        return None
    since, paid = paid_since(case)
    return HoldPanel(hold, grounds_of(hold), lifting_asked(hold), since, paid)
