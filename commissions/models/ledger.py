"""The ledger: accounts, entries, legs. Append-only and balanced by the database (commissions/sql/ledger.sql).

One sign convention: a leg is positive where the account is debited, negative where it is credited. Minor units.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, VendorKey
from portal.tenancy.models import TenantModel


class Account(TenantModel):
    """What a leg books on: one account for each kind, partner (where it has one) and currency."""

    class Kind(models.TextChoices):
        EXPENSE = "expense", _("Commission expense")
        HELD = "held", _("Commissions held")
        PAYABLE = "payable", _("Commissions payable")
        CLEARING = "clearing", _("Payments on the way")
        CASH = "cash", _("Cash")

    kind = models.CharField(max_length=10, choices=Kind)
    partner = TenantForeignKey(Partner, null=True, indexed=False)
    currency = models.CharField(max_length=3)

    tenancy: ClassVar[Access] = Access(staff="SI", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind", "partner", "currency"], name="account_is_opened_once", nulls_distinct=False
            )
        ]


class Entry(TenantModel):
    """One balanced booking. `source_key` makes it happen once; the same key with another `request_hash` is a conflict.

    `leg_count` legs come in the same statement, at positions 1 to leg_count; none can come later.
    """

    #: An entry has its legs, a leg fits an account of the same vendor, and that has one.
    vendor = VendorKey(proved_by_trigger=True)
    kind = models.CharField(max_length=24)
    source_key = models.CharField(max_length=120)
    request_hash = models.BinaryField(max_length=32)
    leg_count = models.PositiveSmallIntegerField()
    effective_on = models.DateField()
    booked_at = models.DateTimeField(db_default=Now())
    reverses = TenantForeignKey("self", null=True, indexed=False)
    membership_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    tenancy: ClassVar[Access] = Access(staff="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "source_key"], name="entry_is_posted_once"),
            models.UniqueConstraint(
                fields=["vendor", "reverses"],
                condition=models.Q(reverses__isnull=False),
                name="entry_is_reversed_once",
                violation_error_message=_("This entry is reversed already."),
            ),
            models.CheckConstraint(condition=models.Q(leg_count__gte=2), name="entry_has_two_legs_or_more"),
        ]


class Leg(TenantModel):
    """One side of an entry. No per-row foreign keys: the balance trigger proves entry and account by an anti-join."""

    entry = TenantForeignKey(Entry, indexed=False, proved_by_trigger=True)
    position = models.PositiveSmallIntegerField()
    account = TenantForeignKey(Account, indexed=False, proved_by_trigger=True)
    partner_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    tenancy: ClassVar[Access] = Access(staff="SI", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "entry", "position"], name="leg_has_its_own_position"),
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="leg_is_not_zero"),
        ]
        indexes = [models.Index(fields=["vendor", "account"], include=["amount_minor"], name="leg_account_ix")]
