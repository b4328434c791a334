"""The sections that checks look at, as what they are; None, or empty, where a guide has none."""

from portal.guides.documents import Document
from tiering.guide.baskets import BasketsSection
from tiering.guide.benefits import BenefitsSection
from tiering.guide.markets import MarketsSection
from tiering.guide.recognition import RecognitionSection
from tiering.guide.requirements import Requirement, RequirementsSection
from tiering.guide.targets import TargetsSection
from tiering.guide.tiers import TieringSection


def tiering_of(document: Document) -> TieringSection | None:
    """`[tiering]`."""
    section = document.sections.get("tiering")
    return section if isinstance(section, TieringSection) else None


def markets_of(document: Document) -> MarketsSection | None:
    """`[markets]`."""
    section = document.sections.get("markets")
    return section if isinstance(section, MarketsSection) else None


def recognition_of(document: Document) -> RecognitionSection | None:
    """`[recognition]`."""
    section = document.sections.get("recognition")
    return section if isinstance(section, RecognitionSection) else None


def benefits_of(document: Document) -> BenefitsSection | None:
    """`[benefits]`."""
    section = document.sections.get("benefits")
    return section if isinstance(section, BenefitsSection) else None


def baskets_of(document: Document) -> BasketsSection | None:
    """`[baskets]`."""
    section = document.sections.get("baskets")
    return section if isinstance(section, BasketsSection) else None


def targets_of(document: Document) -> TargetsSection | None:
    """`[targets]`."""
    section = document.sections.get("targets")
    return section if isinstance(section, TargetsSection) else None


def requirements_of(document: Document) -> list[tuple[str, str, Requirement]]:
    """Place, key and requirement of every variant of `[requirements]`."""
    section = document.sections.get("requirements")
    if not isinstance(section, RequirementsSection):
        return []
    return [
        (f"requirements.{key}.{variant}", key, requirement)
        for key, variants in section.all().items()
        for variant, requirement in variants.items()
    ]


def categories_of(requirement: Requirement, tiering: TieringSection) -> tuple[str, ...]:
    """The categories that are asked; every one where it names none."""
    named = requirement.categories or tuple(tiering.categories)
    return tuple(category for category in named if category in tiering.categories)
