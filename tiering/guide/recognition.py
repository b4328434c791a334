"""Section `[recognition]`: how partners in several countries are recognised (G-MC-01), by keys of `[requirements]`."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from tiering.guide.cells import spread_rule

SECTION = "recognition"

Keys = tuple[str, ...]
CELLS = (
    "share",
    "exceed_largest",
    "reach_largest",
    "total_strict",
    "per_region",
    "per_region_count",
    "each_country",
    "each_country_level",
    "mix_of_largest",
    "mix_surplus_counts",
    "per_category",
)


class RecognitionSection(GuideModel):
    """Where a partner stands in several country groups.

    `share` of its own quota in each country, rounded up; over all countries more than the quota of the largest one
    (`exceed_largest`) or at least that (`reach_largest`); once in each region (`per_region`); in full in each country,
    outside the recognition (`each_country` G-MC-06, `each_country_level` G-MC-08). Certificates of all countries together
    fill the mix of the largest one (`mix_of_largest`, G-MC-07). What stands nowhere counts once per partner (G-MC-08).
    `per_category`: what is counted for each of several categories apart (G-MCAT-03).
    """

    rule: str
    share: Figure[Annotated[Decimal, Field(gt=0, le=1)]]
    exceed_largest: Figure[Keys]
    reach_largest: Figure[Keys]
    total_strict: Figure[bool]
    per_region: Figure[Keys]
    per_region_count: Figure[int]
    each_country: Figure[Keys]
    each_country_level: Figure[Keys]
    mix_of_largest: Figure[bool]
    mix_surplus_counts: Figure[bool]
    per_category: Figure[Keys]
    waiver_lifts: dict[str, Figure[Literal["country", "total"]]] = {}

    @model_validator(mode="before")
    @classmethod
    def _cells_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(block, cells=CELLS, tables=("waiver_lifts",))


guide_section(SECTION, RecognitionSection)
