"""Files: one row for each, the bytes in a folder by vendor and digest."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from portal.tenancy.access import Access
from portal.tenancy.models import TenantModel


class StoredFile(TenantModel):
    """A file that was stored. The bytes are at `{vendor}/{sha256}`; a row without them, or they without a row, is a sweeper's work."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200, help_text="What the person called it; only ever a download name.")
    purpose = models.CharField(max_length=40)
    partner_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SI", partner="SI")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["vendor", "sha256"], name="file_digest_ix")]

    def __str__(self) -> str:
        return self.name
