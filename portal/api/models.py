"""What was answered to a request that names itself, so that asking twice does once."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from portal.accounts.models import Membership
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class IdempotencyKey(TenantModel):
    """One answered request of one member. `body` is a registered column of personal data; rows go after days."""

    membership = TenantForeignKey(Membership, indexed=False)
    partner_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    answered_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SID", partner="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "membership", "key"], name="idempotency_key_is_answered_once")
        ]
        indexes = [models.Index(fields=["vendor", "answered_at"], name="idempotency_age_ix")]

    def __str__(self) -> str:
        return self.key
