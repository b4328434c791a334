"""Sections `[kpi1]` and `[kpi2]`: how partner support is scored, and what a score does to next year's care rate."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from tiering.guide.cells import spread_rule

Score = Annotated[Decimal, Field(ge=0, le=100)]
Points = Annotated[Decimal, Field(ge=0, le=100)]
Month = Annotated[int, Field(ge=1, le=12)]


class Part(GuideModel):
    """A part of the score: `weight` times what `per_case` makes of the cases' field `of` (G-KPI1-02).

    `mean` of values from 0 to 1; `share_with`, `share_without`: the share of cases where the field is, or is not, true.
    """

    rule: str
    confirmed: bool = True
    note: str = ""
    weight: Figure[Score]
    per_case: Figure[Literal["mean", "share_with", "share_without"]]
    of: str

    @model_validator(mode="before")
    @classmethod
    def _figures_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("weight", "per_case"))


class RateStep(GuideModel):
    """A score below `below` adds `points` percentage points; only the lowest step that a score undercuts holds."""

    below: Score
    points: Points


class Exclusions(GuideModel):
    """What is left out (G-KPI1-04). `min_cases` counts after `case_types` are removed."""

    rule: str
    confirmed: bool = True
    note: str = ""
    case_types: Figure[tuple[str, ...]]
    min_cases: Figure[Annotated[int, Field(ge=0)]]
    new_partner_years: Figure[Annotated[int, Field(ge=0)]]

    @model_validator(mode="before")
    @classmethod
    def _figures_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("case_types", "min_cases", "new_partner_years"))


class Reports(GuideModel):
    """When reports are delivered, and how far each looks back (G-KPI1-05). `not_before` cuts the window of the first year."""

    rule: str
    confirmed: bool = True
    note: str = ""
    delivered_in: Figure[tuple[Month, ...]]
    look_back_months: Figure[Annotated[int, Field(ge=1, le=60)]]
    not_before: Figure[date]
    sets_rates: Figure[Month]

    @model_validator(mode="before")
    @classmethod
    def _figures_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("delivered_in", "look_back_months", "not_before", "sets_rates"))

    @model_validator(mode="after")
    def _a_report_sets_the_rates(self) -> Self:
        if self.sets_rates.value not in self.delivered_in.value:
            raise ValueError("sets_rates is one of delivered_in")
        return self


class Review(GuideModel):
    """So many years in a row below a score raise a task (G-KPI1-07)."""

    rule: str
    confirmed: bool = True
    note: str = ""
    below: Figure[Score]
    years: Figure[Annotated[int, Field(ge=1)]]
    task: str

    @model_validator(mode="before")
    @classmethod
    def _figures_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("below", "years"))


class RateEffect(GuideModel):
    """Whose care rate moves. `by_agreement`: only where an agreement gives the partner a care rate at all (G-CARE-01)."""

    rule: str
    categories: tuple[str, ...]
    by_agreement: tuple[str, ...] = ()


class Kpi1Section(GuideModel):
    """`[kpi1]`, support performance. Steps are not cumulative: two bad years cost what one costs (G-KPI1-07)."""

    rule: str
    parts: dict[str, Part]
    excluded: Exclusions
    rate_steps: Figure[tuple[RateStep, ...]]
    rate: RateEffect
    reports: Reports
    review: Review

    @model_validator(mode="after")
    def _the_score_is_out_of_a_hundred(self) -> Self:
        if sum(part.weight.value for part in self.parts.values()) != 100:
            raise ValueError("the weights of the parts add up to 100")
        return self

    @model_validator(mode="after")
    def _a_lower_score_costs_more(self) -> Self:
        for step, worse in pairwise(self.rate_steps.value):
            if worse.below >= step.below or worse.points <= step.points:
                raise ValueError("rate_steps: each step is lower than the one before, and costs more")
        return self


class Document(GuideModel):
    """A paper that the guide points to and does not contain (G-KPI2-05): a name and, once somebody has it, an address."""

    name: str
    address: str = ""
    rule: str


class Kpi2Section(GuideModel):
    """`[kpi2]`, renewal timeliness. A step is proposed, applied or declined by finance, and piles up (G-KPI2-02, G-KPI2-03)."""

    rule: str
    target: Figure[Score]
    step: Figure[Points]
    discretionary: Figure[bool]
    cumulative: Figure[bool]
    rate: RateEffect
    documents: dict[str, Document] = {}


guide_section("kpi1", Kpi1Section)
guide_section("kpi2", Kpi2Section)
