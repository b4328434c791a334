"""Section `[targets]`: figures that a guide leaves to a letter or a country table. Values come later, year by year."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from portal.guides.figures import Figure, GuideModel, NamedBlocks
from portal.guides.sections import guide_section
from portal.guides.texts import Texts
from tiering.guide.cells import spread_rule

SECTION = "targets"


class Proposal(GuideModel):
    """What a demonstration uses until somebody confirms a figure: `base` times the factors of market and tier."""

    rule: str
    confirmed: bool = True
    base: Figure[Decimal]
    market: dict[str, Figure[Decimal]] = {}
    tier: dict[str, Figure[Decimal]] = {}

    @model_validator(mode="before")
    @classmethod
    def _cells_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=("base",), tables=("market", "tier"))

    def amount(self, *, market: str, tier: str) -> Decimal:
        """The proposed figure of a tier in a class of market."""
        factors = (self.market.get(market), self.tier.get(tier))
        amount = self.base.value
        for factor in factors:
            amount *= factor.value if factor else 1
        return amount


class Target(GuideModel):
    """One such figure. `blocks` are the keys of requirements that have no answer without it."""

    text: Texts
    rule: str
    confirmed: bool = True
    note: str = ""
    unit: Literal["money", "count", "percent", "change", "score"]
    per: Literal["country", "partner"]
    by_category: bool = False
    blocks: tuple[str, ...] = ()
    demo: Proposal | None = None


class TargetsSection(NamedBlocks):
    """Targets by name."""

    __pydantic_extra__: dict[str, Target]

    def all(self) -> dict[str, Target]:
        """By name, in the order of the document."""
        return self.__pydantic_extra__


guide_section(SECTION, TargetsSection)
