"""The round of a program's yearly review: which one is due, whether it was started, and how far it is.

A round is a job whose key names program and year. Jobs that somebody asked for are never removed, and a key is there once: so a
round is started once, by whoever comes first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.guides.queries import Guide
from portal.jobs.models import Job
from tiering.guide.reviews import SECTION, Review, ReviewsSection
from tiering.models import Grace, ReviewOutcome, Scorecard
from tiering.models.scorecards import Occasion
from tiering.queries.programs import is_scored
from tiering.queries.standing import guide_in_force, today_of
from tiering.rules.reviews import Round, first_day, last_report, newest_round, review_round

COLLECT = "tiering.collect"
SCORE = "tiering.score"


@dataclass(frozen=True, slots=True)
class AnnualRound:
    """The newest round whose data are over. `job` measures it; `is_scored` says that scorecards of its year are there already.

    `has_guide`: a guide with tiers was in force on the last day of the data, so that there is something to score by.
    """

    program: Program
    today: date
    days: Round
    report_by: date
    next_start: date
    has_guide: bool
    has_partners: bool
    is_scored: bool
    job: Job | None

    @property
    def year(self) -> int:
        """The year that is judged; there is one round of each."""
        return self.days.last.year

    @property
    def key(self) -> str:
        """Of the job."""
        return f"annual:{self.program.pk}:{self.year}"


def programs_reviewed_by(actor: Actor) -> QuerySet[Program]:
    """Programs whose rounds a member may look at."""
    found: QuerySet[Program] = Program.objects.all()
    return found if actor.may("tiering.see_all") else found.none()


def yearly_review(guide: Guide | None) -> Review | None:
    """The review that a guide holds once a year; None where it has none (F-TIER-02)."""
    section = guide.document.sections.get(SECTION) if guide is not None else None
    reviews = section.all().values() if isinstance(section, ReviewsSection) else ()
    return next((review for review in reviews if review.every == "year"), None)


def annual_round(program: Program, *, now: datetime) -> AnnualRound | None:
    """The program's newest round, on its own day; None where its guide of today reviews nobody once a year."""
    today = today_of(program, now)
    review = yearly_review(guide_in_force(program.pk, today))
    if review is None:
        return None
    days = newest_round(review, today=today)
    last = days.last
    guide = guide_in_force(program.pk, last)
    cards = Scorecard.objects.filter(program=program, occasion=Occasion.ANNUAL, as_of__year=last.year)
    return AnnualRound(
        program,
        today,
        days,
        last_report(review, days),
        first_day(review_round(review, year=days.opens.year + 1)),
        guide is not None and is_scored(guide),
        Enrolment.objects.filter(program=program, period__contains=last).exists(),
        cards.exists(),
        Job.objects.filter(kind=COLLECT, key=f"annual:{program.pk}:{last.year}").first(),
    )


def is_running(found: AnnualRound) -> bool:
    """Whether the round is still measured or scored, or stopped on the way there."""
    if found.job is None or found.job.state != Job.State.DONE:
        return found.job is not None
    scoring = Job.objects.filter(kind=SCORE, key__startswith=f"{found.job.result['collection']}:{Occasion.ANNUAL}:")
    return bool(scoring.exclude(state=Job.State.DONE).exists())


def again_prefix(review: Scorecard) -> str:
    """How the keys of the jobs begin that measure one partner's review again."""
    return f"annual:{review.program_id}:{review.as_of.year}:{review.partner_id}:"


def again_of(review: Scorecard) -> QuerySet[Job]:
    """Those jobs."""
    found: QuerySet[Job] = Job.objects.filter(kind=COLLECT, key__startswith=again_prefix(review))
    return found


def is_decided(review: Scorecard) -> bool:
    """Whether somebody decided the review of that day, on this scorecard or another one of it."""
    return bool(ReviewOutcome.objects.filter(**_of_it(review)).exists())


def is_answered(review: Scorecard) -> bool:
    """The same, or gave a recovery period."""
    return is_decided(review) or Grace.objects.filter(**_of_it(review)).exists()


def _of_it(review: Scorecard) -> dict[str, Any]:
    return {"enrolment": review.enrolment_id, "scorecard__as_of": review.as_of, "scorecard__occasion": review.occasion}
