"""Vendors, their addresses and their looks; the base of every tenant table."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.tenancy.access import Access
from portal.tenancy.fields import VendorKey, WithoutOverlaps
from portal.tenancy.querysets import TenantManager

#: First words of the portal's own paths: no vendor may take them.
RESERVED = (
    "accounts", "api", "static", "media", "operator", "health", "livez", "readyz", "admin", "i18n", "jsi18n", "login", "logout",
    "me", "new", "apply", "about", "help", "www", "mail", "robots", "favicon", "invitations", "verify", "schema", "well-known",
)  # fmt: skip


class Vendor(models.Model):
    """A company that runs programs: the tenant. Money may leave only a live vendor's portal for real (X-04)."""

    class Mode(models.TextChoices):
        DEMO = "demo", _("Demo")
        LIVE = "live", _("Live")

    mode = models.CharField(max_length=8, choices=Mode, default=Mode.DEMO)
    time_zone = models.CharField(max_length=64, blank=True)
    currencies = models.JSONField(default=list)
    sender = models.EmailField(blank=True)
    fiscal_year_start_month = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    live_at = models.DateTimeField(null=True)

    objects = TenantManager()
    tenancy: ClassVar[Access] = Access(
        staff="SU", partner="S", partner_column=None, visitor="S", platform="SIU", vendor_column="id"
    )

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiscal_year_start_month__range=(1, 12)),
                name="vendor_fiscal_year_starts_in_a_month",
                violation_error_message=_("A fiscal year starts in a month from 1 to 12."),
            ),
        ]

    def __str__(self) -> str:
        return f"vendor {self.pk}"


class Address(models.Model):
    """A first path segment that leads to a vendor, now or once. The bare login reads it before anybody is known."""

    slug = models.SlugField(max_length=40, unique=True)
    vendor_id = models.BigIntegerField()
    current = models.BooleanField(default=True)
    since = models.DateTimeField(db_default=Now())

    objects = TenantManager()
    tenancy: ClassVar[Access] = Access(
        staff="SIU", partner="S", partner_column=None, visitor="S", login="S", login_rows="true"
    )

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["vendor_id"], condition=models.Q(current=True), name="vendor_has_one_address"
            ),
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVED) & models.Q(slug__regex=r"^[a-z][a-z0-9-]{1,39}$"),
                name="address_is_no_path_of_the_portal",
                violation_error_message=_(
                    "Choose 2 to 40 small letters, digits and hyphens that are no path of the portal."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class TenantModel(models.Model):
    """Base of every tenant table: the vendor, the choke point, the declared access."""

    vendor = VendorKey()

    objects = TenantManager()
    tenancy: ClassVar[Any]

    class Meta:
        abstract = True
        base_manager_name = "objects"


class Brand(TenantModel):
    """How a vendor's portal looks in a period: name, logo, hue (degrees of the colour circle)."""

    name = models.CharField(max_length=80)
    hue = models.PositiveSmallIntegerField(default=250)
    logo = models.TextField(blank=True, help_text=_("SVG path data of the mark, drawn in the vendor's hue."))
    period = DateTimeRangeField()

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S", partner_column=None, visitor="S")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(columns=("vendor_id",), period="period", name="vendor_has_one_brand_at_a_time"),
            models.CheckConstraint(condition=models.Q(hue__lte=359), name="brand_hue_is_an_angle"),
        ]

    def __str__(self) -> str:
        return self.name
