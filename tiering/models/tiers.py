"""Which tier a partner has: decisions, which are only added to, and the calendar of one tier a day that they make."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Enrolment, Partner
from portal.accounts.models import Membership
from portal.guides.models import GuideVersion, Program
from portal.tenancy.access import APPEND_ONLY, Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel
from tiering.models.scorecards import Scorecard


class Source(models.TextChoices):
    """What a tier comes from (G-TIER-03): these and nothing else may change it."""

    ENTRY = "entry", _("Entry")
    REVIEW = "review", _("Annual review")
    PROMOTION = "promotion", _("Promotion inside the year")
    FAILED_RECOVERY = "failed_recovery", _("Recovery period not met")
    OVERRIDE = "override", _("Override")


class TierDecision(TenantModel):
    """Somebody decided that an enrolment has `tier` from `starts_on`, up to `ends_on` where it was limited. Append-only (X-05).

    An override (G-TIER-12) is a decision with the source `override`: it names the tier before and always ends. `specialization`
    and `country` are set where a tier is recognised for these alone. Without author it is the portal's own (the entry tier).
    """

    program = TenantForeignKey(Program, indexed=False)
    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment)
    specialization = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    source = models.CharField(max_length=16, choices=Source)
    before = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.TextField()
    author = TenantForeignKey(Membership, null=True, indexed=False)
    scorecard = TenantForeignKey(Scorecard, null=True)
    guide = TenantForeignKey(GuideVersion, indexed=False)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["vendor", "program", "source", "starts_on"], name="decision_source_ix")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="decision_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(source="override")
                | (models.Q(ends_on__isnull=False, author__isnull=False) & ~models.Q(reason="")),
                name="override_has_reason_author_and_end",
                violation_error_message=_("An override needs a reason, an author and an end."),
            ),
        ]


class TierAssignment(TenantModel):
    """The calendar: one tier for each enrolment and day. Made of decisions by one service, which cuts what a new one covers."""

    program = TenantForeignKey(Program, indexed=False)
    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment, indexed=False)
    specialization = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tier = models.CharField(max_length=40)
    source = models.CharField(max_length=16, choices=Source)
    decision = TenantForeignKey(TierDecision)
    period = DateRangeField()

    tenancy: ClassVar[Access] = Access(staff="SIUD", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "enrolment_id", "specialization", "country"),
                period="period",
                name="enrolment_has_one_tier_a_day",
                violation_error_message=_("Another tier is assigned for one of these days."),
            )
        ]
        indexes = [models.Index(fields=["vendor", "program", "tier"], name="assignment_tier_ix")]


class Grace(TenantModel):
    """A recovery period after a failed review (G-TIER-08); a second row of the same scorecard extends it."""

    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment)
    scorecard = TenantForeignKey(Scorecard, indexed=False)
    number = models.PositiveSmallIntegerField(default=1)
    granted_on = models.DateField()
    ends_on = models.DateField(help_text=_("Its last day."))
    reason = models.TextField()
    author = TenantForeignKey(Membership, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "scorecard", "number"], name="review_has_one_grace"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("granted_on")), name="grace_ends_after_its_grant"
            ),
        ]


class RequirementWaiver(TenantModel):
    """One line that counts as met for the tier although it failed (X-08).

    For rebates it counts only where `for_rebates` was asked for and finance, somebody else, approved it (G-RBL-04).
    """

    program = TenantForeignKey(Program)
    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment)
    requirement = models.CharField(max_length=60)
    scope = models.CharField(
        max_length=120, blank=True, help_text=_("As printed on the line; empty: wherever it is asked.")
    )
    reason = models.TextField()
    author = TenantForeignKey(Membership, indexed=False)
    period = DateRangeField()
    for_rebates = models.BooleanField(default=False)
    rebates_approved_by = TenantForeignKey(Membership, null=True, indexed=False)
    rebates_approved_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "enrolment_id", "requirement", "scope"),
                period="period",
                name="line_is_waived_once_at_a_time",
                violation_error_message=_("This requirement is waived in a part of that time already."),
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="waiver_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(rebates_approved_by__isnull=True)
                | (models.Q(for_rebates=True) & ~models.Q(rebates_approved_by=models.F("author"))),
                name="rebate_waiver_needs_another_person",
                violation_error_message=_("Whoever waived a requirement cannot approve it for rebates."),
            ),
        ]


class TierRequest(TenantModel):
    """A partner, or the monthly check, asks for a tier inside the year (G-TIER-06). Open until somebody decides.

    A refusal names the line that is not met, or the compliance matter that is open. Which it was stands in the transition.
    """

    program = TenantForeignKey(Program)
    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment)
    tier = models.CharField(max_length=40)
    asked_on = models.DateField()
    asked_by = TenantForeignKey(Membership, null=True, indexed=False)
    scorecard = TenantForeignKey(Scorecard, null=True, indexed=False)
    fulfilled_on = models.DateField(null=True)
    decision = TenantForeignKey(TierDecision, null=True, indexed=False)
    refused_on = models.DateField(null=True)
    refused_by = TenantForeignKey(Membership, null=True, indexed=False)
    refused_requirement = models.CharField(max_length=60, blank=True)
    refusal = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "enrolment", "tier"],
                condition=models.Q(decision__isnull=True, refused_on__isnull=True),
                name="tier_is_asked_for_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=True) | models.Q(refused_on__isnull=True),
                name="request_is_granted_or_refused",
            ),
        ]
