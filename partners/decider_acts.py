"""Seating somebody in an approval group, and ending a seat."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.decider_words import group_words
from partners.forms.deciders import SeatEndingForm, SeatForm
from partners.models import ApprovalSeat
from partners.queries.agreements import today_of
from partners.queries.deciders import deciders_of, people_to_seat
from partners.services.deciders import end_seat, seat_person
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.shell.acts import Act, Typed

MANAGE = "deciders.manage"


def _seat_form(typed: Typed, program: Program, at: datetime) -> forms.Form:
    deciders = deciders_of(program, at)
    groups = [(key, group_words(key)) for key in (deciders.groups if deciders else ())]
    people = people_to_seat(program, at)
    return SeatForm(*typed, groups=groups, people=people, initial={"begins": today_of(program, at)})


def _no_group(program: Program, at: datetime) -> str:
    return (
        "" if deciders_of(program, at) else gettext("The program's guide takes no applications, so it names no group.")
    )


def _seat(program: Program, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return seat_person(program, by=by, at=at, **data)


def _end_form(typed: Typed, seat: ApprovalSeat, at: datetime) -> forms.Form:
    return SeatEndingForm(*typed, initial={"ends": today_of(seat.program, at)})


def _over(seat: ApprovalSeat, at: datetime) -> str:
    upper = seat.period.upper
    is_over = seat.taken_back or (upper is not None and upper <= today_of(seat.program, at))
    return gettext("This seat ended already.") if is_over else ""


def _end(seat: ApprovalSeat, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return end_seat(seat.pk, by=by, at=at, **data)


PROGRAM_ACTS: tuple[Act[Program], ...] = (
    Act(
        "seat", MANAGE, _("Seat somebody"), _("Seated."), _seat_form, _seat, _no_group, "primary",
        _("As long as anybody sits in a group that the guide names, only those who sit decide."), "X-06",
    ),
)  # fmt: skip
SEAT_ACTS: tuple[Act[ApprovalSeat], ...] = (
    Act(
        "vacancy", MANAGE, _("End the seat"), _("The seat ends."), _end_form, _end, _over, "danger",
        _("What was decided on it stays decided. Where nobody is left, the roles of the guide stand for the groups."), "X-06",
    ),
)  # fmt: skip
ALL_ACTS: tuple[Act[Any], ...] = (*PROGRAM_ACTS, *SEAT_ACTS)
