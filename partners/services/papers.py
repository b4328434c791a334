"""Papers: handed in by the partner, accepted, given back or ended by the vendor's people, asked for, and told of before they end."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from partners.guide.papers import PaperTerms
from partners.models import Paper, PaperMove, PaperRequest
from partners.paper_states import PAPER_STATES, PaperState
from partners.queries.agreements import today_of
from partners.queries.papers import days_to_remind, kind_of, terms_of
from partners.rules.papers import EndMissing, EndPast, good_until, not_ticked
from partners.services.agreements.sending import partner_admins
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.deadlines.services import close_deadline, set_deadline
from portal.files.services import Readable, store_file
from portal.guides.models import Program
from portal.jobs.outbox import send_mail
from portal.problems import Conflict, Refusal

PAPER_FILE = "partner_paper"
END = "papers.end"
ASKED = "papers.asked"
DAY = timedelta(days=1)


@transaction.atomic
def hand_in(
    program: Program,
    key: str,
    *,
    file: Readable,
    name: str,
    contains: Iterable[str],
    by: Actor,
    at: datetime,
    note: str = "",
    subject: str = "",
) -> Paper:
    """Hand in a version of a paper of the actor's own company. One that nobody has looked at yet makes room for it.

    Raises Refusal for a paper the guide does not ask of this partner, an unticked check-list and a file that is not taken; Conflict
    where the same was handed in at the same moment. The same file twice is handed in once.
    """
    partner_id = by.partner_id
    kind = kind_of(partner_id, program.pk, key, at) if partner_id is not None else None
    if kind is None or partner_id is None:
        raise Refusal(_("Your program asks for no such paper."), field="key")
    subject = subject.strip() if kind.terms.subject is not None else ""
    if kind.terms.subject is not None and not subject:
        raise Refusal(_("Say what it is about."), field="subject")
    ticked = [one for one in kind.terms.contains if one in set(contains)]
    if not_ticked(kind.terms, ticked):
        raise Refusal(_("Tick what it contains: without all of it the paper is not complete."), field="contains")
    stored = store_file(file, name=name, purpose=PAPER_FILE, partner_id=partner_id, by=by)
    mine = Paper.objects.filter(partner_id=partner_id, program=program, key=key, subject=subject)
    waiting = mine.select_for_update(of=("self",)).filter(state=PaperState.HANDED_IN).first()
    if waiting is not None:
        if waiting.file.sha256 == stored.sha256:
            return waiting  # type: ignore[no-any-return]
        move_paper(waiting, PaperState.REPLACED, by=by, at=at)
    last = mine.order_by("-number").values_list("number", flat=True).first() or 0
    try:
        with transaction.atomic():
            paper: Paper = Paper.objects.create(
                partner_id=partner_id,
                program=program,
                key=key,
                subject=subject,
                number=last + 1,
                file=stored,
                contains=ticked,
                note=note.strip(),
                guide_version_id=kind.guide.version_id,
                handed_in_by_id=by.membership_id,
                handed_in_at=at,
            )
    except IntegrityError as error:
        if "one_version_of_a_paper_waits" in str(error) or "paper_number_is_unique" in str(error):
            raise Conflict(_("Somebody of your company handed this in at the same moment. Look again.")) from None
        raise
    _write_move(paper, before="", after=PaperState.HANDED_IN, by=by, at=at)
    record("paper.moved", by=by, subject=paper, partner_id=partner_id, before="", after=PaperState.HANDED_IN)
    return paper


@transaction.atomic
def accept_paper(paper_id: int, *, by: Actor, at: datetime, valid_until: date | None = None, note: str = "") -> Paper:
    """It is as it should be: what was accepted before is replaced. Raises Refusal for an end that is missing or over, Conflict."""
    paper = locked_paper(paper_id)
    terms = terms_of(paper, at)
    if terms is None:
        raise Conflict(_("The program asks for this paper no more."))
    if not_ticked(terms, paper.contains):
        raise Conflict(_("The guide asks for more than this paper contains: give it back."))
    end = _end_of(terms, accepted_on=today_of(paper.program, at), named=valid_until)
    _refuse_unless_waiting(paper)
    same = Paper.objects.select_for_update(of=("self",)).filter(
        partner_id=paper.partner_id,
        program_id=paper.program_id,
        key=paper.key,
        subject=paper.subject,
        state=PaperState.ACCEPTED,
    )
    for earlier in same:
        move_paper(earlier, PaperState.REPLACED, by=by, at=at)
        close_deadline(END, earlier.pk, "replaced")
    paper.valid_until = end
    move_paper(paper, PaperState.ACCEPTED, by=by, at=at, reason=note)
    if end is not None:
        remind = terms.remind_days
        set_deadline(
            END,
            subject_id=paper.pk,
            due_at=_midnight(paper.program, end + DAY),
            remind_at=_midnight(paper.program, end - timedelta(days=remind.value)) if remind else None,
            partner_id=paper.partner_id,
        )
    _tell(paper, terms, "paper_decided", step="accepted", outcome="accepted", reason=note)
    return paper


def _end_of(terms: PaperTerms, *, accepted_on: date, named: date | None) -> date | None:
    try:
        return good_until(terms, accepted_on=accepted_on, named=named)
    except EndMissing:
        raise Refusal(_("Say until when it is good."), field="valid_until") from None
    except EndPast:
        raise Refusal(_("This day is over: a paper is accepted for days to come."), field="valid_until") from None


@transaction.atomic
def return_paper(paper_id: int, *, by: Actor, at: datetime, reason: str) -> Paper:
    """Give it back with what is missing; the one accepted before stays. Raises Refusal without a reason, Conflict."""
    paper = _decided_with_reason(paper_id, reason)
    _refuse_unless_waiting(paper)
    move_paper(paper, PaperState.RETURNED, by=by, at=at, reason=reason)
    _tell(paper, terms_of(paper, at), "paper_decided", step="returned", outcome="returned", reason=reason)
    return paper


@transaction.atomic
def end_paper(paper_id: int, *, by: Actor, at: datetime, reason: str) -> Paper:
    """It counts no more, from now on: doors that ask for it are shut the same minute. Raises Refusal, Conflict."""
    paper = _decided_with_reason(paper_id, reason)
    move_paper(paper, PaperState.ENDED, by=by, at=at, reason=reason)
    close_deadline(END, paper.pk, "ended")
    _tell(paper, terms_of(paper, at), "paper_decided", step="ended", outcome="ended", reason=reason)
    return paper


def decide_paper(
    paper_id: int, to: PaperState, *, reason: str, valid_until: date | None = None, by: Actor, at: datetime
) -> Paper:
    """Accept, give back or end. Raises Refusal, Conflict."""
    match to:
        case PaperState.ACCEPTED:
            return accept_paper(paper_id, by=by, at=at, valid_until=valid_until, note=reason)
        case PaperState.RETURNED:
            return return_paper(paper_id, by=by, at=at, reason=reason)
        case PaperState.ENDED:
            return end_paper(paper_id, by=by, at=at, reason=reason)
    raise Refusal(_("A paper is accepted, given back or ended."), field="decision")


def _decided_with_reason(paper_id: int, reason: str) -> Paper:
    if not reason.strip():
        raise Refusal(_("Say why: the partner will read it."), field="reason")
    return locked_paper(paper_id)


def _refuse_unless_waiting(paper: Paper) -> None:
    if paper.state != PaperState.HANDED_IN:
        raise Conflict(_("This was decided meanwhile, or replaced by a newer version. Look again."))


def locked_paper(paper_id: int) -> Paper:
    """The paper, held until the transaction ends. Raises Http404 where the scope sees none."""
    rows = Paper.objects.select_for_update(of=("self",)).select_related("program", "partner")
    found: Paper | None = rows.filter(pk=paper_id).first()
    if found is None:
        raise Http404
    return found


def move_paper(paper: Paper, to: PaperState, *, by: Actor | None, at: datetime, reason: str = "") -> None:
    """Move a locked paper by the table, with the row that says so. Raises Conflict where somebody was faster."""
    before = PaperState(paper.state)
    if not PAPER_STATES.can_move(before, to):
        raise Conflict(_("This was decided meanwhile, or replaced by a newer version. Look again."))
    _write_move(paper, before=before, after=to, by=by, at=at, reason=reason)
    paper.state = to
    paper.save(update_fields=["state", "valid_until"])
    record("paper.moved", by=by, subject=paper, partner_id=paper.partner_id, before=before, after=to)


def _write_move(paper: Paper, *, before: str, after: str, by: Actor | None, at: datetime, reason: str = "") -> None:
    PaperMove.objects.create(
        paper=paper,
        partner_id=paper.partner_id,
        before=before,
        after=after,
        by_id=by.membership_id if by else None,
        at=at,
        reason=reason.strip(),
    )


@transaction.atomic
def ask_for_paper(
    partner_id: int, program: Program, key: str, *, due_on: date, why: str, by: Actor, at: datetime
) -> PaperRequest:
    """Ask a partner for a paper by a day (A-REQ-01). Raises Refusal for what the guide does not know, Conflict for the same day."""
    kind = kind_of(partner_id, program.pk, key, at)
    if kind is None:
        raise Refusal(_("The guide asks no such paper of this partner."), field="key")
    if due_on < today_of(program, at):
        raise Refusal(_("This day is over."), field="due_on")
    if not why.strip():
        raise Refusal(_("Say why: the partner will read it."), field="why")
    try:
        with transaction.atomic():
            asked: PaperRequest = PaperRequest.objects.create(
                partner_id=partner_id,
                program=program,
                key=key,
                due_on=due_on,
                why=why.strip(),
                asked_by_id=by.membership_id,
                asked_at=at,
            )
    except IntegrityError as error:
        if "paper_is_asked_for_once_a_day" in str(error):
            raise Conflict(_("This was asked for by that day already.")) from None
        raise
    record("paper.asked", by=by, subject=asked, partner_id=partner_id, key=key, due=due_on.isoformat())
    due_at, days = _midnight(program, due_on + DAY), days_to_remind(kind.guide)
    remind_at = None if days is None else min(max(due_at - timedelta(days=days), at + DAY), due_at)
    set_deadline(ASKED, subject_id=asked.pk, due_at=due_at, remind_at=remind_at, partner_id=partner_id)
    tell_asked(asked, kind.terms, step="asked")
    return asked


@transaction.atomic
def withdraw_request(request_id: int, *, by: Actor, at: datetime) -> PaperRequest:
    """It is not needed any more. Raises Http404, Conflict where it was withdrawn already."""
    asked: PaperRequest | None = (
        PaperRequest.objects.select_for_update(of=("self",)).select_related("program").filter(pk=request_id).first()
    )
    if asked is None:
        raise Http404
    if asked.withdrawn_at is not None:
        raise Conflict(_("This was withdrawn already."))
    asked.withdrawn_at = at
    asked.save(update_fields=["withdrawn_at"])
    close_deadline(ASKED, asked.pk, "withdrawn")
    record("paper.request_withdrawn", by=by, subject=asked, partner_id=asked.partner_id, key=asked.key)
    return asked


def tell_asked(asked: PaperRequest, terms: PaperTerms, *, step: str) -> None:
    """Mail to the partner's admins: a paper is asked for."""
    for reader in partner_admins(asked.partner_id):
        send_mail(
            key=f"paper-request:{asked.pk}:{step}:{reader.member.pk}",
            template="partners/paper_asked",
            to=reader.member,
            language=reader.language,
            context={
                "name": terms.name.within(reader.language),
                "due": asked.due_on.isoformat(),
                "why": asked.why,
                "program": asked.program.name,
            },
            partner_id=asked.partner_id,
        )


def tell_of_end(paper: Paper, terms: PaperTerms, *, is_over: bool) -> None:
    """Mail to the partner's admins: an accepted paper ends soon, or has ended."""
    _tell(paper, terms, "paper_ending", step="over" if is_over else "soon", is_over=is_over)


def _tell(paper: Paper, terms: PaperTerms | None, template: str, *, step: str, **more: object) -> None:
    if terms is None:
        return
    for reader in partner_admins(paper.partner_id):
        send_mail(
            key=f"paper:{paper.pk}:{step}:{reader.member.pk}",
            template=f"partners/{template}",
            to=reader.member,
            language=reader.language,
            context={
                "paper": paper.pk,
                "name": " · ".join(filter(None, (terms.name.within(reader.language), paper.subject))),
                "number": paper.number,
                "until": paper.valid_until.isoformat() if paper.valid_until else "",
                **more,
            },
            partner_id=paper.partner_id,
        )


def _midnight(program: Program, day: date) -> datetime:
    """When a day begins where the program has its law."""
    return datetime.combine(day, time(), ZoneInfo(program.legal_time_zone)).astimezone(UTC)
