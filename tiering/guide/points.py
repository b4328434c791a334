"""Section `[points]`: a program that weighs categories of metrics into one score (S-SCR-01).

A metric scores `min(actual / target, 1)`, a category the mean of its metrics, the total the weighted sum out of 100.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from portal.guides.texts import Texts
from tiering.guide.cells import spread_rule

SECTION = "points"
FROM_TARGETS = "target"

Measure = Literal["value", "sum", "mean", "growth", "share", "stage_weighted", "peer_relative"]
Weight = Figure[Annotated[Decimal, Field(ge=0, le=100)]]
Goal = Figure[Decimal | Literal["target"]]


class PointCategory(GuideModel):
    """Its weight by tier, in percent; a tier without one does not look at it. `metrics` are keys of `[points.metrics]`."""

    rule: str
    confirmed: bool = True
    note: str = ""
    text: Texts
    weight: dict[str, Weight]
    metrics: Figure[tuple[str, ...]]

    @model_validator(mode="before")
    @classmethod
    def _figures_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("metrics",), tables=("weight",))


class Metric(GuideModel):
    """What is measured, as in `[requirements]`: `measure` of the values in `of`, by stage with `weights`.

    `scale`: the least and the greatest that an answer can be (S-MET-04).
    `goal` by tier: a figure, or "target", set year by year among `[targets]` under the metric's own name.
    """

    rule: str
    confirmed: bool = True
    note: str = ""
    text: Texts
    about: Texts | None = None
    unit: Literal["money", "count", "percent", "score"] = "count"
    measure: Measure = "value"
    of: tuple[str, ...]
    weights: dict[str, Weight] = {}
    scale: Figure[tuple[Decimal, Decimal]] | None = None
    goal: dict[str, Goal]

    @model_validator(mode="before")
    @classmethod
    def _figures_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("scale",), tables=("weights", "goal"))

    @model_validator(mode="after")
    def _stages_have_weights(self) -> Self:
        if (self.measure == "stage_weighted") != bool(self.weights):
            raise ValueError("a figure weighted by stage, and no other, names the weights of the stages")
        return self


class Badge(GuideModel):
    """A badge that people earn; `group` is the metric that counts it."""

    text: Texts
    group: str


class Bonus(GuideModel):
    """Points on top for each of `of` in the year, at most so many (S-MET-05)."""

    rule: str
    confirmed: bool = True
    note: str = ""
    of: str
    each: Figure[Annotated[Decimal, Field(ge=0)]]
    at_most: Figure[Annotated[Decimal, Field(ge=0)]]

    @model_validator(mode="before")
    @classmethod
    def _figures_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("each", "at_most"))


class Stories(GuideModel):
    """What a customer story holds before anybody reviews it (S-MET-08)."""

    rule: str
    blocks: dict[str, Texts]


class ProductLines(GuideModel):
    """Lines whose revenue is compared with that of peers; a partner is never its own peer (S-MET-07)."""

    rule: str
    lines: dict[str, Texts]


class PointsSection(GuideModel):
    """`[points]`. What a tier asks of the total stands in `[requirements]` under the kind `points`."""

    rule: str
    categories: dict[str, PointCategory]
    metrics: dict[str, Metric]
    bonus: Bonus | None = None
    badges: dict[str, Badge] = {}
    stories: Stories | None = None
    product_lines: ProductLines | None = None

    @model_validator(mode="after")
    def _everything_adds_up(self) -> Self:
        problems = [*self._unknown_metrics(), *self._weights_beside_a_hundred()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def tiers(self) -> tuple[str, ...]:
        """The tiers that have weights, in the order of the document."""
        return tuple(dict.fromkeys(tier for category in self.categories.values() for tier in category.weight))

    def _unknown_metrics(self) -> Iterator[str]:
        weighed = [key for category in self.categories.values() for key in category.metrics.value]
        yield from (f"metric {key} is not described" for key in weighed if key not in self.metrics)
        yield from (f"metrics.{key} belongs to no category" for key in self.metrics if key not in weighed)
        yield from (f"metric {key} counts twice" for key in sorted({k for k in weighed if weighed.count(k) > 1}))
        for name, badge in self.badges.items():
            if badge.group not in self.metrics:
                yield f"badges.{name}: {badge.group} is no metric"

    def _weights_beside_a_hundred(self) -> Iterator[str]:
        for tier in self.tiers():
            total = sum(c.weight[tier].value for c in self.categories.values() if tier in c.weight)
            if total != 100:
                yield f"the weights of {tier} add up to {total}, not to 100"


guide_section(SECTION, PointsSection)
