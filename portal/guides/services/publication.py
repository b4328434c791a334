"""Publishing guides: asked for by one person, confirmed by another. A version never changes but for its end."""

import hashlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.approvals.kinds import Summary, approval_kind, nothing_follows
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.clock import day_start, legal_date
from portal.guides.addresses import proposal_url
from portal.guides.changes import SECTION as CHANGES
from portal.guides.changes import (
    ChangesSection,
    changes_between,
    is_day_of_change,
    material_changes,
    next_day_of_change,
)
from portal.guides.checking import check_guide
from portal.guides.documents import Document, read_guide
from portal.guides.models import GuideDraft, GuideProposal, GuideVersion, Program
from portal.guides.parsing import parse_guide
from portal.guides.queries.versions import newest_version, predecessor_on
from portal.guides.succession import succession_of
from portal.jobs.kinds import About, Done, More, Step, job_kind
from portal.jobs.services import enqueue
from portal.problems import Conflict, Refusal

PUBLICATION = "guides.publication"
OPENING = "guides.opening"
SHOWN = 8


def create_program(*, slug: str, name: str, legal_time_zone: str, published: bool = True) -> Program:
    """A program without a guide yet."""
    program: Program = Program.objects.create(
        slug=slug, name=name, legal_time_zone=legal_time_zone, published=published
    )
    return program


def accept_guide(source: str) -> Document:
    """A guide without an error. Raises Refusal with every one, each with its line."""
    report = check_guide(source)
    if report.document is None or report.errors:
        raise Refusal("\n".join(map(str, report.errors)), field="source")
    return report.document


@transaction.atomic
def publish_guide(
    program: Program,
    *,
    source: str,
    effective_from: date,
    by: int | None = None,
    confirmed_by: int | None = None,
    reason: str = "",
) -> GuideVersion:
    """Make `source` the guide from `effective_from` on; the version before it, and its errata, end there.

    Raises Refusal where the document is no guide, contradicts itself, fails its own examples or is another program's,
    Conflict where it would begin before its predecessor.
    """
    _check_program(program, accept_guide(source))
    lock_guide(program)
    last = newest_version(program.pk)
    if last is not None and last.effective.lower >= effective_from:
        raise Conflict(
            _("Version %(number)s begins on %(day)s already.") % {"number": last.number, "day": last.effective.lower},
            field="effective_from",
        )
    for open_one in GuideVersion.objects.filter(program=program, effective__endswith=None):
        if open_one.effective.lower < effective_from:
            end = DateRange(open_one.effective.lower, effective_from)
            GuideVersion.objects.filter(pk=open_one.pk).update(effective=end)
    version: GuideVersion = GuideVersion.objects.create(
        program=program,
        number=next_number(program),
        source=source,
        digest=hashlib.sha256(source.encode()).digest(),
        effective=DateRange(effective_from, None),
        published_by_id=by,
        confirmed_by_id=confirmed_by,
        reason=reason,
    )
    return version


def next_number(program: Program) -> int:
    """The number of a new version of the program; to be asked behind its lock."""
    last = GuideVersion.objects.filter(program=program).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def propose_draft(draft: GuideDraft, *, effective_from: date, reason: str, by: Actor, at: datetime) -> GuideProposal:
    """Ask a second person to publish exactly what stands in the draft now.

    Raises Refusal with every finding of the check, every material change out of its time (G-GEN-04) and every word of the
    predecessor of which nothing is said; Conflict where a colleague's question waits already.
    """
    program = draft.program
    check_publication(program, source=draft.source, effective_from=effective_from, at=at)
    if not reason.strip():
        raise Refusal(_("Say why: whoever confirms it will read it."), field="reason")
    proposal: GuideProposal = GuideProposal.objects.create(
        program=program,
        source=draft.source,
        digest=hashlib.sha256(draft.source.encode()).digest(),
        effective_from=effective_from,
        reason=reason.strip(),
        based_on=draft.based_on,
        proposed_by_id=by.membership_id,
    )
    detail = {"program": program.name, "from": effective_from.isoformat(), "proposal": proposal.pk}
    # About the program: of two questions at one time the second is refused by the database.
    ask(PUBLICATION, subject_id=program.pk, by=by, detail=detail)
    record("guide.proposed", by=by, subject=proposal, effective_from=effective_from)
    return proposal


def check_publication(program: Program, *, source: str, effective_from: date, at: datetime) -> Document:
    """The document, if it may be published now to take effect on that day. Raises Refusal with what is in the way."""
    document = accept_guide(source)
    _check_program(program, document)
    today = legal_date(at, zone=ZoneInfo(program.legal_time_zone))
    before = predecessor_on(program.pk, effective_from)
    if before is None:
        return document
    if effective_from <= today:
        raise Refusal(
            _("A guide takes effect on a day after today. What was wrong from an earlier day on is an erratum."),
            field="effective_from",
        )
    _check_succession(read_guide(before.source), document)
    _check_material(before.source, source, document, effective_from=effective_from, today=today)
    return document


def _check_program(program: Program, document: Document) -> None:
    """A guide is of one program, and its days are the days of one place: neither changes with a version."""
    if document.head.program != program.slug:
        raise Refusal(_("This is the guide of another program: %s.") % document.head.program, field="source")
    if document.head.legal_time_zone != program.legal_time_zone:
        raise Refusal(
            _("The legal time zone of this program is %s: a guide does not change it.") % program.legal_time_zone,
            field="source",
        )


def _check_succession(before: Document, after: Document) -> None:
    lost = [word for word in succession_of(before, after) if word.problem]
    if lost:
        words = "\n".join(f"{word.kind}.{word.name}: {word.problem}" for word in lost)
        raise Refusal(
            _("Say in [succession] what became of each of these:") + f"\n{words}", field="source", code="unmapped"
        )


def _check_material(before: str, source: str, after: Document, *, effective_from: date, today: date) -> None:
    """G-GEN-04: material changes of year Y are published before the day of change of Y, and take effect on it."""
    sections = [
        section
        for section in (read_guide(before).sections.get(CHANGES), after.sections.get(CHANGES))
        if isinstance(section, ChangesSection)
    ]
    found = material_changes(sections, changes_between(parse_guide(before)[0], parse_guide(source)[0]))
    wrong = next((section for section in sections if not is_day_of_change(section, effective_from)), None)
    if not found or wrong is None:
        return
    paths = ", ".join(change.path for change in found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
    raise Refusal(
        _(
            "Material changes take effect on %(day)s at the earliest, and on that day of a year only (%(rule)s): %(paths)s"
        )
        % {"day": next_day_of_change(wrong, today), "rule": wrong.rule, "paths": paths},
        field="effective_from",
        code="material",
    )


def decide_publication(approval: Approval, *, by: Actor) -> None:
    """What follows the decision of a second person: the very bytes that were proposed come into force."""
    if approval.state != Approval.State.APPROVED:
        return
    proposal = GuideProposal.objects.select_related("program").get(pk=approval.detail["proposal"])
    assert approval.decided_at is not None
    program = proposal.program
    check_publication(program, source=proposal.source, effective_from=proposal.effective_from, at=approval.decided_at)
    version = publish_guide(
        program,
        source=proposal.source,
        effective_from=proposal.effective_from,
        by=proposal.proposed_by_id,
        confirmed_by=by.membership_id,
        reason=proposal.reason,
    )
    if version.number == 1:
        _open_on(program, proposal.effective_from, at=approval.decided_at)
    GuideDraft.objects.filter(program=program, source=proposal.source).delete()
    record("guide.published", by=by, subject=version, number=version.number, effective_from=proposal.effective_from)


def _open_on(program: Program, day: date, *, at: datetime) -> None:
    """Show the program to strangers from the first day of its first guide on: before there is nothing to read."""
    first = day_start(day, zone=ZoneInfo(program.legal_time_zone))
    if first <= at:
        Program.objects.filter(pk=program.pk).update(published=True)
    else:
        enqueue(OPENING, key=f"program:{program.pk}", payload={"program": program.pk}, due_at=first)


@job_kind(OPENING, label=gettext_lazy("First day of a program"), about=About("program", Program))
def open_program(step: Step) -> More | Done:
    """Strangers see the program from now on."""
    opened = Program.objects.filter(pk=step.payload["program"], published=False).update(published=True)
    return Done({"opened": opened}, progress=1, total=1)


def lock_guide(program: Program) -> None:
    """One publication of a program at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"guide:{program.pk}"])


def describe_publication(approval: Approval) -> Summary:
    """One line for whoever decides."""
    words = _("%(program)s from %(day)s") % {
        "program": approval.detail.get("program", ""),
        "day": approval.detail.get("from", ""),
    }
    return Summary(words, proposal_url(approval.detail.get("proposal")))


approval_kind(
    PUBLICATION,
    label=gettext_lazy("Publication of a guide"),
    right="guides.confirm",
    decided=decide_publication,
    four_eyes=True,
    describe=describe_publication,
    withdrawn=nothing_follows,
)
