"""What can be done with a paper, with what is open to a partner, and with an exception, from their pages."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partners.forms.papers import AcceptForm, ExceptionForm, RequestForm
from partners.guide.doors import ExceptionNeed
from partners.models import DoorException, Paper, Partner
from partners.paper_states import PAPER_STATES, PaperState
from partners.queries.doors import halls_of
from partners.queries.papers import Kind, kinds_for, terms_of
from partners.services.doors import end_exception, make_exception
from partners.services.papers import ask_for_paper, decide_paper
from portal.accounts.actor import Actor
from portal.forms import ReasonForPartner
from portal.guides.models import Program
from portal.shell.acts import Act, Refuse, Typed, Words, plain


def _unless_it_may_become(to: PaperState, words: Words) -> Refuse[Paper]:
    return lambda paper, at: "" if PAPER_STATES.can_move(PaperState(paper.state), to) else str(words)


def _accept_form(typed: Typed, paper: Paper, at: datetime) -> AcceptForm:
    terms = terms_of(paper, at)
    return AcceptForm(typed.data, has_end=bool(terms and terms.has_end), names_end=bool(terms and terms.names_end))


def _accept(paper: Paper, data: dict[str, Any], by: Actor, at: datetime) -> object:
    until = data.get("valid_until")
    return decide_paper(paper.pk, PaperState.ACCEPTED, reason=data["note"], valid_until=until, by=by, at=at)


def _return(paper: Paper, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return decide_paper(paper.pk, PaperState.RETURNED, reason=data["reason"], by=by, at=at)


def _end(paper: Paper, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return decide_paper(paper.pk, PaperState.ENDED, reason=data["reason"], by=by, at=at)


PAPER_ACTS: tuple[Act[Paper], ...] = (
    Act(
        noun="acceptance",
        right="papers.decide",
        title=gettext_lazy("Accept it"),
        done=gettext_lazy("It is accepted: what waited for it is open."),
        make_form=_accept_form,
        run=_accept,
        refuse=_unless_it_may_become(
            PaperState.ACCEPTED, gettext_lazy("Only what was handed in and not decided can be accepted.")
        ),
    ),
    Act(
        noun="return",
        right="papers.decide",
        title=gettext_lazy("Give it back"),
        done=gettext_lazy("It is given back: the partner reads why."),
        make_form=plain(ReasonForPartner),
        run=_return,
        refuse=_unless_it_may_become(
            PaperState.RETURNED, gettext_lazy("Only what was handed in and not decided can be given back.")
        ),
    ),
    Act(
        noun="revocation",
        right="papers.decide",
        title=gettext_lazy("Accept it no more"),
        done=gettext_lazy("It counts no more, from now on."),
        make_form=plain(ReasonForPartner),
        run=_end,
        refuse=_unless_it_may_become(PaperState.ENDED, gettext_lazy("Only an accepted paper can be ended.")),
        tone="danger",
        intro=gettext_lazy("Doors that ask for it are shut at once."),
    ),
)


def _kinds(partner: Partner, at: datetime) -> dict[str, Kind]:
    return {f"{one.program.pk}:{one.key}": one for one in kinds_for(partner.pk, at)}


def _request_form(typed: Typed, partner: Partner, at: datetime) -> RequestForm:
    language = get_language() or "en"
    named = [
        (value, f"{one.terms.name.within(language)} · {one.program.name}") for value, one in _kinds(partner, at).items()
    ]
    return RequestForm(typed.data, papers=named)


def _request(partner: Partner, data: dict[str, Any], by: Actor, at: datetime) -> object:
    kind = _kinds(partner, at)[data["paper"]]
    return ask_for_paper(partner.pk, kind.program, kind.key, due_on=data["due_on"], why=data["why"], by=by, at=at)


def _no_request(partner: Partner, at: datetime) -> str:
    return "" if _kinds(partner, at) else _("No program of this partner asks for papers.")


def _offered(partner: Partner, at: datetime) -> dict[str, tuple[str, Program, str, str]]:
    """Where the guides of a partner take exceptions: how it is called, the program, the door and its choice."""
    language = get_language() or "en"
    found = {}
    for hall in halls_of(partner.pk, at):
        for key, looks in hall.looks.items():
            door = hall.section.all()[key]
            asked = [need for need in door.needs if isinstance(need, ExceptionNeed)]
            for choice in (look.choice for look in looks):
                if any(not need.choices or choice in need.choices for need in asked):
                    variant = f" {door.choices[choice].within(language)}" if choice else ""
                    words = f"{door.name.within(language)}{variant} · {hall.program.name}"
                    found[f"{hall.program.pk}:{key}:{choice}"] = (words, hall.program, key, choice)
    return found


def _exception_form(typed: Typed, partner: Partner, at: datetime) -> ExceptionForm:
    return ExceptionForm(typed.data, doors=[(value, one[0]) for value, one in _offered(partner, at).items()])


def _except(partner: Partner, data: dict[str, Any], by: Actor, at: datetime) -> object:
    _words, program, door, choice = _offered(partner, at)[data["door"]]
    return make_exception(partner.pk, program, door, choice=choice, reason=data["reason"], by=by, at=at)


def _no_exception(partner: Partner, at: datetime) -> str:
    return "" if _offered(partner, at) else _("The guides of this partner know no exceptions.")


PARTNER_ACTS: tuple[Act[Partner], ...] = (
    Act(
        noun="request",
        right="papers.decide",
        title=gettext_lazy("Ask for a paper"),
        done=gettext_lazy("It is asked for: the partner is told."),
        make_form=_request_form,
        run=_request,
        refuse=_no_request,
    ),
    Act(
        noun="exception",
        right="doors.except",
        title=gettext_lazy("Make an exception"),
        done=gettext_lazy("The exception holds from now on."),
        make_form=_exception_form,
        run=_except,
        refuse=_no_exception,
    ),
)


def _end_it(made: DoorException, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return end_exception(made.pk, reason=data["reason"], by=by, at=at)


EXCEPTION_ACTS: tuple[Act[DoorException], ...] = (
    Act(
        noun="end",
        right="doors.except",
        title=gettext_lazy("End the exception"),
        done=gettext_lazy("The exception has ended."),
        make_form=plain(ReasonForPartner),
        run=_end_it,
        refuse=lambda made, at: _("This exception has ended already.") if made.ended_at else "",
        tone="danger",
    ),
)
