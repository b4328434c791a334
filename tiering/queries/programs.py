"""What a program's guide says of tiers, and which figures a decision would rest on that nobody confirmed (X-04)."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from partners.models import Enrolment
from portal.guides.queries import Guide, guide_on
from portal.tenancy.models import Vendor
from tiering.guide.tiers import SECTION, TieringSection


def tiering_of(guide: Guide) -> TieringSection:
    """The section. Raises KeyError where the guide has none."""
    return cast(TieringSection, guide.section(SECTION))


def category_of(guide: Guide, enrolment: Enrolment) -> str:
    """The code of an enrolment's category, whatever name it was enrolled under (G-CAT-07); "" where the guide knows none."""
    return tiering_of(guide).category_named(enrolment.category) or ""


def allowed_tiers(enrolment: Enrolment, day: date) -> tuple[str, ...]:
    """The tiers that the enrolment's category may hold on `day`, best first (G-CAT-02)."""
    guide = guide_on(enrolment.program_id, day)
    category = category_of(guide, enrolment)
    return tiering_of(guide).tiers_of(category) if category else ()


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
