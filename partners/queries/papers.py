"""Papers: which a partner may hand in, how each stands, and what was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db.models import Exists, OuterRef, QuerySet

from partners.guide.papers import SECTION, PapersSection, PaperTerms
from partners.models import Admission, Enrolment, Paper, PaperMove, PaperRequest, Partner
from partners.paper_states import PaperState
from partners.queries.agreements import guide_of, today_of
from partners.rules.doors import PaperStanding
from partners.rules.papers import papers_of
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.guides.queries import Guide
from portal.keyset import Order

NEWEST_FIRST = Order("newest", "", ("handed_in_at", "id"))
#: Given back, it answers no request.
ANSWERS = (PaperState.HANDED_IN, PaperState.ACCEPTED, PaperState.REPLACED, PaperState.ENDED)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper of a program's guide."""

    program: Program
    key: str
    terms: PaperTerms
    guide: Guide


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind with what a partner handed in of it about one subject, the newest first, and what it was asked for."""

    kind: Kind
    subject: str
    versions: tuple[Paper, ...]
    standing: PaperStanding
    asked: PaperRequest | None

    @property
    def accepted(self) -> Paper | None:
        """The version that counts."""
        return next((one for one in self.versions if one.state == PaperState.ACCEPTED), None)

    @property
    def newest(self) -> Paper | None:
        """The last one handed in."""
        return self.versions[0] if self.versions else None


def papers_section(guide: Guide | None) -> Mapping[str, PaperTerms]:
    """What a guide says of papers; nothing where it says nothing."""
    found = _section(guide)
    return found.all() if found else {}


def days_to_remind(guide: Guide) -> int | None:
    """How long before the day by which a paper was asked for the partner is told again; None: never (A-REQ-01)."""
    found = _section(guide)
    return found.ask_remind_days.value if found and found.ask_remind_days else None


def _section(guide: Guide | None) -> PapersSection | None:
    found = guide.document.sections.get(SECTION) if guide else None
    return cast(PapersSection, found) if found else None


def papers_visible_to(actor: Actor) -> QuerySet[Paper]:
    """A partner's own, all of the vendor's for its staff; row security says the same."""
    found: QuerySet[Paper] = Paper.objects.select_related("partner", "program", "file")
    return found if actor.may("papers.see") else found.none()


def partners_with_papers(actor: Actor) -> QuerySet[Partner]:
    """Whose papers and doors a member may look at."""
    found: QuerySet[Partner] = Partner.objects.all() if actor.may("papers.see") else Partner.objects.none()
    return found if actor.partner_id is None else found.filter(pk=actor.partner_id)


def requests_visible_to(actor: Actor) -> QuerySet[PaperRequest]:
    """The same of what was asked for."""
    found: QuerySet[PaperRequest] = PaperRequest.objects.select_related("partner", "program")
    return found if actor.may("papers.see") else found.none()


def kinds_for(partner_id: int, at: datetime) -> list[Kind]:
    """What a partner may hand in, program by program: also while it is on its way to being active."""
    found = []
    for program in programs_of(partner_id, at):
        guide = guide_of(program, at)
        categories = categories_of(partner_id, program, at)
        kinds = papers_of(papers_section(guide), categories=categories)
        found += [Kind(program, key, terms, guide) for key, terms in kinds.items() if guide is not None]
    return found


def kind_of(partner_id: int, program_id: int, key: str, at: datetime) -> Kind | None:
    """One of them; None where the guide of today asks no such paper of this partner."""
    wanted = (one for one in kinds_for(partner_id, at) if one.program.pk == program_id and one.key == key)
    return next(wanted, None)


def programs_of(partner_id: int, at: datetime) -> list[Program]:
    """Programs that a partner is in, or on its way into, by name."""
    ever = Enrolment.objects.filter(program=OuterRef("pk"), partner_id=partner_id)
    coming = _admissions(partner_id).filter(program=OuterRef("pk"))
    programs = Program.objects.filter(Exists(ever) | Exists(coming)).order_by("name", "pk")
    return [program for program in programs if categories_of(partner_id, program, at)]


def categories_of(partner_id: int, program: Program, at: datetime) -> frozenset[str]:
    """Categories a partner is in, or on its way into."""
    day = today_of(program, at)
    enrolled = Enrolment.objects.filter(partner_id=partner_id, program=program, period__contains=day)
    coming = _admissions(partner_id).filter(program=program)
    return frozenset({*enrolled.values_list("category", flat=True), *coming.values_list("category", flat=True)})


def _admissions(partner_id: int) -> QuerySet[Admission]:
    found: QuerySet[Admission] = Admission.objects.filter(partner_id=partner_id, activated_at=None, closed_at=None)
    return found


def shelves_of(partner_id: int, at: datetime) -> list[Shelf]:
    """Every kind that a partner may hand in, with its versions, subject by subject."""
    versions: dict[tuple[int, str], dict[str, list[Paper]]] = {}
    rows = Paper.objects.filter(partner_id=partner_id).select_related("file", "program", "partner")
    for paper in rows.order_by("-number"):
        versions.setdefault((paper.program_id, paper.key), {}).setdefault(paper.subject, []).append(paper)
    asked: dict[tuple[int, str], PaperRequest] = {}
    for request in open_requests().filter(partner_id=partner_id).order_by("-due_on", "-pk"):
        asked[(request.program_id, request.key)] = request
    return [
        Shelf(
            kind,
            subject,
            tuple(mine),
            standing_of(mine, today_of(kind.program, at)),
            asked.get((kind.program.pk, kind.key)),
        )
        for kind in kinds_for(partner_id, at)
        for subject, mine in sorted(versions.get((kind.program.pk, kind.key), {"": []}).items())
    ]


def standing_of(versions: list[Paper], day: date) -> PaperStanding:
    """How a paper stands on a day, by its versions, the newest first. One that is good stays so while a newer one waits."""
    accepted = next((one for one in versions if one.state == PaperState.ACCEPTED), None)
    if accepted is not None and (accepted.valid_until is None or day <= accepted.valid_until):
        return "good"
    newest = versions[0].state if versions else ""
    if newest == PaperState.HANDED_IN:
        return "waiting"
    if newest == PaperState.RETURNED:
        return "returned"
    return "over" if versions else ""


def open_requests() -> QuerySet[PaperRequest]:
    """What was asked for and not handed in since, or was given back."""
    answers = Paper.objects.filter(
        partner=OuterRef("partner"),
        program=OuterRef("program"),
        key=OuterRef("key"),
        handed_in_at__gte=OuterRef("asked_at"),
        state__in=ANSWERS,
    )
    found: QuerySet[PaperRequest] = PaperRequest.objects.filter(~Exists(answers), withdrawn_at=None)
    return found


def waiting_papers() -> QuerySet[Paper]:
    """What the vendor's people have to look at, who waited longest first."""
    found: QuerySet[Paper] = Paper.objects.filter(state=PaperState.HANDED_IN).prefetch_related("partner", "program")
    return found.order_by("handed_in_at", "pk")


def terms_of(paper: Paper, at: datetime) -> PaperTerms | None:
    """What the guide of today says of a paper's kind; None where it asks for it no more."""
    return papers_section(guide_of(paper.program, at)).get(paper.key)


def moves_of(paper: Paper) -> list[PaperMove]:
    """Its life, newest first."""
    return list(PaperMove.objects.filter(paper=paper).select_related("by").order_by("-pk"))


def other_versions(paper: Paper) -> list[Paper]:
    """All versions of the same paper, the newest first."""
    rows = Paper.objects.filter(
        partner_id=paper.partner_id, program_id=paper.program_id, key=paper.key, subject=paper.subject
    )
    return list(rows.select_related("file").order_by("-number"))
