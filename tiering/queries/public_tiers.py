"""What strangers may read of a published program: its tiers, what each asks, and what each gives."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from portal.clock import legal_date
from portal.guides.models import Program
from portal.guides.queries import NoGuideInForce, guide_on
from portal.guides.tables import GuideTable
from portal.tenancy import Role, acting_as, current_vendor_id
from tiering.drawing import benefits_by_tier, for_strangers, requirements_drawn, words_of
from tiering.guide.requirements import SECTION as REQUIREMENTS
from tiering.guide.tiers import SECTION as TIERING
from tiering.guide.tiers import TieringSection


@dataclass(frozen=True, slots=True)
class PublicCategory:
    """A category and the tiers it may hold, best first."""

    name: str
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicTiers:
    """The page of one program."""

    program: Program
    categories: tuple[PublicCategory, ...]
    requirements: tuple[GuideTable, ...]
    benefits: tuple[GuideTable, ...]


def public_tiers(slug: str, *, now: datetime) -> PublicTiers | None:
    """Tiers of a program that publishes itself, by the guide in force today; None where there is nothing to show.

    Whether the program is published is asked as whoever asks; only then is its guide read as staff, since strangers may read
    no guide: what the page leaves out (drafts, notes, targets of countries) stays unread.
    """
    program: Program | None = Program.objects.filter(slug=slug, published=True).first()
    if program is None:
        return None
    try:
        with acting_as(Role.STAFF, vendor=current_vendor_id()):
            guide = guide_on(program.pk, legal_date(now, zone=ZoneInfo(program.legal_time_zone)))
    except NoGuideInForce:
        return None
    document = guide.document
    tiering = document.sections.get(TIERING)
    if not isinstance(tiering, TieringSection):
        return None
    categories = tuple(
        PublicCategory(words_of(category.name), tuple(_tier(tiering, tier) for tier in tiering.tiers_of(code)))
        for code, category in tiering.categories.items()
    )
    asked = requirements_drawn(document).tables if REQUIREMENTS in document.sections else ()
    return PublicTiers(
        program,
        categories,
        tuple(for_strangers(table) for table in asked),
        tuple(table for table in benefits_by_tier(document) if table.rows),
    )


def _tier(tiering: TieringSection, tier: str) -> str:
    return words_of(tiering.tiers[tier].name) if tier in tiering.tiers else tier
