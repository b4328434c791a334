"""What came of a review and of a recovery period: said once, by somebody, with a reason."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Enrolment, Partner
from portal.accounts.models import Membership
from portal.tenancy.access import APPEND_ONLY, Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel
from tiering.models.scorecards import Scorecard
from tiering.models.tiers import TierDecision


class Economics(models.TextChoices):
    """What a review makes of the economic benefits: price level, discounts, rates."""

    FOLLOW = "follow", _("They follow the tier")
    HELD = "held", _("They stay as they are for the year")
    SEPARATE = "separate", _("They are set apart, as the reason says")


class ReviewOutcome(TenantModel):
    """The three outcomes of a review, each a field of its own (G-REV-03): category, tier, economic benefits.

    `category` is empty where it stays; otherwise the tier decision belongs to the enrolment in the new one.
    """

    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment, indexed=False)
    scorecard = TenantForeignKey(Scorecard, indexed=False)
    category = models.CharField(max_length=40, blank=True)
    decision = TenantForeignKey(TierDecision, indexed=False)
    economics = models.CharField(max_length=8, choices=Economics, default=Economics.FOLLOW)
    reason = models.TextField(blank=True)
    author = TenantForeignKey(Membership, indexed=False)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "scorecard"], name="review_is_decided_once"),
            models.CheckConstraint(
                condition=(models.Q(category="") & models.Q(economics="follow")) | ~models.Q(reason=""),
                name="review_outcome_has_a_reason",
            ),
        ]


class GraceOutcome(TenantModel):
    """How a recovery period ended (G-TIER-09). One for each review that was given one; from then on it is closed."""

    class Outcome(models.TextChoices):
        MET = "met", _("Met")
        LOWERED = "lowered", _("Tier lowered")
        KEPT = "kept", _("Tier kept with a reason")
        TERMINATED = "terminated", _("Termination")

    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment, indexed=False)
    scorecard = TenantForeignKey(Scorecard, indexed=False)
    outcome = models.CharField(max_length=10, choices=Outcome)
    decision = TenantForeignKey(TierDecision, null=True, indexed=False)
    proof = TenantForeignKey(Scorecard, null=True, indexed=False)
    reason = models.TextField()
    author = TenantForeignKey(Membership, indexed=False)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "scorecard"], name="grace_is_closed_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="grace_outcome_has_a_reason"),
        ]
