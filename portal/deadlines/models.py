"""Deadlines: something is due at an instant, reminds before, escalates after. The instant decides, never a job having run."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from portal.tenancy.access import Access
from portal.tenancy.models import TenantModel


class Deadline(TenantModel):
    """One thing that is due. Its kind is registered by an app and says what happens when it comes."""

    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    partner_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind", "subject_id"],
                condition=models.Q(closed_at=None),
                name="deadline_is_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["vendor", "due_at"], condition=models.Q(closed_at=None), name="deadline_due_ix")
        ]
