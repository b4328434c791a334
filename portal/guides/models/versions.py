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
    """A published guide document: immutable, in force for a period that no other version of its layer shares.

    Drafts stand in `GuideDraft`, so that nothing here ever changes but the end of the newest period. An erratum lies on the
    version that it corrects, one `layer` higher, and may begin on the same day: of several layers the highest is in force.
    """

    program = TenantForeignKey(Program)
    number = models.PositiveIntegerField()
    source = models.TextField(help_text=_("The TOML document, byte for byte."))
    digest = models.BinaryField(max_length=32)
    effective = DateRangeField()
    layer = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(db_default=Now())
    published_by = TenantForeignKey(Membership, null=True)
    confirmed_by = TenantForeignKey(Membership, null=True)
    corrects = TenantForeignKey("self", null=True)
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S", partner_column=None, visitor="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "program", "number"], name="guide_version_number_is_unique"),
            WithoutOverlaps(
                columns=("vendor_id", "program_id", "layer"),
                period="effective",
                name="guide_versions_do_not_overlap",
                violation_error_message=_("Another version of this guide is in force in that period."),
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("published_by")),
                name="guide_version_needs_another_person",
                violation_error_message=_("Whoever asked cannot decide: a second person has to."),
            ),
            models.CheckConstraint(
                condition=models.Q(layer=0, corrects__isnull=True) | models.Q(layer__gt=0, corrects__isnull=False),
                name="erratum_lies_on_what_it_corrects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program_id} v{self.number}"


class GuideDraft(TenantModel):
    """A guide being written. `revision` rises with each save, so that nobody overwrites what a colleague saved meanwhile."""

    program = TenantForeignKey(Program)
    source = models.TextField()
    based_on = TenantForeignKey(GuideVersion, null=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = TenantForeignKey(Membership, null=True)

    tenancy: ClassVar[Access] = Access(staff="SIUD")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "program"], name="program_has_one_draft")]
