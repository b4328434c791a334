"""Programs and the versions of their guides."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel


class Program(TenantModel):
    """One rule set and its community. Years, months and expiries are dates in its legal time zone."""

    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    legal_time_zone = models.CharField(max_length=64, default="UTC")
    published = models.BooleanField(default=False)

    tenancy: ClassVar[Access] = Access(
        staff="SIU", partner="S", partner_column=None, visitor="S", published="published"
    )

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "slug"], name="program_slug_is_unique")]

    def __str__(self) -> str:
        return self.name


class GuideVersion(TenantModel):
    """A published guide document: immutable, in force for a period that no other version of the program shares.

    Drafts stand in `GuideDraft`, so that nothing here ever changes but the end of the newest period.
    """

    program = TenantForeignKey(Program)
    number = models.PositiveIntegerField()
    source = models.TextField(help_text=_("The TOML document, byte for byte."))
    digest = models.BinaryField(max_length=32)
    effective = DateRangeField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = TenantForeignKey(Membership, null=True)
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S", partner_column=None, visitor="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "program", "number"], name="guide_version_number_is_unique"),
            WithoutOverlaps(
                columns=("vendor_id", "program_id"),
                period="effective",
                name="guide_versions_do_not_overlap",
                violation_error_message=_("Another version of this guide is in force in that period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program_id} v{self.number}"


class GuideDraft(TenantModel):
    """A guide being written."""

    program = TenantForeignKey(Program)
    source = models.TextField()
    based_on = TenantForeignKey(GuideVersion, null=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = TenantForeignKey(Membership, null=True)

    tenancy: ClassVar[Access] = Access(staff="SIUD")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "program"], name="program_has_one_draft")]
