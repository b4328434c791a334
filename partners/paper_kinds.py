"""Days that come for papers: the end of an accepted one, and the day by which one was asked for."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from partners.models import Paper, PaperRequest
from partners.paper_states import PaperState
from partners.queries.papers import open_requests, terms_of
from partners.services.papers import ASKED, END, tell_asked, tell_of_end
from portal.deadlines.kinds import deadline_kind
from portal.deadlines.models import Deadline


def _paper_of(deadline: Deadline) -> Paper | None:
    rows = Paper.objects.select_related("program", "partner").filter(pk=deadline.subject_id)
    found: Paper | None = rows.filter(state=PaperState.ACCEPTED).first()
    return found


def _tell(deadline: Deadline, now: datetime, *, is_over: bool) -> None:
    paper = _paper_of(deadline)
    terms = terms_of(paper, now) if paper else None
    if paper is not None and terms is not None:
        tell_of_end(paper, terms, is_over=is_over)


def paper_ends_soon(deadline: Deadline, now: datetime) -> None:
    """The partner is told while there is time."""
    _tell(deadline, now, is_over=False)


def paper_is_over(deadline: Deadline, now: datetime) -> str:
    """The partner is told; that the paper is good no more follows from its last day, not from this having run."""
    _tell(deadline, now, is_over=True)
    return "over"


def _open(deadline: Deadline) -> PaperRequest | None:
    found: PaperRequest | None = open_requests().select_related("program").filter(pk=deadline.subject_id).first()
    return found


def request_due_soon(deadline: Deadline, now: datetime) -> None:
    """The partner is told again, where it has not answered."""
    asked = _open(deadline)
    terms = terms_of(Paper(program=asked.program, key=asked.key), now) if asked else None
    if asked is not None and terms is not None:
        tell_asked(asked, terms, step="soon")


def request_due(deadline: Deadline, now: datetime) -> str:
    """Answered in time, or late: who asked sees it in the inbox."""
    return "late" if _open(deadline) else "answered"


deadline_kind(END, label=_("End of a paper"), due=paper_is_over, remind=paper_ends_soon)
deadline_kind(ASKED, label=_("A paper that was asked for"), due=request_due, remind=request_due_soon)
