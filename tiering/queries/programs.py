"""What a program's guide says of tiers, and which figures a decision would rest on that nobody confirmed (X-04)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from partners.models import Enrolment
from portal.clock import legal_date
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from portal.tenancy.models import Vendor
from tiering.guide.tiers import SECTION, TieringSection
from tiering.guide.tiers import Grace as GraceTerms
from tiering.models import Grace
from tiering.models.scorecards import Occasion


def tiering_of(guide: Guide) -> TieringSection:
    """The section. Raises KeyError where the guide has none."""
    return cast(TieringSection, guide.section(SECTION))


def terms_of(grace: Grace) -> GraceTerms:
    """The figures of the guide under which a recovery period was granted; an extension and its end go by the same."""
    terms = tiering_of(guide_on(grace.scorecard.program_id, grace.granted_on)).grace
    assert terms is not None
    return terms


def category_of(guide: Guide, enrolment: Enrolment) -> str:
    """The code of an enrolment's category, whatever name it was enrolled under (G-CAT-07); "" where the guide knows none."""
    return tiering_of(guide).category_named(enrolment.category) or ""


def allowed_tiers(enrolment: Enrolment, day: date) -> tuple[str, ...]:
    """The tiers that the enrolment's category may hold on `day`, best first (G-CAT-02)."""
    guide = guide_on(enrolment.program_id, day)
    category = category_of(guide, enrolment)
    return tiering_of(guide).tiers_of(category) if category else ()


def scored_programs(now: datetime) -> list[Program]:
    """Programs whose guide of today has tiers and says what they ask, by id."""
    found = []
    for program in Program.objects.order_by("id"):
        try:
            guide = guide_on(program.pk, legal_date(now, zone=ZoneInfo(program.legal_time_zone)))
        except NoGuideInForce:
            continue
        if is_scored(guide):
            found.append(program)
    return found


def is_scored(guide: Guide) -> bool:
    """Whether a guide has tiers and says what they ask."""
    return {SECTION, "requirements"} <= guide.document.sections.keys()


def review_occasions(guide: Guide) -> tuple[Occasion, ...]:
    """The scorecards that decide a tier: the yearly review's; the month's too where the guide looks every month (F-TIER-02)."""
    section = guide.document.sections.get("reviews")
    rounds = section.all().values() if section is not None else ()  # type: ignore[attr-defined]
    monthly = any(review.every == "month" for review in rounds)
    return (Occasion.ANNUAL, Occasion.MONTHLY) if monthly else (Occasion.ANNUAL,)


def is_live() -> bool:
    """Whether the vendor's portal is live, where nothing may rest on an unconfirmed figure."""
    return bool(Vendor.objects.filter(mode=Vendor.Mode.LIVE).exists())


def unconfirmed_behind(guide: Guide, *, names: Iterable[str]) -> list[str]:
    """Names of unconfirmed figures of the guide that stand under one of `names` ("tiering.grace", "requirements.churn")."""
    wanted = tuple(names)
    return [
        name
        for name in guide.document.unconfirmed()
        if any(name == prefix or name.startswith(f"{prefix}.") for prefix in wanted)
    ]
