"""This app's section of the guide: when commissions are paid, and on what papers. Every figure names its rule (X-04)."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section

SECTION = "commissions"
Mail = Annotated[str, Field(pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$", max_length=254)]
INBOUND = ("pay_from_days", "pay_by_days", "holidays")
OUTBOUND = ("maturity_days",)


class CommissionsSection(GuideModel):
    """`[commissions]` of a program that pays monthly. All days are calendar days after the day named.

    `pay_from_days`, `pay_by_days`: the window after a statement closed. `maturity_days`: the hold of an outbound deal after
    it closed. `holidays`: days that are no business days for the payment run. `cool_down_days`: how long a changed account
    waits after it was confirmed, so that somebody who did not ask for it can say so; no document of a program names it.
    `questions_to`: the mail address that answers questions about a statement (F-COM-03).
    """

    pay_from_days: Figure[int]
    pay_by_days: Figure[int]
    maturity_days: Figure[int]
    cool_down_days: Figure[int]
    questions_to: Figure[Mail] | None = None
    holidays: Figure[tuple[date, ...]] = Figure[tuple[date, ...]](value=(), rule="X-03")

    @model_validator(mode="after")
    def _window_is_open(self) -> Self:
        if not 0 <= self.pay_from_days.value <= self.pay_by_days.value:
            raise ValueError("pay_by_days comes after pay_from_days")
        if self.maturity_days.value < 0 or self.cool_down_days.value < 0:
            raise ValueError("maturity_days and cool_down_days are not negative")
        return self

    def unconfirmed(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Which of `names` nobody confirmed yet."""
        return tuple(name for name in names if not getattr(self, name).confirmed)


guide_section(SECTION, CommissionsSection)
