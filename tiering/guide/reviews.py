"""Section `[reviews]`: when a program looks at its partners, on which days' data, and what happens at either end of the ladder."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel, NamedBlocks
from portal.guides.sections import guide_section
from tiering.guide.cells import spread_rule

SECTION = "reviews"

#: A day of any year, month first: "10-01".
DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]

DAYS = ("opens", "decides", "data_of", "data_from", "data_to", "reports_to")


class Review(GuideModel):
    """A yearly round: it `opens`, `decides` on a day of its year, on data `data_from` to `data_to` of that year or the one before.

    `reports_to` is the last day of a report that counts, where that is not the last of the data.
    A monthly one decides at each month's end and says none of that. `demotes`: a reached tier below the held one lowers it;
    otherwise, and below the lowest tier, somebody decides by hand.
    """

    rule: str
    confirmed: bool = True
    note: str = ""
    every: Literal["year", "month"] = "year"
    opens: Figure[DayOfYear] | None = None
    decides: Figure[DayOfYear] | None = None
    data_of: Figure[Literal["running_year", "previous_year"]] | None = None
    data_from: Figure[DayOfYear] | None = None
    data_to: Figure[DayOfYear] | None = None
    reports_to: Figure[DayOfYear] | None = None
    demotes: Figure[bool]
    by_hand: str = ""

    @model_validator(mode="before")
    @classmethod
    def _figures_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=(*DAYS, "demotes"))

    @model_validator(mode="after")
    def _a_yearly_round_has_its_days(self) -> Self:
        days = (self.opens, self.decides, self.data_of, self.data_from, self.data_to)
        said = {day is not None for day in days}
        if said != {self.every == "year"}:
            raise ValueError("a yearly review, and no other, says when it opens and decides, and on which data")
        return self


class ReviewsSection(NamedBlocks):
    """Reviews by name."""

    __pydantic_extra__: dict[str, Review]

    def all(self) -> dict[str, Review]:
        """By name, in the order of the document."""
        return self.__pydantic_extra__


guide_section(SECTION, ReviewsSection)
