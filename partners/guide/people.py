"""Section `[people]`: who counts, how long a certificate is good for, and the clocks of leavers and of new partners."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section

SECTION = "people"
Months = Annotated[int, Field(ge=0, le=60, strict=True)]
Days = Annotated[int, Field(ge=1, le=365, strict=True)]
#: Of the reminder whose turn it is one is sent: the days before an end on which somebody is told.
Reminders = Annotated[tuple[Days, ...], Field(min_length=1)]
Employment = Literal["employee", "long_term", "short_term"]


class Certificates(GuideModel):
    """Calendar months (X-03): good for `months` where the academy does not say, and never outside of the other two (G-REQ-08).

    `remind_days` before a certificate ends its partner is told.
    """

    months: Figure[Months]
    shortest_months: Figure[Months]
    longest_months: Figure[Months]
    remind_days: Figure[Reminders]

    @model_validator(mode="after")
    def _usual_is_inside(self) -> Self:
        if not self.shortest_months.value <= self.months.value <= self.longest_months.value:
            raise ValueError("months: must lie between shortest_months and longest_months")
        return self


class Replacement(GuideModel):
    """Calendar months for replacing the certificates of somebody who left, without and with an extension (G-REQ-07).

    `remind_days` before the end that counts the partner is told.
    """

    soft_months: Figure[Months]
    hard_months: Figure[Months]
    remind_days: Figure[Reminders]

    @model_validator(mode="after")
    def _soft_comes_first(self) -> Self:
        if self.soft_months.value > self.hard_months.value:
            raise ValueError("soft_months: may not be longer than hard_months")
        return self


class Booking(GuideModel):
    """Calendar months after its last signature in which a new partner books its exams (G-REQ-09), told `remind_days` before."""

    months: Figure[Months]
    remind_days: Figure[Reminders]


class PeopleSection(GuideModel):
    """What a part does not say is not granted: without `replacement` a leaver stops counting on the day.

    `ahead_days`: how many calendar days ahead a post may begin or end.
    """

    employments: Figure[tuple[Employment, ...]] = Figure[tuple[Employment, ...]](
        value=("employee", "long_term"), rule=""
    )
    ahead_days: Figure[Annotated[int, Field(ge=0, le=3_660, strict=True)]]
    certificates: Certificates | None = None
    replacement: Replacement | None = None
    booking: Booking | None = None


#: A guide that says nothing of people: nothing beyond the defaults, and no day ahead.
SILENT = PeopleSection(ahead_days=Figure(value=0, rule=""))

guide_section(SECTION, PeopleSection)
