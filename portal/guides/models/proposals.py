"""Guides on their way to publication, and what an erratum changes afterwards."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from portal.accounts.models import Membership
from portal.guides.models.versions import GuideVersion, Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class GuideProposal(TenantModel):
    """The exact bytes that one person wants in force from a day on; a second person decides about these bytes and no others.

    `corrects` makes it an erratum of that version; `effects_digest` is then the digest of the list of what it changes, as it
    was shown when it was proposed.
    """

    program = TenantForeignKey(Program)
    source = models.TextField()
    digest = models.BinaryField(max_length=32)
    effective_from = models.DateField()
    reason = models.TextField()
    based_on = TenantForeignKey(GuideVersion, null=True)
    corrects = TenantForeignKey(GuideVersion, null=True)
    effects_digest = models.CharField(max_length=64, blank=True)
    proposed_by = TenantForeignKey(Membership)
    proposed_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SI")

    def __str__(self) -> str:
        return f"proposal #{self.pk}"


class TrueUp(TenantModel):
    """Something that was decided under the corrected version and would come out otherwise now: named, so that it is settled."""

    version = TenantForeignKey(GuideVersion)
    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    partner_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=200)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    noted_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SI", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "version", "kind", "subject_id"], name="true_up_is_noted_once")
        ]

    def __str__(self) -> str:
        return self.label
