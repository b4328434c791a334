"""Which guide was in force on a day, and which figures of a year hold beside it."""

from portal.guides.queries.figures import HeldFigure, figures_of, targets_of
from portal.guides.queries.versions import Guide, NoGuideInForce, guide_on, guide_version

__all__ = [
    "Guide",
    "HeldFigure",
    "NoGuideInForce",
    "figures_of",
    "guide_on",
    "guide_version",
    "targets_of",
]
