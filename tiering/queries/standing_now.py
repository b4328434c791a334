"""How one enrolment stands today, for whoever asks by machine."""

from dataclasses import dataclass
from datetime import date, datetime

from partners.models import Enrolment
from tiering.models import (
    ExtrasWatch,
    Grace,
    GraceOutcome,
    RequirementDeviation,
    RequirementWaiver,
    Scorecard,
    TierRequest,
)
from tiering.queries.desk import Desk, desk_of, waivers_of
from tiering.queries.deviations import deviations_of
from tiering.queries.extras import open_watch
from tiering.queries.primary import primary_enrolment
from tiering.queries.tiers import HeldTier, recognised_on


@dataclass(frozen=True, slots=True)
class StandingNow:
    """`recognised` are countries and specializations with a tier of their own."""

    desk: Desk
    primary: bool
    recognised: list[dict[str, str]]
    extras: ExtrasWatch | None
    waivers: list[RequirementWaiver]
    deviations: list[RequirementDeviation]

    @property
    def enrolment(self) -> Enrolment:
        return self.desk.enrolment

    @property
    def today(self) -> date:
        """The legal date of the program."""
        return self.desk.today

    @property
    def held(self) -> HeldTier | None:
        return self.desk.held

    @property
    def tier(self) -> str:
        return self.desk.held_tier

    @property
    def review(self) -> Scorecard | None:
        return self.desk.review

    @property
    def review_decided(self) -> bool:
        return self.desk.decided is not None

    @property
    def grace(self) -> Grace | None:
        return self.desk.grace

    @property
    def grace_outcome(self) -> GraceOutcome | None:
        return self.desk.closed

    @property
    def request(self) -> TierRequest | None:
        return self.desk.request


def standing_of(enrolment: Enrolment, *, now: datetime) -> StandingNow:
    """Everything at once, in force today."""
    desk = desk_of(enrolment, now=now)
    primary = primary_enrolment(enrolment.partner_id, enrolment.program_id, desk.today)
    recognised = [
        {"country": country, "specialization": specialization, "tier": tier}
        for (specialization, country), tier in sorted(recognised_on(desk.today, enrolment_id=enrolment.pk).items())
    ]
    return StandingNow(
        desk,
        primary is not None and primary.pk == enrolment.pk,
        recognised,
        open_watch(enrolment.pk),
        [one for one, _asked in waivers_of(enrolment) if desk.today in one.period],
        [one for one in deviations_of(enrolment) if desk.today in one.period],
    )
