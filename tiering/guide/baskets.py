"""Section `[baskets]`: which certificates fill a quota, with minima, caps and remainder per tier and market.

`[baskets.NAME.mixes.TIER.MARKET]`; MARKET is a class of `[markets]` or `any`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import GuideModel, NamedBlocks
from portal.guides.sections import guide_section

SECTION = "baskets"
ANY = "any"

Count = Annotated[int, Field(ge=0, le=1_000, strict=True)]


class Mix(GuideModel):
    """`least` per code is needed and counts that often; `most` counts a code further, up to that.

    The rest of the quota is filled from `rest`: `others` (codes without `least`), `all`, or a list, each code up to
    `cap` (one figure, or one per category; no cap for those it does not name). `split`: the rest is parted `equal`
    among its codes, or `shared` so that each has at least one. `own` is the code that belongs to a specialization,
    needed once where the quota is `own_from_quota` or more (G-MIX-02). `printed_most` is what the source says and cannot
    mean: no certificate is counted by it, and the check of the guide says so (G-MIX-10).
    """

    rule: str
    confirmed: bool = True
    note: str = ""
    least: dict[str, Count] = {}
    most: dict[str, Count] = {}
    printed_most: dict[str, Count] = {}
    rest: Literal["others", "all", "none"] | tuple[str, ...] = "none"
    cap: Count | dict[str, Count] | None = None
    split: Literal["equal", "shared"] | None = None
    own: dict[str, str] = {}
    own_from_quota: Count = 0

    @model_validator(mode="after")
    def _bounds_hold_together(self) -> Self:
        for code, most in self.most.items():
            if most < self.least.get(code, 0):
                raise ValueError(f"{code}: at most {most} is below at least {self.least[code]}")
        if self.split and not isinstance(self.rest, tuple):
            raise ValueError("a split names the codes of its rest")
        return self


class Basket(GuideModel):
    """`codes` are all that count at all. Without `mixes` any of them fills the quota. `aliases`: other names of a code."""

    rule: str
    confirmed: bool = True
    note: str = ""
    codes: tuple[str, ...]
    aliases: dict[str, str] = {}
    mixes: dict[str, dict[str, Mix]] = {}

    @model_validator(mode="before")
    @classmethod
    def _mixes_stand_under_the_rule(cls, block: Any) -> Any:
        if not isinstance(block, Mapping) or not isinstance(block.get("mixes"), Mapping) or "rule" not in block:
            return block
        mixes = {
            tier: {market: {"rule": block["rule"], **mix} for market, mix in markets.items()}
            if isinstance(markets, Mapping) and all(isinstance(mix, Mapping) for mix in markets.values())
            else markets
            for tier, markets in block["mixes"].items()
        }
        return {**block, "mixes": mixes}

    @model_validator(mode="after")
    def _codes_are_its_own(self) -> Self:
        known = set(self.codes)
        for tier, markets in self.mixes.items():
            for market, mix in markets.items():
                rest = mix.rest if isinstance(mix.rest, tuple) else ()
                strange = {*mix.least, *mix.most, *mix.printed_most, *rest, *mix.own.values()} - known
                if strange:
                    raise ValueError(f"mixes.{tier}.{market}: {', '.join(sorted(strange))} is no code of this basket")
        return self

    def mix(self, tier: str, market: str | None) -> Mix | None:
        """The mix of a tier in a market class; None where any code fills the quota."""
        markets = self.mixes.get(tier, {})
        return markets.get(market or ANY) or markets.get(ANY)


class BasketsSection(NamedBlocks):
    """Baskets by name."""

    __pydantic_extra__: dict[str, Basket]

    def all(self) -> dict[str, Basket]:
        """By name, in the order of the document."""
        return self.__pydantic_extra__


guide_section(SECTION, BasketsSection)
