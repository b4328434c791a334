"""Which channel manager serves which countries, and who looks after an enrolment since when (G-REL-01)."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from partners.models.companies import READ_OWN, Enrolment, Partner
from portal.accounts.models import Membership
from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel


class ManagerRegion(TenantModel):
    """Which channel manager a country's new partners get; no country: everywhere else."""

    program = TenantForeignKey(Program)
    country = models.CharField(max_length=2, blank=True)
    manager = TenantForeignKey(Membership)
    period = DateRangeField()

    tenancy: ClassVar[Access] = Access(staff="SIU")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "program_id", "country"),
                period="period",
                name="region_has_one_manager_at_a_time",
            ),
            models.CheckConstraint(condition=Q(country__regex="^([A-Z]{2})?$"), name="manager_country_is_iso"),
        ]


class EnrolmentManager(TenantModel):
    """Who looks after an enrolment in a period. A change ends this row and begins another; `reason` says why."""

    enrolment = TenantForeignKey(Enrolment)
    partner = TenantForeignKey(Partner)
    manager = TenantForeignKey(Membership)
    period = DateRangeField()
    reason = models.CharField(max_length=500, blank=True)
    assigned_by = TenantForeignKey(Membership, null=True, indexed=False)
    assigned_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "enrolment_id"), period="period", name="enrolment_has_one_manager_at_a_time"
            )
        ]
