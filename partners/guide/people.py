"""Section `[people]`: who counts, how long a certificate is good for, and the clocks of leavers and of new partners."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section

SECTION = "people"
Months = Annotated[int, Field(ge=0, le=60, strict=True)]
Days = Annotated[int, Field(ge=1, le=365, strict=True)]
Employment = Literal["employee", "long_term", "short_term"]


class Certificates(GuideModel):
    """Calendar months (X-03): good for `months` where the academy does not say, and never outside of the other two (G-REQ-08).

    `remind_days` before a certificate ends its partner is told.
    """

    months: Figure[Months]
    shortest_months: Figure[Months]
    longest_months: Figure[Months]
    remind_days: Figure[tuple[Days, ...]]

    @model_validator(mode="after")
    def _usual_is_inside(self) -> Self:
        if not self.shortest_months.value <= self.months.value <= self.longest_months.value:
            raise ValueError("months: must lie between shortest_months and longest_months")
        return self


class Replacement(GuideModel):
    """Calendar months for replacing the certificates of somebody who left, without and with an extension (G-REQ-07)."""

    soft_months: Figure[Months]
    hard_months: Figure[Months]

    @model_validator(mode="after")
    def _soft_comes_first(self) -> Self:
        if self.soft_months.value > self.hard_months.value:
            raise ValueError("soft_months: may not be longer than hard_months")
        return self


class Booking(GuideModel):
    """Calendar months after its last signature in which a new partner books its exams (G-REQ-09)."""

    months: Figure[Months]


class PeopleSection(GuideModel):
    """What a part does not say is not granted: without `replacement` a leaver stops counting on the day."""

    employments: Figure[tuple[Employment, ...]] = Figure[tuple[Employment, ...]](
        value=("employee", "long_term"), rule=""
    )
    certificates: Certificates | None = None
    replacement: Replacement | None = None
    booking: Booking | None = None


guide_section(SECTION, PeopleSection)
