"""Who is paid: the legal entity of a partner, its papers and its account."""

from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel


class Payee(TenantModel):
    """A legal entity of a partner that receives money. A partner is not a payee: it has one or several."""

    partner = TenantForeignKey(Partner)
    legal_name = models.CharField(max_length=160)
    country = models.CharField(max_length=2)
    us_person = models.BooleanField(null=True, help_text=_("Null: nobody said yet."))
    currency = models.CharField(max_length=3)
    is_default = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SIU")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "partner", "currency"],
                condition=models.Q(is_default=True),
                name="partner_has_one_default_payee",
            )
        ]

    def __str__(self) -> str:
        return self.legal_name


class PayeeDocument(TenantModel):
    """A paper that must be there before money goes out (F-PAY-01). Counts once staff confirmed it."""

    class Kind(models.TextChoices):
        W9 = "w9", "W-9"
        W8 = "w8", "W-8"
        BANK_LETTER = "bank_letter", _("Signed and stamped bank letter")

    payee = TenantForeignKey(Payee)
    partner = TenantForeignKey(Partner, indexed=False)
    kind = models.CharField(max_length=12, choices=Kind)
    file = TenantForeignKey(StoredFile, null=True, indexed=False)
    method = TenantForeignKey(
        "commissions.PayoutMethod",
        null=True,
        indexed=False,
        help_text=_("The account that a bank letter speaks of: a new account needs a new letter."),
    )
    received_at = models.DateTimeField(db_default=Now())
    received_by = TenantForeignKey(Membership, null=True, indexed=False)
    signed = models.BooleanField(null=True, help_text=_("Bank letters, as finance looked at them."))
    stamped = models.BooleanField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = TenantForeignKey(Membership, null=True, indexed=False)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why finance sent it back."))

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(received_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("received_by")),
                name="payee_document_needs_another_person",
                violation_error_message=_("Whoever handed a paper in cannot confirm it."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="bank_letter", method__isnull=False)
                | (~models.Q(kind="bank_letter") & models.Q(method__isnull=True)),
                name="bank_letter_speaks_of_an_account",
            ),
        ]


class PayoutMethod(TenantModel):
    """Where a payee's money goes, in a period. `account` is encrypted, bound to this row and vendor; `hint` shows its end.

    A partner proposes (`confirmed_at` null, no effect); a second person on the vendor's side confirms.
    """

    class Kind(models.TextChoices):
        PAYPAL = "paypal", "PayPal"
        BANK = "bank", _("Bank transfer")

    payee = TenantForeignKey(Payee)
    partner = TenantForeignKey(Partner, indexed=False)
    kind = models.CharField(max_length=8, choices=Kind)
    account = models.TextField()
    bank_code = models.CharField(max_length=20, blank=True)
    hint = models.CharField(max_length=12)
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = TenantForeignKey(Membership, null=True, indexed=False)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = TenantForeignKey(Membership, null=True, indexed=False)
    refused_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why finance refused it."))
    period = DateTimeRangeField(null=True, help_text=_("When it is in force; null until confirmed."))

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(columns=("vendor_id", "payee_id"), period="period", name="payee_has_one_method_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="payout_method_needs_another_person",
                violation_error_message=_("Whoever proposed an account cannot confirm it."),
            ),
            models.CheckConstraint(
                condition=models.Q(period__isnull=True) | models.Q(confirmed_at__isnull=False),
                name="payout_method_in_force_is_confirmed",
            ),
            models.UniqueConstraint(
                fields=["vendor", "payee"],
                condition=models.Q(confirmed_at__isnull=True, refused_at__isnull=True),
                name="payee_proposes_one_method_at_a_time",
                violation_error_message=_("An account waits for confirmation already."),
            ),
        ]
