"""How agreements and admissions are shown: rows, facts, steps, timelines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.agreement_states import AGREEMENT_STATES, UNDER_WAY, AgreementState
from partners.guide.activation import ActivationSection
from partners.models import Admission, AdmissionTask, AgreementMove, SignedAgreement
from partners.queries.admissions import Need
from portal.accounts.actor import Actor
from portal.tenancy.queries import current_slug

TONES = {
    AgreementState.SENT: "warn",
    AgreementState.PARTNER_SIGNED: "info",
    AgreementState.VENDOR_SIGNED: "info",
    AgreementState.PAPER: "info",
    AgreementState.EXECUTED: "good",
    AgreementState.LAPSED: "bad",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An agreement in a list."""

    agreement: SignedAgreement
    url: str
    state: str
    tone: str
    due: str


def row_of(agreement: SignedAgreement, *, vendor: str, actor: Actor) -> Row:
    """One line; `due` is the day that matters now, in words."""
    state = AgreementState(agreement.state)
    url = reverse("agreements:agreement", kwargs={"vendor": vendor, "agreement": agreement.pk})
    return Row(agreement, url, state_words(state, actor), TONES.get(state, ""), due_words(agreement))


def state_words(state: AgreementState, actor: Actor) -> str:
    """The state as this side sees it."""
    if state is AgreementState.SENT and not actor.is_staff:
        return _("To be signed by you")
    if state is AgreementState.PARTNER_SIGNED and actor.is_staff:
        return _("To be signed by us")
    return _(AGREEMENT_STATES.labels[state])


def due_words(agreement: SignedAgreement) -> str:
    """Until when, or from when on."""
    state = AgreementState(agreement.state)
    if agreement.accept_by and state in (
        AgreementState.SENT,
        AgreementState.VENDOR_SIGNED,
        AgreementState.PARTNER_SIGNED,
    ):
        return _("until %(day)s") % {"day": _day(agreement.accept_by)}
    if state is AgreementState.EXECUTED and agreement.ends_on:
        if agreement.notice_given_at:
            return _("ends %(day)s, notice given") % {"day": _day(agreement.ends_on)}
        return _("ends %(day)s") % {"day": _day(agreement.ends_on)}
    return ""


def _day(day: date) -> str:
    return str(date_format(day, "SHORT_DATE_FORMAT"))


def facts_of(agreement: SignedAgreement, actor: Actor) -> list[dict[str, Any]]:
    """The strip under the title."""
    begins = {"label": _("Begins"), "value": _day(agreement.starts_on) if agreement.starts_on else "—"}
    version = {"label": _("Version"), "value": agreement.text.number, "hint": agreement.text.get_kind_display()}
    lapse = {"label": _("If it lapses"), "value": agreement.get_on_lapse_display()}
    found = [version, begins, *_term_of(agreement), lapse]
    return ([_partner(agreement, actor)] if actor.is_staff else []) + found


def _term_of(agreement: SignedAgreement) -> list[dict[str, Any]]:
    """When it ends and what follows; of one that is over, how long it was to last: its history says when it was over."""
    ends = _day(agreement.ends_on) if agreement.ends_on else ""
    if AgreementState(agreement.state) not in {*UNDER_WAY, AgreementState.EXECUTED}:
        return [{"label": _("Was to last"), "value": _("until %(day)s") % {"day": ends} if ends else _("no end")}]
    notice = _("notice until %(day)s") % {"day": _day(agreement.notice_on)} if agreement.notice_on else ""
    renewal = agreement.get_renewal_display() if ends else _("no end")
    return [{"label": _("Ends"), "value": ends or "—", "hint": notice}, {"label": _("Renewal"), "value": renewal}]


def _partner(agreement: SignedAgreement, actor: Actor) -> dict[str, Any]:
    kwargs = {"vendor": current_slug(), "partner": agreement.partner_id}
    url = reverse("partners:partner", kwargs=kwargs) if actor.may("partners.see") else ""
    return {"label": _("Partner"), "value": agreement.partner.name, "url": url}


def timeline_of(moves: Iterable[AgreementMove], *, vendor_name: str, actor: Actor) -> list[dict[str, Any]]:
    """Who, when, from, to, why. A partner reads the vendor's name in place of its people's."""
    return [
        {
            "who": move.by.name if move.by else (vendor_name if move.by_id else ""),
            "at": move.at,
            "from_label": _state(move.before) if move.before and move.before != move.after else "",
            "to_label": _state(move.after),
            "why": move.reason,
        }
        for move in moves
    ]


def _state(value: str) -> str:
    return _(AGREEMENT_STATES.labels[AgreementState(value)])


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the onboarding checklist."""

    text: str
    rule: str
    is_done: bool
    task: AdmissionTask | None = None


def steps_of(
    admission: Admission, section: ActivationSection | None, needs: list[Need], tasks: list[AdmissionTask]
) -> list[Step]:
    """The guide's steps in their order, with what is done (A-ONB-01)."""
    if section is None:
        return []
    signed = all(need.is_met for need in needs if need.key.startswith("agreement:"))
    is_active = admission.activated_at is not None
    ticked = {
        "applied": True,
        "approved": True,
        "agreements": is_active or signed,
        "requirements": is_active or all(need.is_met for need in needs),
        "active": is_active,
    }
    by_key = {task.key: task for task in tasks}
    found = []
    for number, step in enumerate(section.steps, start=1):
        task = by_key.get(f"step_{number}") if step.ticked_by == "person" else None
        done = task.done_at is not None if task else ticked.get(step.ticked_by, False)
        found.append(Step(step.text.within(get_language() or "en"), step.rule, done, task))
    return found


def task_words(task: AdmissionTask) -> str:
    """A task in words."""
    words = {
        "welcome_kit": _("Welcome kit"),
        "plaque": _("Plaque to be sent"),
        "certificate": _("Certificate"),
    }
    detail = f" · {task.detail}" if task.detail else ""
    return words.get(task.key, task.key) + detail


def age_in_days(since: datetime, now: datetime) -> int:
    """Whole days that something has waited."""
    return (now - since).days
