"""What is open to a partner: the doors of its programs, and the one question that other apps ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import QuerySet

from partners.guide.doors import SECTION, DoorsSection
from partners.models import DoorException, DoorFile, Paper
from partners.paper_states import PaperState
from partners.queries.agreements import guide_of, today_of
from partners.queries.door_facts import facts_of
from partners.queries.papers import programs_of
from partners.rules.doors import Look, look_at, open_doors
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.guides.queries import Guide


@dataclass(frozen=True, slots=True)
class Hall:
    """The doors of a program as one partner finds them, with the guide that says so."""

    program: Program
    guide: Guide
    section: DoorsSection
    looks: Mapping[str, tuple[Look, ...]]


def doors_section(guide: Guide | None) -> DoorsSection | None:
    """What a guide says of doors; None where it says nothing."""
    found = guide.document.sections.get(SECTION) if guide else None
    return cast(DoorsSection, found) if found else None


def programs_with_doors(at: datetime) -> list[tuple[Program, DoorsSection]]:
    """Programs whose guide of today has doors, by name."""
    programs = Program.objects.order_by("name", "pk")
    found = ((program, doors_section(guide_of(program, at))) for program in programs)
    return [(program, section) for program, section in found if section is not None and section.all()]


def may_pass(partner_id: int, program_id: int, door: str, *, at: datetime, choice: str = "") -> bool:
    """Whether a door is open to a partner now. A door that the guide of today does not have is shut."""
    look = look_through(partner_id, program_id, door, at=at, choice=choice)
    return look is not None and look.is_open


def look_through(partner_id: int, program_id: int, door: str, *, at: datetime, choice: str = "") -> Look | None:
    """One door with everything behind it; None where the guide of today has no such door, or no such choice of it."""
    program = Program.objects.get(pk=program_id)
    guide = guide_of(program, at)
    section = doors_section(guide)
    if guide is None or section is None or door not in section.all():
        return None
    try:
        return look_at(section, door, facts_of([partner_id], program, guide, section, at=at)[partner_id], choice)
    except KeyError:
        return None


def halls_of(partner_id: int, at: datetime) -> list[Hall]:
    """Every door of every program that a partner is in, or on its way into."""
    found = []
    for program in programs_of(partner_id, at):
        guide = guide_of(program, at)
        section = doors_section(guide)
        if guide is not None and section is not None:
            looks = open_doors(section, facts_of([partner_id], program, guide, section, at=at)[partner_id])
            found.append(Hall(program, guide, section, looks))
    return found


@dataclass(frozen=True, slots=True)
class Listed:
    """What stands on a list of a program: what an accepted paper is about, and whose it is (G-CAT-05)."""

    program: Program
    door: str
    paper: Paper


def listed_at(at: datetime) -> list[Listed]:
    """Everything on the lists of the vendor's programs that the acting role sees, by program, partner and subject."""
    found = []
    for program, section in programs_with_doors(at):
        day, guide = today_of(program, at), guide_of(program, at)
        for key, door in section.all().items():
            if not door.lists or guide is None:
                continue
            accepted = Paper.objects.filter(program=program, key=door.lists, state=PaperState.ACCEPTED)
            good = accepted.exclude(valid_until__lt=day).select_related("partner", "program")
            rows = list(good.order_by("partner__name", "subject", "pk"))
            facts = facts_of({one.partner_id for one in rows}, program, guide, section, at=at)
            found += [Listed(program, key, one) for one in rows if look_at(section, key, facts[one.partner_id]).is_open]
    return found


def exceptions_of(partner_id: int) -> list[DoorException]:
    """Every exception ever made for a partner, those that hold first."""
    rows = DoorException.objects.filter(partner_id=partner_id).select_related("program", "granted_by", "ended_by")
    return sorted(rows.order_by("-pk"), key=lambda one: one.ended_at is not None)


def exceptions_visible_to(actor: Actor) -> QuerySet[DoorException]:
    """All of the vendor's for its staff, a partner's own."""
    found: QuerySet[DoorException] = DoorException.objects.select_related("partner", "program")
    return found if actor.may("papers.see") else found.none()


def door_files() -> QuerySet[DoorFile]:
    """What stands behind the doors now."""
    found: QuerySet[DoorFile] = DoorFile.objects.filter(taken_away_at=None).select_related("program")
    return found.order_by("program__name", "door", "pk")


def files_by_door() -> Mapping[tuple[int, str], list[DoorFile]]:
    """The same, by program and door."""
    found: dict[tuple[int, str], list[DoorFile]] = {}
    for put in door_files():
        found.setdefault((put.program_id, put.door), []).append(put)
    return found
