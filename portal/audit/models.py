"""The audit trail: who did what, when, to what. Ids only; names are looked up when it is read."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from portal.tenancy.access import Access
from portal.tenancy.models import TenantModel


class AuditRecord(TenantModel):
    """One act. Append-only by grant and by trigger. `detail` carries codes and ids, never names or addresses of people."""

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=60)
    membership_id = models.BigIntegerField(null=True)
    partner_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    tenancy: ClassVar[Access] = Access(staff="SI", partner="SI", visitor="I")

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["vendor", "-id"], name="audit_newest_ix"),
            models.Index(fields=["vendor", "subject_type", "subject_id", "-id"], name="audit_subject_ix"),
            models.Index(
                fields=["vendor", "partner_id", "-id"],
                condition=models.Q(partner_id__isnull=False),
                name="audit_partner_ix",
            ),
        ]
