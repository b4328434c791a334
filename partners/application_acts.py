"""What can be done with an application from its page: each act is a noun with its right, its form, and why it is refused now."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.decisions import DecisionForm, NoteForm, QuestionForm
from partners.gates import open_gates
from partners.models import Application
from partners.queries.programs import guide_for, section_of
from partners.services.decisions import (
    approve_application,
    ask_applicant,
    refuse_application,
    separate_application,
    withdraw_application,
)
from partners.states import APPLICATION_STATES, WAITING, ApplicationState
from portal.accounts.actor import Actor
from portal.shell.acts import Act, MakeForm, Typed, plain

DECIDE = "applications.decide"


def _approve(application: Application, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return approve_application(application_id=application.pk, by=by, at=at, **data)


def _refuse(application: Application, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return refuse_application(application_id=application.pk, by=by, at=at, **data)


def _ask(application: Application, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return ask_applicant(application_id=application.pk, by=by, at=at, **data)


def _separate(application: Application, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return separate_application(application_id=application.pk, by=by, at=at, **data)


def _withdraw(application: Application, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return withdraw_application(application_id=application.pk, by=by, at=at, **data)


def _undecided(application: Application, at: datetime) -> str:
    state = ApplicationState(application.state)
    return "" if APPLICATION_STATES.can_move(state, ApplicationState.REJECTED) else gettext("It waits for no decision.")


def _ready(application: Application, at: datetime) -> str:
    refused = _undecided(application, at)
    if refused:
        return refused
    named = [str(one.text) for answer in open_gates(application, moment="approval") for one in answer.open]
    return " ".join(named)


def _askable(application: Application, at: datetime) -> str:
    if application.state not in WAITING:
        return gettext("It is not in review.")
    return gettext("An answer is waited for already.") if application.asked_at else ""


def _attached(application: Application, at: datetime) -> str:
    return "" if application.state == ApplicationState.ATTACHED else gettext("It is attached to no other.")


def _leavable(application: Application, at: datetime) -> str:
    state = ApplicationState(application.state)
    return "" if APPLICATION_STATES.can_move(state, ApplicationState.WITHDRAWN) else gettext("It ended already.")


def _deciding(decision: str) -> MakeForm[Application]:
    """The reasons that the guide offers for this decision."""

    def make(typed: Typed, application: Application, at: datetime) -> forms.Form:
        guide = guide_for(application, at)
        section = section_of(guide) if guide else None
        return DecisionForm(*typed, section=section, decision=decision, language=get_language() or "en")

    return make


ACTS: tuple[Act[Application], ...] = (
    Act(
        "approval", DECIDE, _("Approve"), _("Approved: the agreements are next."), _deciding("approval"), _approve, _ready,
        "primary", _("The company becomes a partner that waits for its agreements; nothing else begins yet."),
    ),
    Act(
        "question", DECIDE, _("Ask for more"), _("Asked: the applicant has a mail."), plain(QuestionForm), _ask, _askable,
        intro=_("The clock goes on, and nothing is decided before the answer."),
    ),
    Act(
        "refusal", DECIDE, _("Refuse"), _("Refused; the applicant is told the reason."), _deciding("refusal"), _refuse,
        _undecided, "danger", _("The company may apply again after the wait that the guide names."),
    ),
    Act(
        "separation", DECIDE, _("Handle separately"), _("It is in review by itself now."), plain(NoteForm), _separate,
        _attached, intro=_("For another company that only looks like the same one."),
    ),
    Act(
        "withdrawal", DECIDE, _("Withdraw"), _("Withdrawn."), plain(NoteForm), _withdraw, _leavable, "danger",
        _("The applicant told you that the company does not want to join any more."),
    ),
)  # fmt: skip
