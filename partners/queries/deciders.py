"""Who decides about a program's applications today, and who sits in its approval groups."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from partners.guide.applications import ApplicationsSection
from partners.models import ApprovalSeat
from partners.queries.agreements import guide_of, programs_with_guides, today_of
from partners.queries.programs import section_of
from partners.rules.deciding import Deciders, Seated
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.guides.models import Program


def deciders_of(
    program: Program, at: datetime, *, or_else: ApplicationsSection | None = None, locked: bool = False
) -> Deciders | None:
    """By the guide in force today: who decides is a question of today's people, whatever an application is judged by.

    `or_else` stands where the guide in force takes no applications any more. `locked` holds the seats until the transaction
    ends, so that none of them ends under a decision.
    """
    section = section_in_force(program, at) or or_else
    if section is None:
        return None
    groups, roles = section.decides.groups, section.decides.roles
    seats = _counting(program, today_of(program, at)).filter(group__in=groups, member__role__in=roles)
    if locked:
        seats = seats.select_for_update(of=("self",), no_key=True)
    seated = tuple(Seated(one.group, one.member_id, one.member.name) for one in seats.order_by("pk"))
    return Deciders(roles, groups, tuple(sorted(seated, key=lambda one: (groups.index(one.group), one.name))))


def section_in_force(program: Program, at: datetime) -> ApplicationsSection | None:
    """What the guide in force says of applications."""
    guide = guide_of(program, at)
    return section_of(guide) if guide else None


def may_decide(actor: Actor, deciders: Deciders) -> bool:
    """Whether this member decides there (A-ONB-03, F-ELG-01)."""
    return actor.may("applications.decide") and deciders.include(role=actor.role, member=actor.membership_id)


def _counting(program: Program, day: date) -> QuerySet[ApprovalSeat]:
    """Seats of a day, of people who work here; whoever left or is suspended sits nowhere."""
    found: QuerySet[ApprovalSeat] = ApprovalSeat.objects.filter(
        program=program, period__contains=day, taken_back=False, member__ended_at=None, member__suspended=False
    ).select_related("member")
    return found


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat as people read it: `counts` says whether it has effect on the day, `begins_later` that it will."""

    row: ApprovalSeat
    counts: bool
    begins_later: bool


@dataclass(frozen=True, slots=True)
class Group:
    """An approval group of a program; `is_named` by its guide in force, else its seats are without effect."""

    key: str
    is_named: bool
    seats: tuple[Seat, ...]


def groups_of(program: Program, at: datetime) -> list[Group]:
    """Groups that the guide names, in its order, then others in which somebody sits still."""
    day = today_of(program, at)
    deciders = deciders_of(program, at)
    named = deciders.groups if deciders else ()
    counting = {(one.group, one.member) for one in deciders.seated} if deciders else set()
    running = Q(period__upper_inf=True) | Q(period__endswith__gt=day)
    rows = list(
        seats_seen().filter(running, program=program, taken_back=False).order_by("member__name", "member_id", "period")
    )
    others = sorted({row.group for row in rows} - set(named))

    def read(row: ApprovalSeat) -> Seat:
        later = row.period.lower > day
        return Seat(row, not later and (row.group, row.member_id) in counting, later)

    return [Group(key, key in named, tuple(read(row) for row in rows if row.group == key)) for key in (*named, *others)]


def seats_seen() -> QuerySet[ApprovalSeat]:
    """Every seat of the vendor, with its program and person."""
    found: QuerySet[ApprovalSeat] = ApprovalSeat.objects.select_related("program", "member")
    return found


def seats_seen_by(actor: Actor) -> QuerySet[ApprovalSeat]:
    """To those who say who sits."""
    return seats_seen() if actor.may("deciders.manage") else seats_seen().none()


def programs_seated_by(actor: Actor) -> QuerySet[Program]:
    """Programs whose groups this member fills."""
    found = programs_with_guides()
    return found if actor.may("deciders.manage") else found.none()


def people_to_seat(program: Program, at: datetime) -> list[tuple[int, str]]:
    """Who works here in a role that the guide lets decide."""
    deciders = deciders_of(program, at)
    roles = deciders.roles if deciders else ()
    found = Membership.objects.filter(role__in=roles, ended_at=None, suspended=False).order_by("name", "pk")
    return [(one.pk, f"{one.name} · {one.get_role_display()}") for one in found]
