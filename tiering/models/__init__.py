"""What was measured, what it meant, and which tier was decided. Facts, scorecards and decisions are only ever added to."""

from tiering.models.facts import Collection, Fact, FactSource, Reading
from tiering.models.scorecards import Recognition, Scorecard, ScorecardLine
from tiering.models.tiers import Grace, RequirementWaiver, TierAssignment, TierDecision, TierRequest

__all__ = [
    "Collection",
    "Fact",
    "FactSource",
    "Grace",
    "Reading",
    "Recognition",
    "RequirementWaiver",
    "Scorecard",
    "ScorecardLine",
    "TierAssignment",
    "TierDecision",
    "TierRequest",
]
