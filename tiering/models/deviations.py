"""What a partner's own agreement asks instead of the guide (G-GEN-05)."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Agreement, Enrolment, Partner
from portal.accounts.models import Membership
from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel


class RequirementDeviation(TenantModel):
    """Another figure for one requirement of one tier, for a time; `required` is empty where it is not asked at all.

    Unlike a waiver, the line is judged by what the agreement says, and the rest of the guide holds as it is.
    """

    program = TenantForeignKey(Program)
    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment)
    requirement = models.CharField(max_length=60)
    tier = models.CharField(max_length=40)
    required = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    agreement = TenantForeignKey(Agreement, null=True, indexed=False)
    reason = models.TextField()
    author = TenantForeignKey(Membership, indexed=False)
    period = DateRangeField()
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "enrolment_id", "requirement", "tier"),
                period="period",
                name="requirement_deviates_once_at_a_time",
                violation_error_message=_("The agreement deviates here already in a part of that time."),
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="deviation_has_a_reason"),
        ]
