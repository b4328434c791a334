"""Entering figures of a year, and what a second person's decision about them does. Rows are added, never changed (X-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.approvals.kinds import Summary, approval_kind
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.clock import legal_date
from portal.guides.addresses import batch_url
from portal.guides.models import FigureBatch, FigureDecision, Program, YearlyFigure
from portal.guides.queries.figures import Key, ends_of_chains, text_of
from portal.guides.rules import Value
from portal.problems import Refusal

FIGURES = "guides.figures"
#: A sheet has one line for each country, tier and category; anything longer is a mistake.
MOST_FIGURES = 20_000


@dataclass(frozen=True, slots=True)
class Entered:
    """One value somebody typed, for a name and a scope."""

    name: str
    value: Value
    country: str = ""
    tier: str = ""
    category: str = ""
    copied_from: int | None = None

    @property
    def key(self) -> Key:
        """What the value is for."""
        return self.name, self.country, self.tier, self.category


@transaction.atomic
def enter_figures(
    program: Program,
    *,
    year: int,
    entered: Sequence[Entered],
    by: Actor,
    reason: str,
    letter: str = "",
    effective_on: date | None = None,
    at: datetime,
) -> FigureBatch:
    """Store what was typed as one batch that waits for a second person. Values that stand already are left out.

    Without `effective_on` the values hold from 1 January of their year. A second value for the same year needs a letter, and
    holds from the day of its entry at the earliest: what was earned before stays earned (G-GEN-04).
    Raises Refusal with what to correct.
    """
    _lock(program, year)
    first_day = date(year, 1, 1)
    ends = ends_of_chains(program.pk, year)
    fresh = [each for each in _without_repeats(entered) if not _stands(each, ends.get(each.key))]
    if not fresh:
        raise Refusal(_("Nothing is different from what stands already."), code="unchanged")
    effective_on = effective_on or first_day
    if not reason.strip():
        raise Refusal(_("Say why: whoever confirms it will read it."), field="reason")
    if any(each.key in ends and ends[each.key]["confirmed"] for each in fresh):
        effective_on = _check_second_values(
            letter=letter,
            effective_on=effective_on,
            first_day=first_day,
            today=legal_date(at, zone=ZoneInfo(program.legal_time_zone)),
        )
    batch: FigureBatch = FigureBatch.objects.create(
        program=program, year=year, effective_on=effective_on, reason=reason.strip(), letter=letter.strip(),
        entered_by_id=by.membership_id,
    )  # fmt: skip
    YearlyFigure.objects.bulk_create([_row(each, batch, ends.get(each.key)) for each in fresh], batch_size=1000)
    record("figures.entered", by=by, subject=batch, year=year, figures=len(fresh))
    ask(FIGURES, subject_id=batch.pk, by=by, detail={"program": program.pk, "year": year, "figures": len(fresh)})
    return batch


def decide_figures(approval: Approval, *, by: Actor) -> None:
    """What follows the decision of a second person: one row that says so. Registered as the kind's callback."""
    batch = FigureBatch.objects.get(pk=approval.subject_id)
    accepted = approval.state == Approval.State.APPROVED
    FigureDecision.objects.create(
        batch=batch, accepted=accepted, reason=approval.reason, decided_by_id=by.membership_id, decided_at=approval.decided_at
    )  # fmt: skip
    record("figures.confirmed" if accepted else "figures.refused", by=by, subject=batch, year=batch.year)


def _describe(approval: Approval) -> Summary:
    detail = approval.detail
    words = _("%(figures)s figures of %(year)s") % {"figures": detail.get("figures"), "year": detail.get("year")}
    return Summary(words, batch_url(approval.subject_id))


def _lock(program: Program, year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"figures:{program.pk}:{year}"])


def _without_repeats(entered: Sequence[Entered]) -> Sequence[Entered]:
    if len(entered) > MOST_FIGURES:
        raise Refusal(_("At most %s figures at once.") % MOST_FIGURES, field="sheet")
    if len({each.key for each in entered}) != len(entered):
        raise Refusal(_("A figure stands twice in the sheet."), field="sheet")
    return entered


def _stands(each: Entered, end: dict[str, Any] | None) -> bool:
    """Whether the same value stands at the end of the chain already, confirmed or waiting."""
    if end is None or end["refused"]:
        return False
    value = each.value
    same = (end["kind"], end["currency"]) == (str(value.kind), value.currency)
    return same and text_of(end["kind"], end["minor"], end["currency"], end["number"], end["words"]) == text_of(
        str(value.kind), value.minor, value.currency, value.number, value.words
    )


def _check_second_values(*, letter: str, effective_on: date, first_day: date, today: date) -> date:
    if not letter.strip():
        raise Refusal(_("A second value for the same year needs a new letter: name it."), field="letter")
    if effective_on == first_day < today:
        raise Refusal(
            _("A second value takes nothing back: say from which day it holds, today or later."), field="effective_on"
        )
    if effective_on < today:
        raise Refusal(
            _("A second value holds from today or later: what was earned before stays."), field="effective_on"
        )
    return effective_on


def _row(each: Entered, batch: FigureBatch, end: dict[str, Any] | None) -> YearlyFigure:
    value = each.value
    return YearlyFigure(
        batch=batch, program_id=batch.program_id, year=batch.year, name=each.name, country=each.country, tier=each.tier,
        category=each.category, kind=str(value.kind), minor=value.minor, currency=value.currency, number=value.number,
        words=value.words, replaces_id=end["id"] if end else None, copied_from_id=each.copied_from,
    )  # fmt: skip


approval_kind(
    FIGURES,
    label=gettext_lazy("Figures of a year"),
    right="guides.confirm",
    decided=decide_figures,
    four_eyes=True,
    describe=_describe,
)
