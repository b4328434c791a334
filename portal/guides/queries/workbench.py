"""What the pages of the workbench show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.approvals.models import Approval
from portal.clock import legal_date
from portal.guides.models import (
    FigureBatch,
    FigureDecision,
    GuideDraft,
    GuideProposal,
    GuideVersion,
    Program,
    TrueUp,
    YearlyFigure,
)
from portal.guides.queries.figures import text_of
from portal.guides.queries.open_figures import OpenFigure


def programs_visible_to(actor: Actor) -> QuerySet[Program]:
    """Programs of the vendor, to its staff."""
    found: QuerySet[Program] = Program.objects.order_by("name", "pk")
    return found if actor.may("guides.see") else found.none()


def versions_visible_to(actor: Actor) -> QuerySet[GuideVersion]:
    """Published versions, errata among them, newest first."""
    found: QuerySet[GuideVersion] = GuideVersion.objects.select_related("program", "corrects").order_by("-number")
    return found if actor.may("guides.see") else found.none()


def drafts_visible_to(actor: Actor) -> QuerySet[GuideDraft]:
    """Drafts, to those who write them: nobody else knows of one."""
    found: QuerySet[GuideDraft] = GuideDraft.objects.select_related("program", "based_on", "updated_by")
    return found if actor.may("guides.write") else found.none()


def proposals_visible_to(actor: Actor) -> QuerySet[GuideProposal]:
    """What somebody wants published."""
    found: QuerySet[GuideProposal] = GuideProposal.objects.select_related("program", "based_on", "corrects")
    return found if actor.may("guides.write") else found.none()


def batches_visible_to(actor: Actor) -> QuerySet[FigureBatch]:
    """Figures that were entered, newest first."""
    found: QuerySet[FigureBatch] = FigureBatch.objects.select_related("program").order_by("-pk")
    return found if actor.may("guides.see") else found.none()


def true_ups_of(version: GuideVersion) -> QuerySet[TrueUp]:
    """What an erratum changed, in the order in which it was noted."""
    found: QuerySet[TrueUp] = TrueUp.objects.filter(version=version).order_by("kind", "pk")
    return found


def question_about(kind: str, subject_id: int) -> Approval | None:
    """The newest question about a subject, open or answered."""
    found: Approval | None = Approval.objects.filter(kind=kind, subject_id=subject_id).order_by("-pk").first()
    return found


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of members by id."""
    return dict(Membership.objects.filter(pk__in={one for one in ids if one}).values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class ProgramState:
    """Where a program's guide stands on a day."""

    program: Program
    in_force: GuideVersion | None
    announced: GuideVersion | None
    draft: GuideDraft | None
    waiting: tuple[Approval, ...]
    today: date


def state_of(program: Program, *, actor: Actor, now: datetime) -> ProgramState:
    """In force today in the program's legal time zone, announced, being written, waiting for a second person."""
    today = legal_date(now, zone=ZoneInfo(program.legal_time_zone))
    versions = versions_visible_to(actor).filter(program=program)
    return ProgramState(
        program=program,
        in_force=version_on(versions, today),
        announced=versions.filter(effective__startswith__gt=today).order_by("effective").first(),
        draft=drafts_visible_to(actor).filter(program=program).first(),
        waiting=tuple(
            Approval.objects.filter(
                kind__in=("guides.publication", "guides.erratum"), subject_id=program.pk, state=Approval.State.OPEN
            )
        ),
        today=today,
    )


def version_on(versions: QuerySet[GuideVersion], day: date) -> GuideVersion | None:
    """The one in force on a day: of several layers the highest."""
    return versions.filter(effective__contains=day).order_by("-layer").first()


def predecessor_of(version: GuideVersion) -> GuideVersion | None:
    """What a version is compared with: what it corrects, or the last one before it that is no erratum."""
    if version.corrects_id:
        corrected: GuideVersion | None = version.corrects
        return corrected
    found: GuideVersion | None = (
        GuideVersion.objects.filter(program_id=version.program_id, layer=0, number__lt=version.number)
        .select_related("program")
        .order_by("-number")
        .first()
    )
    return found


def decision_about(batch: FigureBatch) -> FigureDecision | None:
    """What a second person said of a batch."""
    found: FigureDecision | None = FigureDecision.objects.filter(batch=batch).first()
    return found


@dataclass(frozen=True, slots=True)
class EnteredValue:
    """One value of a batch beside the one that it replaces, or beside what the guide proposes where it is the first."""

    figure: YearlyFigure
    text: str
    before: str
    proposed: str


def values_of_batch(batch: FigureBatch, figures: Iterable[OpenFigure]) -> list[EnteredValue]:
    """What was entered, by name and scope; `figures` are what the guide leaves to be confirmed."""
    proposed = {figure.name: figure.proposed for figure in figures}
    rows = YearlyFigure.objects.filter(batch=batch).select_related("replaces")
    found = rows.order_by("name", "country", "category", "tier")
    return [_entered(row, proposed.get(row.name, "")) for row in found]


def _entered(row: YearlyFigure, proposed: str) -> EnteredValue:
    if row.replaces:
        return EnteredValue(row, _text(row), _text(row.replaces), "")
    return EnteredValue(row, _text(row), "", proposed)


def _text(row: YearlyFigure) -> str:
    text = text_of(row.kind, row.minor, row.currency, row.number, row.words)
    return f"{text} {row.currency}".strip()
