"""How an enrolment stands: the tier it holds, the newest scorecard, and what came before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from partners.models import CountryPresence, Enrolment, Partner
from portal.accounts.actor import Actor
from portal.clock import legal_date
from portal.guides.models import GuideVersion, Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on, guide_version
from tiering.models import Recognition, RequirementWaiver, ReviewOutcome, Scorecard, ScorecardLine
from tiering.models.scorecards import Occasion
from tiering.queries.tiers import HeldTier, calendar_of

MOST_CARDS = 36
#: The newest day first; of one day the last that became known.
NEWEST = ("-as_of", "-known_at", "-id")


def scorecards_visible_to(actor: Actor) -> QuerySet[Scorecard]:
    """A partner's own, all of the vendor's for its staff; row security says the same."""
    found: QuerySet[Scorecard] = Scorecard.objects.all() if actor.may("tiering.see") else Scorecard.objects.none()
    return found


def lines_visible_to(actor: Actor) -> QuerySet[ScorecardLine]:
    """The same for lines."""
    found: QuerySet[ScorecardLine] = (
        ScorecardLine.objects.all() if actor.may("tiering.see") else ScorecardLine.objects.none()
    )
    return found


def partners_visible_to(actor: Actor) -> QuerySet[Partner]:
    """A partner itself; every partner for the vendor's staff."""
    found: QuerySet[Partner] = Partner.objects.all() if actor.may("tiering.see") else Partner.objects.none()
    return found


def enrolments_visible_to(actor: Actor) -> QuerySet[Enrolment]:
    """The same for enrolments."""
    found: QuerySet[Enrolment] = Enrolment.objects.all() if actor.may("tiering.see") else Enrolment.objects.none()
    return found


def waivers_visible_to(actor: Actor) -> QuerySet[RequirementWaiver]:
    """The same for waivers."""
    rows: QuerySet[RequirementWaiver] = RequirementWaiver.objects.all()
    return rows if actor.may("tiering.see") else rows.none()


def today_of(program: Program, now: datetime) -> date:
    """The program's legal date."""
    return legal_date(now, zone=ZoneInfo(program.legal_time_zone))


def enrolments_of(partner_id: int, *, now: datetime) -> list[Enrolment]:
    """Where a partner is enrolled today, in a fixed order."""
    found = Enrolment.objects.filter(partner_id=partner_id).select_related("program", "partner").order_by("id")
    return [one for one in found if today_of(one.program, now) in one.period]


def countries_on(enrolment: Enrolment, day: date) -> list[str]:
    """Where the partner is enrolled in the program on `day`."""
    here = CountryPresence.objects.filter(partner_id=enrolment.partner_id, program_id=enrolment.program_id)
    return list(here.filter(period__contains=day).order_by("country").values_list("country", flat=True).distinct())


def newest_scorecard(enrolment: Enrolment) -> Scorecard | None:
    """The last word on an enrolment."""
    card: Scorecard | None = Scorecard.objects.filter(enrolment=enrolment).order_by(*NEWEST).first()
    return card


def scorecard_by(enrolment: Enrolment, day: date) -> Scorecard | None:
    """The last word on an enrolment that speaks of `day` or an earlier one."""
    card: Scorecard | None = Scorecard.objects.filter(enrolment=enrolment, as_of__lte=day).order_by(*NEWEST).first()
    return card


def scorecards_of(enrolment: Enrolment) -> list[Scorecard]:
    """The newest scorecards of an enrolment, by date."""
    return list(Scorecard.objects.filter(enrolment=enrolment).order_by(*NEWEST)[:MOST_CARDS])


def lines_of(card: Scorecard) -> list[ScorecardLine]:
    """All lines of a scorecard, best tier first, as they were printed."""
    return list(ScorecardLine.objects.filter(scorecard=card).order_by("position"))


def period_of(enrolment_id: int, held: HeldTier, day: date) -> tuple[date | None, date | None]:
    """First and last day of the tier that is held on `day`; no last day where it runs on or has no end."""
    rows = [row for row in calendar_of(enrolment_id) if row.decision_id == held.decision_id and not row.specialization]
    row = next((one for one in rows if day in one.period), next(iter(reversed(rows)), None))
    if row is None:
        return None, None
    last = row.period.upper - timedelta(days=1) if row.period.upper and not held.runs_on else None
    return row.period.lower, last


def recognitions_of(card: Scorecard) -> list[Recognition]:
    """Tiers that a scorecard reaches in one country, specialization or further category."""
    return list(Recognition.objects.filter(scorecard=card).order_by("kind", "key"))


def undecided_reviews(program_id: int, *, reviewed: date) -> list[Scorecard]:
    """Annual reviews of `reviewed` that nobody decided yet, those nearest to the next tier first (G-TIER-04)."""
    outcomes = ReviewOutcome.objects.filter(scorecard__program_id=program_id, scorecard__as_of=reviewed)
    decided = set(outcomes.values_list("enrolment_id", flat=True))
    rows = Scorecard.objects.filter(program_id=program_id, as_of=reviewed, occasion=Occasion.ANNUAL)
    newest = (
        rows.order_by("enrolment_id", "-number")
        .distinct("enrolment_id")
        .select_related("enrolment", "partner", "program")
    )
    waiting = [card for card in newest if card.enrolment_id not in decided]
    return sorted(waiting, key=lambda card: (card.missed == 0, card.missed, card.partner.name, card.enrolment_id))


def guide_of(card: Scorecard) -> Guide:
    """The version that a scorecard was made by (X-05)."""
    return guide_version(card.guide_id)


def guide_in_force(program_id: int, day: date) -> Guide | None:
    """The program's guide on a day, None where there is none."""
    try:
        return guide_on(program_id, day)
    except NoGuideInForce:
        return None


def guide_numbers(program_id: int) -> dict[int, int]:
    """Versions of a program's guide by id."""
    return dict(GuideVersion.objects.filter(program_id=program_id).values_list("id", "number"))


@dataclass(frozen=True, slots=True)
class Aim:
    """The tier that somebody works towards, and whether it is held already and would be lost."""

    tier: str
    keeps: bool


def aim_of(tiers: Sequence[str], *, held: str, reached: str) -> Aim | None:
    """What to work towards: the tier held where the figures no longer reach it, otherwise the next above the reached one.

    `tiers` are those of the category, best first. None at the top.
    """
    place = {tier: number for number, tier in enumerate(tiers)}
    below = len(tiers)
    if held in place and place.get(reached, below) > place[held]:
        return Aim(held, keeps=True)
    above = place.get(reached, below) - 1
    return Aim(tiers[above], keeps=False) if above >= 0 else None
