"""The guides that ship with the portal, read once."""

from functools import cache
from typing import cast

from portal.embedded.places import ROOT
from portal.guides.documents import Document, read_guide
from tiering.guide.benefits import BenefitsSection
from tiering.guide.kpi import Kpi1Section, Kpi2Section


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
