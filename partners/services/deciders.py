"""Who sits in the approval groups of a program: every seat dated, with who gave it (X-06)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.models import ApprovalSeat
from partners.queries.agreements import today_of
from partners.queries.deciders import deciders_of, people_to_seat
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.models import Program
from portal.problems import Conflict, Refusal

FURTHEST = timedelta(days=366)


@transaction.atomic
def seat_person(program: Program, *, group: str, member: int, begins: date, by: Actor, at: datetime) -> ApprovalSeat:
    """Somebody sits in a group from a day on, today or later. Raises Refusal, Conflict where they sit there then."""
    # Behind the program's row: two at once come one after the other.
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    deciders = deciders_of(program, at)
    if deciders is None or group not in deciders.groups:
        raise Refusal(_("Choose a group that the program's guide names."), field="group")
    if member not in dict(people_to_seat(program, at)):
        raise Refusal(_("Choose somebody who works here in a role that decides."), field="member")
    _refuse_far_day(program, begins, "begins", at)
    own = ApprovalSeat.objects.filter(program=program, group=group, member_id=member)
    if own.filter(taken_back=False, period__overlap=DateRange(begins, None)).exists():
        raise Conflict(_("This person sits there then already."), field="member")
    seat = own.filter(taken_back=True).first() or ApprovalSeat(program=program, group=group, member_id=member)
    seat.period, seat.taken_back = DateRange(begins, None), False
    seat.seated_by_id, seat.seated_at = by.membership_id, at
    seat.save()
    record("seat.given", by=by, subject=seat, program=program.pk, group=group, member=member, begins=begins.isoformat())
    return seat


@transaction.atomic
def end_seat(seat_id: int, *, ends: date, by: Actor, at: datetime) -> ApprovalSeat:
    """From a day on, today or later, somebody sits there no more. Waits for decisions that are being made on this seat."""
    seat: ApprovalSeat = ApprovalSeat.objects.select_for_update(of=("self",)).select_related("program").get(pk=seat_id)
    _refuse_far_day(seat.program, ends, "ends", at)
    today = today_of(seat.program, at)
    if seat.taken_back or (seat.period.upper is not None and seat.period.upper <= today):
        raise Conflict(_("This seat ended already."))
    if seat.period.upper is not None and seat.period.upper < ends:
        until = date_format(seat.period.upper, "SHORT_DATE_FORMAT")
        raise Refusal(_("This seat ends on %(day)s: choose an earlier day.") % {"day": until}, field="ends")
    if ends <= seat.period.lower:
        seat.taken_back = True
    else:
        seat.period = DateRange(seat.period.lower, ends)
    seat.save(update_fields=["period", "taken_back"])
    record(
        "seat.ended", by=by, subject=seat, program=seat.program_id, group=seat.group, member=seat.member_id,
        ends=ends.isoformat(),
    )  # fmt: skip
    return seat


def _refuse_far_day(program: Program, day: date, field: str, at: datetime) -> None:
    today = today_of(program, at)
    if day < today:
        raise Refusal(_("Choose today or a later day: what was decided stays decided."), field=field)
    if day > today + FURTHEST:
        raise Refusal(_("Choose a day within a year."), field=field)
