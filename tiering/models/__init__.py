"""What was measured, what it meant, and which tier was decided. Facts, scorecards and decisions are only ever added to."""

from tiering.models.deviations import RequirementDeviation
from tiering.models.extras import ExtrasTransition, ExtrasWatch, ReplacementExtension
from tiering.models.facts import Collection, Fact, FactSource, Reading
from tiering.models.outcomes import Economics, GraceOutcome, ReviewOutcome
from tiering.models.scorecards import Recognition, Scorecard, ScorecardLine
from tiering.models.tiers import Grace, RequirementWaiver, TierAssignment, TierDecision, TierRequest

__all__ = [
    "Collection",
    "Economics",
    "ExtrasTransition",
    "ExtrasWatch",
    "Fact",
    "FactSource",
    "Grace",
    "GraceOutcome",
    "Reading",
    "Recognition",
    "ReplacementExtension",
    "RequirementDeviation",
    "RequirementWaiver",
    "ReviewOutcome",
    "Scorecard",
    "ScorecardLine",
    "TierAssignment",
    "TierDecision",
    "TierRequest",
]
