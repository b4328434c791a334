"""Who sits in an approval group of a program, in which period (X-06)."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now

from portal.accounts.models import Membership
from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel


class ApprovalSeat(TenantModel):
    """One person in one group. Which groups decide is said by the program's guide, so a seat can be without effect.

    `taken_back`: ended on or before its first day, so that it never counts; the same person's next seat uses the row again.
    """

    program = TenantForeignKey(Program)
    group = models.CharField(max_length=40)
    member = TenantForeignKey(Membership)
    period = DateRangeField()
    taken_back = models.BooleanField(default=False)
    seated_by = TenantForeignKey(Membership, null=True, indexed=False)
    seated_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SIU")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "program_id", "group", "member_id"),
                period="period",
                name="person_sits_once_in_group",
            )
        ]
