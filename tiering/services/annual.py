"""Starting the annual review of a program: once for each year, by the calendar or by a person (G-REV-01, A-REV-05, S-REV-01)."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.models import Program
from portal.jobs.models import Job
from portal.problems import Conflict
from portal.tenancy import current_vendor_id
from tiering.models import Scorecard
from tiering.models.scorecards import Occasion
from tiering.queries.programs import scored_programs
from tiering.queries.rounds import AnnualRound, again_of, again_prefix, annual_round, is_answered, is_running
from tiering.services.calendar import hold
from tiering.services.rounds import start_round


def refuse_annual_review(found: AnnualRound | None) -> str:
    """Why the annual review cannot be started now, or nothing."""
    if found is None:
        return _("The guide of today holds no annual review.")
    if found.job is not None and found.job.state in (Job.State.QUARANTINED, Job.State.CANCELLED):
        return _("The annual review of %(year)s was stopped on its way: let its job go on.") % {"year": found.year}
    if is_running(found):
        return _("The annual review of %(year)s is being measured.") % {"year": found.year}
    if found.job is not None or found.is_scored:
        day = date_format(found.next_start, "SHORT_DATE_FORMAT")
        return _("The annual review of %(year)s is done. The next one starts on %(day)s.") % {
            "year": found.year,
            "day": day,
        }
    last = date_format(found.days.last, "SHORT_DATE_FORMAT")
    if not found.has_guide:
        return _("No guide with tiers was in force on %(day)s.") % {"day": last}
    if not found.has_partners:
        return _("Nobody was enrolled on %(day)s.") % {"day": last}
    return ""


@transaction.atomic
def start_annual_review(program: Program, *, by: Actor | None, at: datetime) -> Job:
    """Measure and score all who were enrolled on the last day of the data. Raises Conflict where it was started already.

    Whoever comes second waits for the first, and sees that it was started.
    """
    with connection.cursor() as cursor:
        name = f"annual-review:{current_vendor_id()}:{program.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    found = annual_round(program, now=at)
    refused = refuse_annual_review(found)
    if found is None or refused:
        raise Conflict(refused)
    job = start_round(
        program,
        key=found.key,
        as_of=found.days.last,
        flow_from=found.days.first,
        report_by=found.report_by,
        occasion=Occasion.ANNUAL,
        by=by,
    )
    record("tier.review_started", by=by, subject=program, year=found.year, as_of=found.days.last)
    return job


def start_due_reviews(at: datetime) -> list[str]:
    """Start every round whose data are over and that nobody started yet; what was missed while nothing ran is made up."""
    started = []
    for program in scored_programs(at):
        found = annual_round(program, now=at)
        if found is not None and not refuse_annual_review(found):
            start_annual_review(program, by=None, at=at)
            started.append(f"{program.slug} {found.year}")
    return started


def refuse_scoring_again(review: Scorecard | None, *, is_answered: bool) -> str:
    """Why a review cannot be measured again, or nothing. What was decided stays as it was seen (X-05)."""
    if review is None or review.occasion != Occasion.ANNUAL:
        return _("There is no annual review yet.")
    if is_answered:
        return _("This review is answered: it stays as it was seen.")
    if again_of(review).exclude(state=Job.State.DONE).exists():
        return _("It is being measured again.")
    return ""


@transaction.atomic
def score_again(review: Scorecard, *, by: Actor) -> Job:
    """Measure one partner's review again: a target came or was waived, a report was handed in later (G-REV-04).

    On the same days; the new scorecard stands beside the old one where anything differs, and the newest is decided.
    """
    hold(review.enrolment)
    if refused := refuse_scoring_again(review, is_answered=is_answered(review)):
        raise Conflict(refused)
    job = start_round(
        review.program,
        key=f"{again_prefix(review)}{again_of(review).count() + 1}",
        as_of=review.as_of,
        flow_from=review.collection.flow_from,
        report_by=review.collection.report_by,
        occasion=Occasion.ANNUAL,
        partner_id=review.partner_id,
        by=by,
    )
    record("tier.review_measured_again", by=by, subject=review, partner_id=review.partner_id, as_of=review.as_of)
    return job
