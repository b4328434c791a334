"""What is open to a partner: the facts behind the guide's doors, and the one question that other apps ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from partners.agreement_states import AgreementState
from partners.guide.doors import SECTION, CertificateNeed, DoorsSection
from partners.holds import hold_on
from partners.models import (
    Admission,
    Certificate,
    DoorException,
    DoorFile,
    Enrolment,
    EnrolmentTrait,
    Paper,
    ParticipationFee,
    Partner,
    Post,
)
from partners.paper_states import PaperState
from partners.queries.agreements import agreements_section, executed_keys, guide_of, today_of
from partners.queries.papers import categories_of, programs_of, standing_of
from partners.queries.people import domains_of
from partners.queries.terms import people_of
from partners.rules.agreements import documents_of
from partners.rules.doors import Facts, Look, PaperStanding, look_at, open_doors
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
        return look_at(section, door, facts_of(partner_id, program, guide, at=at), choice)
    except KeyError:
        return None


def halls_of(partner_id: int, at: datetime) -> list[Hall]:
    """Every door of every program that a partner is in, or on its way into."""
    found = []
    for program in programs_of(partner_id, at):
        guide = guide_of(program, at)
        section = doors_section(guide)
        if guide is not None and section is not None:
            looks = open_doors(section, facts_of(partner_id, program, guide, at=at))
            found.append(Hall(program, guide, section, looks))
    return found


def facts_of(partner_id: int, program: Program, guide: Guide, *, at: datetime) -> Facts:
    """What the doors of a guide ask about a partner, as it is known now: some ten queries, whatever the guide asks."""
    day = today_of(program, at)
    section = doors_section(guide)
    states = executed_keys(partner_id, program.pk)
    categories = categories_of(partner_id, program, at)
    return Facts(
        day=day,
        categories=categories,
        active=_active(partner_id, program, day),
        is_held=hold_on(partner_id, at) is not None,
        agreements=_agreements(partner_id, program, guide, categories, day),
        executed=frozenset(key for key, state in states.items() if state is AgreementState.EXECUTED),
        papers=_papers(partner_id, program, day),
        holders=_holders(partner_id, guide, section, day),
        fees=_fees(partner_id, program),
        exceptions=frozenset(
            DoorException.objects.filter(partner_id=partner_id, program=program, ended_at=None).values_list(
                "door", "choice"
            )
        ),
    )


def _active(partner_id: int, program: Program, day: date) -> frozenset[str]:
    enrolled = Enrolment.objects.filter(
        partner_id=partner_id, partner__state=Partner.State.ACTIVE, program=program, period__contains=day
    )
    return frozenset(enrolled.values_list("category", flat=True))


def _agreements(
    partner_id: int, program: Program, guide: Guide, categories: Iterable[str], day: date
) -> dict[str, tuple[str, ...]]:
    """Documents of each category, with those that its conditions add."""
    section = agreements_section(guide)
    if section is None:
        return {}
    traits = EnrolmentTrait.objects.filter(
        partner_id=partner_id, enrolment__program=program, holds=True, period__contains=day
    )
    flags = set(traits.values_list("kind", flat=True))
    for admitted in Admission.objects.filter(partner_id=partner_id, program=program, closed_at=None):
        flags.update(admitted.flags)
    return {one: tuple(documents_of(section, category=one, flags=flags)) for one in categories}


def _papers(partner_id: int, program: Program, day: date) -> dict[str, PaperStanding]:
    """How each paper stands; of several about different things one that is good is enough."""
    versions: dict[tuple[str, str], list[Paper]] = {}
    for paper in Paper.objects.filter(partner_id=partner_id, program=program).order_by("-number"):
        versions.setdefault((paper.key, paper.subject), []).append(paper)
    found: dict[str, PaperStanding] = {}
    for (key, _subject), mine in versions.items():
        if found.get(key) != "good":
            found[key] = standing_of(mine, day)
    return found


def _holders(partner_id: int, guide: Guide, section: DoorsSection | None, day: date) -> dict[str, frozenset[int]]:
    """People who count in the program on the day (G-REQ-05), by the certificates that some door asks for."""
    doors = section.all().values() if section else ()
    codes = {code for door in doors for need in door.needs if isinstance(need, CertificateNeed) for code in need.codes}
    if not codes:
        return {}
    own = [domain.lower() for domain in domains_of(partner_id, day)]
    posts = Post.objects.annotate(mail_domain=Lower("domain")).filter(
        partner_id=partner_id,
        period__contains=day,
        employment__in=people_of(guide).employments.value,
        mail_domain__in=own,
    )
    held = Certificate.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day),
        person__in=posts.values("person"),
        code__in=codes,
        issued_on__lte=day,
        expires_on__gte=day,
    )
    found: dict[str, set[int]] = {}
    for code, person in held.values_list("code", "person"):
        found.setdefault(code, set()).add(person)
    return {code: frozenset(people) for code, people in found.items()}


def _fees(partner_id: int, program: Program) -> dict[str, frozenset[int]]:
    paid = ParticipationFee.objects.filter(partner_id=partner_id, program=program, taken_back_at=None)
    found: dict[str, set[int]] = {}
    for category, year in paid.values_list("category", "year"):
        found.setdefault(category, set()).add(year)
    return {category: frozenset(years) for category, years in found.items()}


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
        day = today_of(program, at)
        for key, door in section.all().items():
            if not door.lists:
                continue
            accepted = Paper.objects.filter(program=program, key=door.lists, state=PaperState.ACCEPTED)
            good = accepted.exclude(valid_until__lt=day).select_related("partner", "program")
            for paper in good.order_by("partner__name", "subject", "pk"):
                if may_pass(paper.partner_id, program.pk, key, at=at):
                    found.append(Listed(program, key, paper))
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
