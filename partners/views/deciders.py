"""Who decides: the approval groups of a program with their people."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.decider_acts import PROGRAM_ACTS, SEAT_ACTS
from partners.decider_words import group_words, nobody_sits, role_words
from partners.models import ApprovalSeat
from partners.queries.deciders import Group, Seat, deciders_of, groups_of, programs_seated_by, seats_seen_by
from partners.views.programs import program_tabs, wanted_program
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.guides.models import Program
from portal.shell.acts import Place
from portal.shell.views.acts import ActPages


@require_safe
@requires("deciders.manage")
def decider_list(request: HttpRequest, vendor: str) -> HttpResponse:
    """Of one program: each group that its guide names, and who sits there since when."""
    now = timezone.now()
    program = wanted_program(request)
    if program is None:
        return render(request, "partners/deciders.html", {"program": None})
    deciders = deciders_of(program, now)
    context = {
        "program": program,
        "tabs": program_tabs(request, program),
        "takes_applications": deciders is not None,
        "roles": role_words(deciders.roles) if deciders else "",
        "roles_stand": nobody_sits(deciders) if deciders and not deciders.seated else "",
        "groups": [_group(one) for one in groups_of(program, now)],
    }
    return render(request, "partners/deciders.html", context)


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group_words(group.key),
        "is_named": group.is_named,
        "seats": [{"row": seat.row, "counts": seat.counts, "why": _why_not(group, seat)} for seat in group.seats],
    }


def _why_not(group: Group, seat: Seat) -> str:
    """Why a seat has no effect today."""
    member = seat.row.member
    if seat.counts:
        return ""
    if not group.is_named:
        return _("The guide names this group no more.")
    if member.ended_at is not None:
        return _("Works here no more.")
    if member.suspended:
        return _("Is suspended.")
    return _("Begins later.") if seat.begins_later else _("This role does not decide here.")


def _program(actor: Actor, pk: int, at: datetime) -> Program:
    found: Program = get_object_or_404(programs_seated_by(actor), pk=pk)
    return found


def _seat(actor: Actor, pk: int, at: datetime) -> ApprovalSeat:
    found: ApprovalSeat = get_object_or_404(seats_seen_by(actor), pk=pk)
    return found


def _place(program: Program, vendor: str) -> Place:
    back = f"{reverse('partners:deciders', kwargs={'vendor': vendor})}?program={program.slug}"
    return Place(program.name, program.name, back, _("Who decides"))


def _place_of_seat(seat: ApprovalSeat, vendor: str) -> Place:
    place = _place(seat.program, vendor)
    line = f"{seat.member.name} · {group_words(seat.group)} · {seat.program.name}"
    return Place(seat.member.name, line, place.back, place.back_words)


PROGRAM_PAGES = ActPages(PROGRAM_ACTS, namespace="partners", subject="program", find=_program, show=_place)
SEAT_PAGES = ActPages(SEAT_ACTS, namespace="partners", subject="seat", find=_seat, show=_place_of_seat)
