"""Section `[requirements]`: what each tier asks. `[requirements.KEY.VARIANT]`; variants of a key differ by category.

The key names the figure among the facts; lines print `line_key` where one is given (`kpi1` prints `kpi1_min_pct`).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator

from portal.guides.figures import Figure, GuideModel, NamedBlocks
from portal.guides.sections import guide_section
from portal.guides.texts import Texts
from tiering.guide.cells import spread_rule

SECTION = "requirements"
#: Words that a quota may be instead of a figure.
NOT_APPLICABLE = "not_applicable"
FROM_TARGETS = "target"

Kind = Literal["minimum", "maximum", "yes", "basket", "points"]
Measure = Literal[
    "value", "sum", "mean", "composite", "growth", "share", "greater_of", "peer_relative", "stage_weighted"
]
Unit = Literal["count", "money", "percent", "change", "score", "yes"]
Silence = Literal["missed", "not_applicable"]
FirstYear = Literal["enforced", "shown", "scheduled", "outside"]
Per = Literal["partner", "country", "specialization"]
Group = Literal["business", "people", "customers", "quality", "conduct", ""]
Quota = Annotated[StrictBool | StrictInt | Decimal | StrictStr, Field(union_mode="smart")]
Cell = Figure[Quota]
Scale = Figure[tuple[Decimal, Decimal]]
Weight = Figure[Annotated[Decimal, Field(ge=0)]]

#: How many values each measure is made of; 0: one or more.
OPERANDS = {"value": 1, "mean": 1, "growth": 2, "share": 2, "peer_relative": 1, "stage_weighted": 1}


class Requirement(GuideModel):
    """One condition.

    group           under which heading a scorecard shows its lines
    kind            what is asked: at least, at most, yes, a basket of certificates, points of `[points]`
    measure, of     how the figure is measured, and from which named values; the key itself wins where it is given
    weights         of the named values (composite) or of the stages (stage_weighted)
    when_zero       the figure of a share or growth over nothing; without it, or "not_applicable", that is no figure
    per             partner, country (group), or specialization within a country group
    scale           the least and the greatest that the figure can be; what is given outside is refused
    quota           tier -> figure, or class of market -> figure; `true`, a word such as "monthly", "not_applicable",
                    or "target": set by letter or country table. `target` names the targets that win over the quota
    applies_if      flags of `[tiering.flags]`; `applies_if_in` adds some in one category
    unmeasured      what an absent value gives, missed where nothing is said; `when_null` one that is said to be none
    or_partner      in a country without a figure of its own that of the partner holds
    first_year      in a partner's first, partial year: as always, shown only, outside, or for certificates `scheduled`:
                    missed only where `scheduled_by` is no (G-REV-07, G-REQ-09)
    """

    rule: str
    confirmed: bool = True
    note: str = ""
    text: Texts
    about: Texts | None = None
    group: Group = ""
    kind: Kind
    measure: Measure = "value"
    of: tuple[str, ...] = ()
    weights: dict[str, Weight] = {}
    when_zero: Figure[Decimal | Literal["not_applicable"]] | None = None
    unit: Unit = "count"
    strict: bool = False
    accepts_yes: bool = False
    scale: Scale | None = None
    per: Per = "partner"
    categories: tuple[str, ...] = ()
    specializations: tuple[str, ...] = ()
    applies_if: tuple[str, ...] = ()
    applies_if_in: dict[str, tuple[str, ...]] = {}
    unmeasured: Figure[Silence] | None = None
    when_null: Figure[Silence] | None = None
    needs_prior_year: bool = False
    or_partner: bool = False
    first_year: FirstYear = "enforced"
    scheduled_by: str = ""
    quota: dict[str, Cell | dict[str, Cell]]
    target: str = ""
    basket: str = ""
    baskets: dict[str, str] = {}
    line_key: str = ""

    @model_validator(mode="before")
    @classmethod
    def _cells_stand_under_the_rule(cls, block: Any) -> Any:
        block = spread_rule(block, cells=("when_zero", "unmeasured", "when_null", "scale"), tables=("quota", "weights"))
        if not isinstance(block, Mapping) or not isinstance(block.get("quota"), Mapping):
            return block
        inherited = {key: block[key] for key in ("rule", "confirmed", "note") if key in block}
        quota = {
            tier: spread_rule({**inherited, "cells": cell}, tables=("cells",))["cells"]
            if isinstance(cell, Mapping) and "value" not in cell
            else cell
            for tier, cell in block["quota"].items()
        }
        return {**block, "quota": quota}

    @model_validator(mode="after")
    def _parts_fit_the_kind(self) -> Self:
        problems = [*self._problems_of_measure(), *self._problems_of_kind(), *self._problems_of_quota()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def cells(self) -> Iterator[tuple[str, str, Cell]]:
        """Tier, class of market ("" for any) and figure of every cell."""
        for tier, cell in self.quota.items():
            if isinstance(cell, Figure):
                yield tier, "", cell
            else:
                yield from ((tier, market, one) for market, one in cell.items())

    def _problems_of_measure(self) -> Iterator[str]:
        wanted = OPERANDS.get(self.measure)
        if wanted is not None and self.of and len(self.of) != wanted:
            yield f"measure {self.measure} is made of {wanted}, not of {len(self.of)}"
        if self.measure != "value" and not self.of:
            yield f"measure {self.measure} names in `of` what it is made of"
        if self.measure == "composite" and set(self.weights) != set(self.of):
            yield "a composite has one weight for each of its values"
        if self.measure == "stage_weighted" and not self.weights:
            yield "a figure weighted by stage names the weights of the stages"

    def _problems_of_kind(self) -> Iterator[str]:
        if (self.kind == "basket") != bool(self.basket or self.baskets):
            yield "a basket, and nothing else, names its `basket` or `baskets`"
        if self.first_year == "scheduled" and not self.scheduled_by:
            yield "`scheduled` names the value that says so in `scheduled_by`"
        if self.accepts_yes and self.kind != "minimum":
            yield "`accepts_yes` belongs to a minimum"

    def _problems_of_quota(self) -> Iterator[str]:
        for tier, market, cell in self.cells():
            if not self._fits(cell.value):
                place = f"{tier}.{market}" if market else tier
                yield f"quota.{place}: {cell.value!r} is nothing that a {self.kind} can ask"
        if self.scale is not None:
            yield from self._problems_of_scale(*self.scale.value)

    def _problems_of_scale(self, least: Decimal, greatest: Decimal) -> Iterator[str]:
        if least >= greatest:
            yield f"scale: {least} is not below {greatest}"
        for tier, market, cell in self.cells():
            number = read_number(cell.value)
            if number is not None and not least <= number <= greatest:
                place = f"{tier}.{market}" if market else tier
                yield f"quota.{place}: it cannot be {number}, its scale goes from {least} to {greatest}"

    def _fits(self, value: bool | int | Decimal | str) -> bool:
        if value == NOT_APPLICABLE:
            return True
        if self.kind == "yes":
            return isinstance(value, bool | str)
        if isinstance(value, bool):
            return False
        if self.kind == "basket":
            return isinstance(value, int) and value >= 0
        return value == FROM_TARGETS or read_number(value) is not None


class RequirementsSection(NamedBlocks):
    """Requirements by key and variant, in the order in which lines are printed."""

    __pydantic_extra__: dict[str, dict[str, Requirement]]

    def all(self) -> dict[str, dict[str, Requirement]]:
        """By key and variant, in the order of the document."""
        return self.__pydantic_extra__

    def each(self) -> Iterator[tuple[str, str, Requirement]]:
        """Key, variant and requirement, in the order of the document."""
        for key, variants in self.all().items():
            yield from ((key, variant, requirement) for variant, requirement in variants.items())

    def of_category(self, category: str) -> Iterator[tuple[str, str, Requirement]]:
        """Key, variant and requirement of everything that a category is asked."""
        for key, variant, requirement in self.each():
            if not requirement.categories or category in requirement.categories:
                yield key, variant, requirement


def read_number(value: int | Decimal | str) -> int | Decimal | None:
    """A figure of the guide as an exact number; None for a word."""
    if isinstance(value, int | Decimal):
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


guide_section(SECTION, RequirementsSection)
