"""The guides that ship with the portal, read once."""

from functools import cache
from typing import cast

from portal.embedded.places import ROOT
from portal.guides.documents import Document, read_guide
from tiering.guide.benefits import BenefitsSection
from tiering.guide.kpi import Kpi1Section, Kpi2Section
from tiering.guide.points import PointsSection
from tiering.guide.requirements import RequirementsSection
from tiering.guide.revenue import RevenueSection
from tiering.guide.reviews import Review, ReviewsSection
from tiering.guide.targets import TargetsSection
from tiering.guide.tiers import TieringSection


@cache
def shipped(program: str) -> Document:
    """The guide in the library under this name."""
    return read_guide((ROOT / "portal" / "guides" / "library" / f"{program}.toml").read_text(encoding="utf-8"))


def benefits_of(program: str) -> BenefitsSection:
    return cast(BenefitsSection, shipped(program).sections["benefits"])


def kpi1() -> Kpi1Section:
    return cast(Kpi1Section, shipped("gpn-2014").sections["kpi1"])


def kpi2() -> Kpi2Section:
    return cast(Kpi2Section, shipped("gpn-2014").sections["kpi2"])


def points() -> PointsSection:
    return cast(PointsSection, shipped("aligned-si").sections["points"])


def revenue_section() -> RevenueSection:
    return cast(RevenueSection, shipped("appfoundry").sections["revenue"])


def tiering_of(program: str) -> TieringSection:
    return cast(TieringSection, shipped(program).sections["tiering"])


def requirements_of(program: str) -> RequirementsSection:
    return cast(RequirementsSection, shipped(program).sections["requirements"])


def review_of(program: str, name: str = "annual") -> Review:
    return cast(ReviewsSection, shipped(program).sections["reviews"]).all()[name]


def targets_of(program: str) -> TargetsSection:
    return cast(TargetsSection, shipped(program).sections["targets"])
