"""Programs, the versions of their guides, and what is entered or corrected between two versions."""

from portal.guides.models.figures import FigureBatch, FigureDecision, YearlyFigure
from portal.guides.models.proposals import GuideProposal, TrueUp
from portal.guides.models.versions import GuideDraft, GuideVersion, Program

__all__ = [
    "FigureBatch",
    "FigureDecision",
    "GuideDraft",
    "GuideProposal",
    "GuideVersion",
    "Program",
    "TrueUp",
    "YearlyFigure",
]
