"""What goes in and out of the API of tiers. Figures are decimals as text, in the unit of their requirement."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from portal.api.serializers import IdField, Input
from tiering.models import RequirementWaiver, Scorecard, TierDecision
from tiering.queries.portfolio import ABOVE, BELOW, UNDECIDED, UNSCORED


class Narrowing(Input):
    """Filters of a list; what belongs to its paging is left to that."""

    def to_internal_value(self, data: Any) -> Any:
        known = {name: value for name, value in data.items() if name in self.fields}
        return super().to_internal_value(known)


class ScorecardFilter(Narrowing):
    partner = IdField(required=False)
    enrolment = IdField(required=False)
    program = IdField(required=False)
    as_of = serializers.DateField(required=False)


class TierFilter(Narrowing):
    day = serializers.DateField(required=False)
    partner = IdField(required=False)
    program = IdField(required=False)


class DayFilter(Narrowing):
    day = serializers.DateField(required=False)


class PortfolioFilter(Narrowing):
    program = IdField(required=False)
    category = serializers.CharField(max_length=40, required=False)
    tier = serializers.CharField(max_length=40, required=False)
    market = serializers.CharField(max_length=40, required=False)
    edge = serializers.ChoiceField(choices=[ABOVE, BELOW, UNDECIDED], required=False)
    missing = serializers.CharField(max_length=60, required=False)


class OverrideIn(Input):
    tier = serializers.CharField(max_length=40)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=2_000)


class WaiverIn(Input):
    requirement = serializers.CharField(max_length=60)
    scope = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    reason = serializers.CharField(max_length=2_000)
    for_rebates = serializers.BooleanField(required=False, default=False)


class ScorecardOut(serializers.Serializer[Scorecard]):
    """`tier` is what the figures reach, empty for none; `held` what the partner had that day."""

    id = serializers.IntegerField()
    program = serializers.IntegerField(source="program_id")
    partner = serializers.IntegerField(source="partner_id")
    enrolment = serializers.IntegerField(source="enrolment_id")
    guide_version = serializers.IntegerField(source="guide_id")
    as_of = serializers.DateField()
    known_at = serializers.DateTimeField()
    occasion = serializers.CharField()
    number = serializers.IntegerField()
    tier = serializers.CharField()
    held = serializers.CharField()
    missed = serializers.IntegerField()
    digest = serializers.SerializerMethodField()

    def get_digest(self, card: Scorecard) -> str:
        """SHA-256 of guide, facts and lines, in hexadecimal."""
        return bytes(card.digest).hex()


class LineOut(serializers.Serializer[Any]):
    """`reason` is a code with `args`; `todo` says it. Figures: whole numbers, decimals as text, yes or no, a word, null."""

    id = serializers.IntegerField()
    tier = serializers.CharField()
    requirement = serializers.CharField()
    scope = serializers.CharField()
    result = serializers.CharField()
    required = serializers.JSONField(source="figures.required")  # type: ignore[assignment]
    actual = serializers.JSONField(source="figures.actual")
    counted = serializers.JSONField(source="figures.counted")
    reason = serializers.CharField()
    args = serializers.JSONField()
    todo = serializers.CharField()
    rule = serializers.CharField()


class ScorecardWithLinesOut(ScorecardOut):
    lines = LineOut(many=True)


class TierOut(serializers.Serializer[Any]):
    """The tier of an enrolment on a day, empty for none. Tiers of two programs are never compared (X-09)."""

    enrolment = serializers.IntegerField(source="pk")
    partner = serializers.IntegerField(source="partner_id")
    program = serializers.IntegerField(source="program_id")
    category = serializers.CharField()
    tier = serializers.CharField(source="held")


class PortfolioOut(serializers.Serializer[Any]):
    """`missing_lines` are those to the next tier above the one reached; null before the first scorecard."""

    enrolment = serializers.IntegerField(source="pk")
    partner = serializers.IntegerField(source="partner_id")
    name = serializers.CharField()
    category = serializers.CharField()
    tier_held = serializers.CharField(source="held")
    tier_reached = serializers.CharField(source="reached", allow_null=True)
    missing_lines = serializers.SerializerMethodField()
    scorecard = serializers.IntegerField(source="card", allow_null=True)

    def get_missing_lines(self, row: Any) -> int | None:
        return None if row.lacking == UNSCORED else row.lacking


class DecisionOut(serializers.Serializer[TierDecision]):
    id = serializers.IntegerField()
    enrolment = serializers.IntegerField(source="enrolment_id")
    source = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    tier = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    guide_version = serializers.IntegerField(source="guide_id")
    decided_on = serializers.DateField()


class WaiverOut(serializers.Serializer[RequirementWaiver]):
    """`for_rebates` was asked for; it counts once `rebates_approved` (G-RBL-04)."""

    id = serializers.IntegerField()
    enrolment = serializers.IntegerField(source="enrolment_id")
    requirement = serializers.CharField()
    scope = serializers.CharField()
    starts_on = serializers.DateField(source="period.lower")
    ends_on = serializers.SerializerMethodField()
    reason = serializers.CharField()
    for_rebates = serializers.BooleanField()
    rebates_approved = serializers.SerializerMethodField()

    def get_ends_on(self, waiver: RequirementWaiver) -> str:
        """Its last day."""
        return (waiver.period.upper - timedelta(days=1)).isoformat()  # type: ignore[no-any-return]

    def get_rebates_approved(self, waiver: RequirementWaiver) -> bool:
        return waiver.rebates_approved_at is not None
