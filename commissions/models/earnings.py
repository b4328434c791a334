"""Rates, earnings, and what became of the ones that were held."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commissions.models.payouts import PayoutRun
from commissions.models.sales import Sale
from partners.models import Agreement, Partner
from portal.accounts.models import Membership
from portal.guides.models import GuideVersion
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel


class Rate(TenantModel):
    """The commission rate of an agreement in a period (F-COM-02); `rate` is a fraction: 0.200000 is 20 %."""

    agreement = TenantForeignKey(Agreement, indexed=False)
    partner = TenantForeignKey(Partner, indexed=False)
    rate = models.DecimalField(max_digits=7, decimal_places=6)
    period = DateRangeField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = TenantForeignKey(Membership, null=True, indexed=False)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "agreement_id"), period="period", name="agreement_has_one_rate_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0) & models.Q(rate__lte=1), name="rate_is_a_fraction"),
        ]


class Earning(TenantModel):
    """What one sale earns under one rule, with everything it came from (X-05). Append-only, minor units of `currency`.

    Inbound: `statement_id` is set, payable in the statement's window. Outbound: held (`statement_id` null) until `payable_on`;
    what became of it is a Release. No per-row foreign keys on this bulk table: a trigger proves them by anti-joins.
    """

    run = TenantForeignKey(PayoutRun, indexed=False, proved_by_trigger=True)
    partner = TenantForeignKey(Partner, indexed=False, proved_by_trigger=True)
    sale = TenantForeignKey(Sale, indexed=False, proved_by_trigger=True)
    rate = TenantForeignKey(Rate, indexed=False, proved_by_trigger=True)
    guide_version = TenantForeignKey(GuideVersion, indexed=False, proved_by_trigger=True)
    entry_id = models.BigIntegerField(
        null=True, help_text=_("None where the amount rounds to nothing: zero is not booked.")
    )
    statement_id = models.BigIntegerField(null=True)
    rule = models.CharField(max_length=12)
    percent = models.DecimalField(max_digits=7, decimal_places=6)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    matures_on = models.DateField(
        null=True, help_text=_("Outbound: a cancellation up to this day voids the earning (F-CXL-01).")
    )
    payable_on = models.DateField(
        null=True, help_text=_("Outbound: first day of the quarter after maturity (F-CXL-01).")
    )
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SI", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "sale"], name="sale_earns_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor=0, entry_id__isnull=True)
                | (~models.Q(amount_minor=0) & models.Q(entry_id__isnull=False)),
                name="earning_is_booked_unless_zero",
            ),
        ]
        indexes = [
            models.Index(
                fields=["vendor", "statement_id", "id"],
                condition=models.Q(statement_id__isnull=False),
                name="earning_statement_ix",
            ),
            models.Index(
                fields=["vendor", "partner", "payable_on"],
                condition=models.Q(statement_id__isnull=True),
                name="earning_held_ix",
            ),
        ]


class Release(TenantModel):
    """What became of a held earning: matured into a statement, or void because the deal was cancelled (F-CXL-01)."""

    class Outcome(models.TextChoices):
        MATURED = "matured", _("Matured")
        VOID = "void", _("Void")

    earning = TenantForeignKey(Earning, indexed=False)
    partner = TenantForeignKey(Partner, indexed=False)
    run = TenantForeignKey(PayoutRun)
    outcome = models.CharField(max_length=8, choices=Outcome)
    statement_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SI", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "earning"], name="earning_is_released_once")]
        indexes = [models.Index(fields=["vendor", "statement_id"], name="release_statement_ix")]


class RunException(TenantModel):
    """A sale that a run could not turn into an earning, with the named reason (F-COM-02, X-04): never a guess."""

    run = TenantForeignKey(PayoutRun)
    sale = TenantForeignKey(Sale, indexed=False)
    partner_id = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SID")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "run", "sale"], name="exception_is_named_once")]
