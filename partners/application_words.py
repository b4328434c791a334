"""Applications in the words and shapes of the pages: one set for the applicant, one for the vendor's people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.decider_words import decided_by
from partners.forms.steps import STEPS, TYPED_STEPS, judge_step
from partners.gates import Answer, Moment, ask_gates
from partners.guide.activation import SECTION as ACTIVATION
from partners.guide.applications import ApplicationsSection, Question
from partners.models import Application, ApplicationTransition, PartyKind
from partners.queries.applications import documents_of, free_again, steps_of
from partners.queries.programs import category_name
from partners.rules.deciding import Deciders
from partners.rules.fit import fit_of
from partners.states import APPLICATION_STATES, CLOSED, JOINING, TOLD_LABELS, WAITING, ApplicationState
from portal.countries import COUNTRIES
from portal.guides.queries import Guide

TONES = {
    ApplicationState.SUBMITTED: "info",
    ApplicationState.ATTACHED: "none",
    ApplicationState.SCREENING: "info",
    ApplicationState.ESCALATED: "warn",
    ApplicationState.APPROVED: "good",
    ApplicationState.REJECTED: "bad",
    ApplicationState.AGREEMENT_SENT: "info",
    ApplicationState.SIGNED: "good",
    ApplicationState.ACTIVE: "good",
    ApplicationState.SUSPENDED: "warn",
    ApplicationState.TERMINATED: "bad",
}
#: An applicant sees no colour either that would tell one review from another.
TOLD_TONES = TONES | dict.fromkeys((ApplicationState.ATTACHED, ApplicationState.ESCALATED), "info")


def state_words(state: str) -> str:
    """How the vendor's people call a state."""
    return _(APPLICATION_STATES.labels[ApplicationState(state)]) if state else ""


def told_words(state: str) -> str:
    """How the applicant reads it."""
    return _(TOLD_LABELS[ApplicationState(state)]) if state else ""


def moment_of(application: Application) -> Moment | None:
    """Which checks an application is before."""
    state = ApplicationState(application.state)
    if state in WAITING:
        return "approval"
    return "activation" if state in JOINING else None


def gates_of(application: Application) -> list[Answer]:
    """The checks that it is before, met or open."""
    moment = moment_of(application)
    return ask_gates(application, moment=moment) if moment else []


# ---- What the applicant reads ----


def told_of(application: Application, guide: Guide, section: ApplicationsSection, language: str) -> dict[str, Any]:
    """Where an application stands, what is missing and what was said, in words that tell of no hit and of no other company."""
    state = ApplicationState(application.state)
    steps = steps_of(application)
    return {
        "application": application,
        "category": category_name(guide, application.category, language),
        "state": told_words(state),
        "tone": TOLD_TONES.get(state, "none"),
        "question": _question(steps) if application.asked_at else "",
        "reason": _told_reason(steps, section, language),
        "missing": _missing(application),
        "timeline": _told_timeline(steps),
        "ways": _ways(guide, language, state) if state not in CLOSED else [],
        "is_closed": state in CLOSED,
        "is_active": state == ApplicationState.ACTIVE,
        "again": free_again(application, section),
        "documents": documents_of(application),
    }


def _question(steps: list[ApplicationTransition]) -> str:
    return next((step.told for step in steps if step.act == ApplicationTransition.Act.ASKED), "")


def _told_reason(steps: list[ApplicationTransition], section: ApplicationsSection, language: str) -> dict[str, str]:
    decided = (ApplicationState.APPROVED, ApplicationState.REJECTED)
    for step in steps:
        if step.act == ApplicationTransition.Act.MOVED and step.after in decided:
            reason = section.reasons.get(step.reason)
            return {"text": reason.text.within(language) if reason else "", "words": step.told}
    return {}


def _missing(application: Application) -> list[dict[str, Any]]:
    """What is still open and whom it waits for; an attached application reads as any other in review."""
    answers = gates_of(application)
    return [{"text": one.text, "yours": one.waits_for == "applicant"} for answer in answers for one in answer.open]


def _told_timeline(steps: list[ApplicationTransition]) -> list[dict[str, Any]]:
    """Only what changes for the applicant: two moves that read the same are one."""
    told: list[dict[str, Any]] = []
    last = ""
    for step in reversed(steps):
        if step.act == ApplicationTransition.Act.ASKED:
            told.append(_line(step, _("We asked you something"), step.told))
        elif step.act == ApplicationTransition.Act.ANSWERED:
            told.append(_line(step, _("You answered"), step.told))
        elif (words := told_words(step.after)) != last:
            told.append(_line(step, words, ""))
            last = words
    return told[::-1]


def _line(step: ApplicationTransition, words: str, why: str) -> dict[str, Any]:
    return {"who": " ", "at": step.at, "from_label": "", "to_label": words, "why": why}


def _ways(guide: Guide, language: str, state: ApplicationState) -> list[dict[str, Any]]:
    """The way in, step by step, as the guide says it (A-ONB-01), with what is done as far as an applicant may know."""
    section = guide.document.sections.get(ACTIVATION)
    joined = state in (ApplicationState.ACTIVE, ApplicationState.SUSPENDED)
    ticked = {
        "applied": state != ApplicationState.DRAFT,
        "approved": joined or state in JOINING,
        "agreements": joined or state == ApplicationState.SIGNED,
        "requirements": joined,
        "active": joined,
    }
    return [
        {"text": step.text.within(language), "is_done": ticked.get(step.ticked_by, False)}
        for step in getattr(section, "steps", ())
    ]


def summary_of(
    application: Application,
    section: ApplicationsSection,
    language: str,
    vendor: str,
    token: str,
    wrong: list[str],
) -> list[dict[str, Any]]:
    """Everything that was typed, step by step, with a way back to each."""
    parts = [
        {"key": key, "label": STEPS[key], "wrong": key in wrong, "items": _items(key, application, section, language)}
        for key in TYPED_STEPS
    ]
    papers = section.papers_of(application.category)
    files = [
        {"term": papers[one.kind].text.within(language) if one.kind in papers else one.kind, "value": one.file.name}
        for one in documents_of(application)
    ]
    parts.append({"key": "documents", "label": STEPS["documents"], "wrong": False, "items": files})
    for part in parts:
        part["url"] = reverse("applications:step", kwargs={"vendor": vendor, "token": token, "step": part["key"]})
    return parts


def _items(key: str, application: Application, section: ApplicationsSection, language: str) -> list[dict[str, str]]:
    step = judge_step(key, application, section, language)
    step.is_valid  # noqa: B018 -- cleans the data that is shown
    items = []
    if step.rows is not None:
        items += [{"term": row.get("name", ""), "value": _row_words(row)} for row in step.rows.filled()]
    if step.form is not None:
        cleaned = step.form.cleaned_data
        items += [
            {"term": str(field.label), "value": _shown(field.field, cleaned.get(field.name))}
            for field in step.form
            if cleaned.get(field.name)
        ]
    return items


def _row_words(row: Mapping[str, Any]) -> str:
    share = f"{row['share']} %" if row.get("share") else ""
    kind = str(dict(PartyKind.choices).get(row.get("kind", ""), ""))
    words = [kind, share, str(row.get("role", "")), COUNTRIES.get(row.get("country", ""), "")]
    return " · ".join(word for word in words if word)


def _shown(field: Any, value: Any) -> str:
    choices = {str(key): str(words) for key, words in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(one), str(one)) for one in values)


# ---- What the vendor's people read ----
#: Whose next step is the decision.
DECIDED_NEXT = frozenset({ApplicationState.SUBMITTED, ApplicationState.SCREENING, ApplicationState.ESCALATED})


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application as the queue shows it."""

    application: Application
    url: str
    state: str
    tone: str
    next_step: str
    category: str


def row_of(
    application: Application, *, vendor: str, language: str, guide: Guide | None, others: Deciders | None = None
) -> ApplicationRow:
    """One row of the queue, or the head of the record page. `others`: who decides, told to a reader who does not."""
    state = ApplicationState(application.state)
    url = reverse("applications:application", kwargs={"vendor": vendor, "application": application.pk})
    category = category_name(guide, application.category, language) if guide else application.category
    is_ours = state in DECIDED_NEXT and application.asked_at is None
    step = decided_by(others) if others is not None and is_ours else next_step(application)
    return ApplicationRow(application, url, state_words(state), TONES.get(state, "none"), step, category)


def next_step(application: Application) -> str:
    """Whose move it is, in a few words."""
    state = ApplicationState(application.state)
    if application.asked_at is not None and state in WAITING:
        return _("The applicant answers")
    return {
        ApplicationState.SUBMITTED: _("Review it"),
        ApplicationState.SCREENING: _("Decide it when its checks are done"),
        ApplicationState.ESCALATED: _("Compliance decides, then you"),
        ApplicationState.ATTACHED: _("See the first application"),
        ApplicationState.APPROVED: _("Send the agreements"),
        ApplicationState.AGREEMENT_SENT: _("Both sides sign"),
        ApplicationState.SIGNED: _("Activate it"),
    }.get(state, "")


def timeline_of(
    steps: list[ApplicationTransition], section: ApplicationsSection | None, language: str
) -> list[dict[str, Any]]:
    """Who, when, from, to, why: the code's words, what the applicant was told, and the note that stays here."""
    return [
        {
            "who": step.by.name if step.by else "",
            "at": step.at,
            "from_label": state_words(step.before) if step.act == ApplicationTransition.Act.MOVED else "",
            "to_label": _act_words(step),
            "why": _why(step, section, language),
        }
        for step in steps
    ]


def _act_words(step: ApplicationTransition) -> str:
    if step.act == ApplicationTransition.Act.ASKED:
        return _("Asked the applicant")
    return _("The applicant answered") if step.act == ApplicationTransition.Act.ANSWERED else state_words(step.after)


def _why(step: ApplicationTransition, section: ApplicationsSection | None, language: str) -> str:
    reason = section.reasons.get(step.reason) if section and step.reason else None
    code = reason.text.within(language) if reason else step.reason
    lines = [code, step.told, _("Note: %s") % step.note if step.note else ""]
    return "\n".join(line for line in lines if line)


def answers_of(application: Application, section: ApplicationsSection, language: str) -> list[dict[str, str]]:
    """The answers with the question as the guide puts it."""
    return [
        {"term": question.text.within(language), "value": _answer_words(question, application.answers[key], language)}
        for key, question in section.asked_of(application.category).items()
        if key in application.answers
    ]


def _answer_words(question: Question, value: Any, language: str) -> str:
    if question.kind == "yes":
        return _("Yes") if value == "yes" else _("No")
    values = value if isinstance(value, list) else [value]
    return ", ".join(question.choices[one].within(language) if one in question.choices else str(one) for one in values)


@dataclass(frozen=True, slots=True)
class Fit:
    """Points of the answers of all that there are, and what each answer added (F-ELG-02)."""

    points: int
    possible: int
    parts: tuple[dict[str, str], ...]


def fit_words(application: Application, section: ApplicationsSection | None, language: str) -> Fit | None:
    """How well the company fits, part by part; None where the guide gives no answer any points."""
    asked = section.asked_of(application.category) if section else {}
    parts = fit_of(asked, application.answers)
    if not parts:
        return None
    words = tuple(
        {
            "term": asked[part.question].text.within(language),
            "value": _("%(points)s of %(possible)s") % {"points": part.points, "possible": part.possible},
        }
        for part in parts
    )
    return Fit(sum(part.points for part in parts), sum(part.possible for part in parts), words)


def age_of(application: Application, now: datetime) -> int:
    """Days since it was sent in."""
    return (now - application.submitted_at).days if application.submitted_at else 0
