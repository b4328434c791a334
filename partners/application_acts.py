"""What can be done with an application from its page: each act is a noun with its right, its form, and why it is refused now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.decisions import DecisionForm, NoteForm, QuestionForm
from partners.gates import open_gates
from partners.models import Application
from partners.services.decisions import (
    approve_application,
    ask_applicant,
    refuse_application,
    separate_application,
    withdraw_application,
)
from partners.states import APPLICATION_STATES, WAITING, ApplicationState
from portal.accounts.actor import Actor

Run = Callable[[Application, dict[str, Any], Actor, datetime], object]


@dataclass(frozen=True, slots=True)
class Act:
    """`refuse` says why not now, or nothing; the service checks again. `decision` names the reasons that the form offers."""

    noun: str
    title: str | Promise
    done: str | Promise
    form: type[DecisionForm | NoteForm | QuestionForm]
    run: Run
    refuse: Callable[[Application], str]
    tone: str = ""
    intro: str | Promise = ""
    decision: Literal["", "approval", "refusal"] = ""


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


def _undecided(application: Application) -> str:
    state = ApplicationState(application.state)
    return "" if APPLICATION_STATES.can_move(state, ApplicationState.REJECTED) else gettext("It waits for no decision.")


def _ready(application: Application) -> str:
    refused = _undecided(application)
    if refused:
        return refused
    named = [str(one.text) for answer in open_gates(application, moment="approval") for one in answer.open]
    return " ".join(named)


def _askable(application: Application) -> str:
    if application.state not in WAITING:
        return gettext("It is not in review.")
    return gettext("An answer is waited for already.") if application.asked_at else ""


def _attached(application: Application) -> str:
    return "" if application.state == ApplicationState.ATTACHED else gettext("It is attached to no other.")


def _leavable(application: Application) -> str:
    state = ApplicationState(application.state)
    return "" if APPLICATION_STATES.can_move(state, ApplicationState.WITHDRAWN) else gettext("It ended already.")


ACTS: tuple[Act, ...] = (
    Act(
        "approval", _("Approve"), _("Approved: the agreements are next."), DecisionForm, _approve, _ready, "primary",
        _("The company becomes a partner that waits for its agreements; nothing else begins yet."), "approval",
    ),
    Act(
        "question", _("Ask for more"), _("Asked: the applicant has a mail."), QuestionForm, _ask, _askable,
        intro=_("The clock goes on, and nothing is decided before the answer."),
    ),
    Act(
        "refusal", _("Refuse"), _("Refused; the applicant is told the reason."), DecisionForm, _refuse, _undecided, "danger",
        _("The company may apply again after the wait that the guide names."), "refusal",
    ),
    Act(
        "separation", _("Handle separately"), _("It is in review by itself now."), NoteForm, _separate, _attached,
        intro=_("For another company that only looks like the same one."),
    ),
    Act(
        "withdrawal", _("Withdraw"), _("Withdrawn."), NoteForm, _withdraw, _leavable, "danger",
        _("The applicant told you that the company does not want to join any more."),
    ),
)  # fmt: skip
