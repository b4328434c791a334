"""Section `[leads]` of a guide: how long a lead is its partner's, and what a manager decides first."""

from typing import Annotated

from pydantic import Field

from portal.guides.figures import Figure, GuideModel

Days = Annotated[int, Field(ge=1, le=3_650)]


class LeadsSection(GuideModel):
    """Days are times 24 hours (F-LEAD-04)."""

    protection_days: Figure[Days]
    extension_days: Figure[Days]
    reminder_days: Figure[Days]
    outbound_needs_approval: Figure[bool]
    reregistration_needs_approval: Figure[bool]
    demo_before_opportunity: Figure[bool]
