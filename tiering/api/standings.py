"""Shapes of the acts on tiers, and of how an enrolment stands afterwards."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from portal.api.serializers import IdField, Input
from tiering.api.serializers import WaiverOut
from tiering.models import ExtrasWatch, Grace, RequirementDeviation, Scorecard, TierRequest
from tiering.models.outcomes import Economics

LONGEST = 2_000


class ActReasonIn(Input):
    reason = serializers.CharField(max_length=LONGEST)


class OptionalReasonIn(Input):
    reason = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")


class NothingIn(Input):
    """Nothing is asked."""


class ReviewIn(OptionalReasonIn):
    """`category` is another one that the partner moves to; without it the category stays."""

    tier = serializers.CharField(max_length=40)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    economics = serializers.ChoiceField(choices=Economics.choices, required=False, default=Economics.FOLLOW.value)


class GraceIn(ActReasonIn):
    """Without `days` it is as long as the guide proposes."""

    days = serializers.IntegerField(min_value=1, max_value=3_660, required=False, allow_null=True, default=None)


class GraceExtensionIn(ActReasonIn):
    ends_on = serializers.DateField()


class LoweringIn(ActReasonIn):
    tier = serializers.CharField(max_length=40)


class ReplacementIn(ActReasonIn):
    """The person who left."""

    person_id = IdField()


class DeviationIn(ActReasonIn):
    """`required` null: the agreement does not ask it at all."""

    requirement = serializers.CharField(max_length=60)
    tier = serializers.CharField(max_length=40)
    required = serializers.DecimalField(  # type: ignore[assignment]
        max_digits=24, decimal_places=6, min_value=0, allow_null=True
    )
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class TierRequestIn(Input):
    tier = serializers.CharField(max_length=40)


class RequestApprovalIn(OptionalReasonIn):
    fulfilled_on = serializers.DateField()


class RequestRefusalIn(Input):
    requirement = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    matter = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")


class EndIn(ActReasonIn):
    """`on` is the last day."""

    on = serializers.DateField()


class ConditionIn(Input):
    """A condition of benefits, on or off from today."""

    condition = serializers.CharField(max_length=40)
    holds = serializers.BooleanField()
    reason = serializers.CharField(max_length=LONGEST)


class ReviewOut(serializers.Serializer[Scorecard]):
    scorecard = serializers.IntegerField(source="pk")
    as_of = serializers.DateField()
    tier = serializers.CharField()
    held = serializers.CharField()


class GraceOut(serializers.Serializer[Grace]):
    id = serializers.IntegerField()
    scorecard = serializers.IntegerField(source="scorecard_id")
    granted_on = serializers.DateField()
    ends_on = serializers.DateField()


class RequestOut(serializers.Serializer[TierRequest]):
    id = serializers.IntegerField()
    tier = serializers.CharField()
    asked_on = serializers.DateField()
    scorecard = serializers.IntegerField(source="scorecard_id", allow_null=True)


class ExtrasOut(serializers.Serializer[ExtrasWatch]):
    """`lost` names the lines; `suspended_on` is null while there is a warning only (G-TIER-07)."""

    tier = serializers.CharField()
    state = serializers.CharField()
    lost = serializers.ListField(child=serializers.CharField())
    warned_on = serializers.DateField()
    suspended_on = serializers.DateField(allow_null=True)


class RecognisedOut(serializers.Serializer[Any]):
    country = serializers.CharField()
    specialization = serializers.CharField()
    tier = serializers.CharField()


class RequirementDeviationOut(serializers.Serializer[RequirementDeviation]):
    id = serializers.IntegerField()
    requirement = serializers.CharField()
    tier = serializers.CharField()
    required = serializers.DecimalField(max_digits=24, decimal_places=6, allow_null=True)  # type: ignore[assignment]
    starts_on = serializers.DateField(source="period.lower")
    ends_on = serializers.SerializerMethodField()
    reason = serializers.CharField()

    def get_ends_on(self, one: RequirementDeviation) -> str:
        """Its last day."""
        return (one.period.upper - timedelta(days=1)).isoformat()  # type: ignore[no-any-return]


class StandingOut(serializers.Serializer[Any]):
    """An enrolment today. `grace_outcome` says how its last recovery period was closed, empty while it is open."""

    enrolment = serializers.IntegerField(source="enrolment.pk")
    partner = serializers.IntegerField(source="enrolment.partner_id")
    program = serializers.IntegerField(source="enrolment.program_id")
    category = serializers.CharField(source="enrolment.category")
    primary = serializers.BooleanField()
    day = serializers.DateField(source="today")
    tier = serializers.CharField()
    recognised = RecognisedOut(many=True)
    review = ReviewOut(allow_null=True)
    review_decided = serializers.BooleanField()
    grace = GraceOut(allow_null=True)
    grace_outcome = serializers.CharField(source="grace_outcome.outcome", allow_null=True, default=None)
    request = RequestOut(allow_null=True)
    extras = ExtrasOut(allow_null=True)
    waivers = WaiverOut(many=True)
    deviations = RequirementDeviationOut(many=True)


class BenefitOut(serializers.Serializer[Any]):
    """`value` is the code of a word, or a level; `percent` what it is worth. `missing`: conditions that would turn it."""

    code = serializers.CharField()
    value = serializers.JSONField()
    grants = serializers.BooleanField()
    percent = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    rule = serializers.CharField()
    confirmed = serializers.BooleanField()
    why = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())


class ConditionOut(serializers.Serializer[Any]):
    condition = serializers.CharField(source="code")
    text = serializers.CharField()
    holds = serializers.BooleanField()
    rule = serializers.CharField()


class BenefitsOut(serializers.Serializer[Any]):
    """Benefits as they hold on `day`, suspensions included (G-BEN-01, G-TIER-07), and the conditions that people switch."""

    day = serializers.DateField()
    benefits = BenefitOut(many=True)
    conditions = ConditionOut(many=True)
