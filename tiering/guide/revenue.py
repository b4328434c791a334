"""Section `[revenue]`: streams of money and the sums that are made of them, each sale counted once (A-REV-03, A-REV-04)."""

from typing import Self

from pydantic import model_validator

from portal.guides.figures import GuideModel
from portal.guides.sections import guide_section
from portal.guides.texts import Texts

SECTION = "revenue"


class Stream(GuideModel):
    """Who billed. `holds` are streams whose invoices stand in this one again."""

    rule: str
    text: Texts
    holds: tuple[str, ...] = ()


class RevenueSum(GuideModel):
    """A sum over streams. `once_per_sale`: of a stream that holds others, only sales that none of those billed."""

    rule: str
    confirmed: bool = True
    note: str = ""
    streams: tuple[str, ...]
    recurring_only: bool = False
    once_per_sale: bool = False


class RevenueSection(GuideModel):
    """`[revenue]`. A sum that adds a stream to what it holds says that it counts a sale once, or is refused."""

    rule: str
    streams: dict[str, Stream]
    sums: dict[str, RevenueSum]

    @model_validator(mode="after")
    def _no_money_counts_twice(self) -> Self:
        for name, total in self.sums.items():
            unknown = set(total.streams) - self.streams.keys()
            if unknown:
                raise ValueError(f"sums.{name}: there is no stream {', '.join(sorted(unknown))}")
            if not total.once_per_sale and self.doubled(name):
                raise ValueError(f"sums.{name} counts one invoice twice: {', '.join(self.doubled(name))}")
        return self

    def doubled(self, name: str) -> tuple[str, ...]:
        """Streams of a sum that stand inside another of its streams."""
        streams = self.sums[name].streams
        return tuple(held for outer in streams for held in self.streams[outer].holds if held in streams)


guide_section(SECTION, RevenueSection)
