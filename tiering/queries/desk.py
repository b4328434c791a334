"""What a manager has on the desk for one enrolment: the review to decide, recovery periods, waivers, requests."""

from dataclasses import dataclass
from datetime import date, datetime

from partners.models import Enrolment
from portal.approvals.models import Approval
from portal.guides.queries import Guide
from tiering.models import Grace, GraceOutcome, RequirementWaiver, Scorecard, ScorecardLine, TierDecision, TierRequest
from tiering.models.scorecards import Occasion
from tiering.queries.programs import category_of, is_live, review_occasions, tiering_of, unconfirmed_behind
from tiering.queries.standing import NEWEST, guide_in_force, newest_scorecard, today_of
from tiering.queries.tiers import HeldTier, tier_on
from tiering.rules.moves import is_downgrade


@dataclass(frozen=True, slots=True)
class Desk:
    """One enrolment on its own day. `review` is its newest review, `decided` what was decided on that.

    `grace` is the recovery period of that review with all that extends it, `closed` how it ended.
    """

    enrolment: Enrolment
    today: date
    guide: Guide | None
    tiers: tuple[str, ...]
    held: HeldTier | None
    review: Scorecard | None
    decided: TierDecision | None
    grace: Grace | None
    closed: GraceOutcome | None
    request: TierRequest | None

    @property
    def held_tier(self) -> str:
        """The tier of today, "" for none."""
        return self.held.tier if self.held else ""


def desk_of(enrolment: Enrolment, *, now: datetime) -> Desk:
    """Everything that the acts on an enrolment look at."""
    today = today_of(enrolment.program, now)
    guide = guide_in_force(enrolment.program_id, today)
    review = newest_review(enrolment, guide)
    of_it = (
        {"enrolment": enrolment, "scorecard__as_of": review.as_of, "scorecard__occasion": review.occasion}
        if review
        else {}
    )
    decided = (
        TierDecision.objects.filter(**of_it, specialization="", country="") if review else TierDecision.objects.none()
    )
    return Desk(
        enrolment,
        today,
        guide,
        _tiers(guide, enrolment),
        tier_on(today, enrolment_id=enrolment.pk),
        review,
        decided.order_by("-id").first(),
        Grace.objects.filter(**of_it).order_by("-number").first() if review else None,
        GraceOutcome.objects.filter(**of_it).first() if review else None,
        TierRequest.objects.filter(enrolment=enrolment, decision=None, refused_on=None).order_by("-id").first(),
    )


def recovery_proof(desk: Desk) -> Scorecard | None:
    """The scorecard of the recovery period's end, where it reaches the tier that was held."""
    if desk.grace is None or desk.review is None:
        return None
    cards = Scorecard.objects.filter(
        enrolment=desk.enrolment,
        occasion=Occasion.GRACE,
        as_of__gt=desk.grace.granted_on,
        as_of__lte=desk.grace.ends_on,
    )
    card: Scorecard | None = cards.order_by(*NEWEST).first()
    reached = card is not None and not is_downgrade(desk.tiers, before=desk.review.held, after=card.tier)
    return card if reached else None


def request_proof(desk: Desk) -> Scorecard | None:
    """What a request is judged by: the scorecard that its evaluation made; before that is there, the newest one."""
    if desk.request is not None and desk.request.scorecard_id is not None:
        proof: Scorecard | None = desk.request.scorecard
        return proof
    return newest_scorecard(desk.enrolment)


def newest_review(enrolment: Enrolment, guide: Guide | None) -> Scorecard | None:
    """The scorecard that decides its tier next: of the annual review, or of the month where the guide looks every month."""
    occasions = review_occasions(guide) if guide is not None else (Occasion.ANNUAL,)
    cards = Scorecard.objects.filter(enrolment=enrolment, occasion__in=occasions)
    card: Scorecard | None = cards.order_by(*NEWEST).first()
    return card


def _tiers(guide: Guide | None, enrolment: Enrolment) -> tuple[str, ...]:
    if guide is None or "tiering" not in guide.document.sections:
        return ()
    category = category_of(guide, enrolment)
    return tiering_of(guide).tiers_of(category) if category else ()


def lines_without_target(card: Scorecard) -> list[ScorecardLine]:
    """Lines that nobody can meet or miss: while there is one, the review stays a draft (G-REV-04)."""
    lines = ScorecardLine.objects.filter(scorecard=card, result=ScorecardLine.Result.MISSING_TARGET)
    return list(lines.order_by("position"))


def stopped_by(guide: Guide | None, names: list[str]) -> list[str]:
    """Unconfirmed figures that forbid a decision on a live vendor (X-04)."""
    return unconfirmed_behind(guide, names=names) if guide and is_live() else []


def waivers_of(enrolment: Enrolment) -> list[tuple[RequirementWaiver, Approval | None]]:
    """Waivers, newest first, each with what finance was asked."""
    found = list(RequirementWaiver.objects.filter(enrolment=enrolment).select_related("author").order_by("-id")[:50])
    asked = Approval.objects.filter(
        kind="tiering.waiver_for_rebates", subject_id__in=[one.pk for one in found if one.for_rebates]
    )
    by_waiver = {approval.subject_id: approval for approval in asked.order_by("id")}
    return [(one, by_waiver.get(one.pk)) for one in found]


def graces_of(enrolment: Enrolment) -> list[Grace]:
    """Recovery periods that were granted, newest first."""
    return list(Grace.objects.filter(enrolment=enrolment).select_related("author", "scorecard").order_by("-id")[:20])


def outcomes_of(enrolment: Enrolment) -> dict[int, GraceOutcome]:
    """How recovery periods ended, by the review they were given for."""
    return {one.scorecard_id: one for one in GraceOutcome.objects.filter(enrolment=enrolment)}


def requests_open() -> list[TierRequest]:
    """Requests that wait for a decision, oldest first."""
    found = TierRequest.objects.filter(decision=None, refused_on=None).prefetch_related("partner", "program")
    return list(found.order_by("asked_on", "id")[:50])


def lines_to_waive(card: Scorecard | None) -> list[ScorecardLine]:
    """Lines of the newest scorecard that keep the partner from a tier."""
    if card is None:
        return []
    stopping = (ScorecardLine.Result.MISSED, ScorecardLine.Result.MISSING_TARGET)
    return list(ScorecardLine.objects.filter(scorecard=card, result__in=stopping).order_by("position"))
