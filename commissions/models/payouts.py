"""Payout runs: the approved group of payments of a month, the payments in it, and the files a bank reads."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commissions.models.payees import Payee, PayoutMethod
from partners.models import Partner
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import GuideVersion, Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class PayoutRun(TenantModel):
    """The monthly run of a program: idempotent by (program, period), X-07. Two persons: one submits, another approves."""

    class State(models.TextChoices):
        CALCULATING = "calculating", _("Calculating")
        CALCULATED = "calculated", _("Calculated")
        SUBMITTED = "submitted", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        EXPORTED = "exported", _("Exported")
        SETTLED = "settled", _("Settled")

    program = TenantForeignKey(Program, indexed=False)
    period = models.CharField(max_length=7)
    state = models.CharField(max_length=12, choices=State, default=State.CALCULATING)
    guide_version = TenantForeignKey(GuideVersion, indexed=False)
    sold_before = models.DateField(help_text=_("Sales before this day are in the run."))
    job_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey(Membership, null=True, indexed=False)
    calculated_at = models.DateTimeField(null=True)
    submitted_by = TenantForeignKey(Membership, null=True, indexed=False)
    approved_by = TenantForeignKey(Membership, null=True, indexed=False)
    approved_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "program", "period"], name="program_has_one_run_a_month"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("submitted_by")),
                name="payout_run_needs_another_person",
                violation_error_message=_("Whoever submitted a run cannot approve it: a second person has to."),
            ),
        ]

    def __str__(self) -> str:
        return self.period


class PayoutRunMove(TenantModel):
    """One move of a run. Append-only."""

    run = TenantForeignKey(PayoutRun)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey(Membership, null=True, indexed=False)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SI")


class PayingAccount(TenantModel):
    """The vendor's own account that bank transfers in a currency are paid from."""

    currency = models.CharField(max_length=3)
    name = models.CharField(max_length=70)
    number = models.CharField(max_length=34)
    is_iban = models.BooleanField(default=True)
    bic = models.CharField(max_length=11, blank=True)
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = TenantForeignKey(Membership, null=True, indexed=False)

    tenancy: ClassVar[Access] = Access(staff="SIU")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "currency"], name="currency_is_paid_from_one_account")]

    def __str__(self) -> str:
        return f"{self.name} {self.currency}"


class PayoutFile(TenantModel):
    """A file for a bank or PayPal, made of an approved run; the same payouts give the same bytes."""

    class Format(models.TextChoices):
        PAYPAL = "paypal", _("PayPal mass payment")
        PAIN001 = "pain001", "ISO 20022 pain.001"

    run = TenantForeignKey(PayoutRun)
    format = models.CharField(max_length=10, choices=Format)
    currency = models.CharField(max_length=3)
    pay_on = models.DateField()
    part = models.PositiveSmallIntegerField(default=1, db_default=1)
    file = TenantForeignKey(StoredFile, indexed=False)
    payouts = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "run", "format", "currency", "pay_on", "part"], name="payout_file_is_made_once"
            )
        ]


class Payout(TenantModel):
    """One payment to one payee on one day. Held while documents miss (F-PAY-01), with the reasons as codes.

    `pay_on` is the day it was due first. A payment that was held or returned goes out with a later run (`sent_with`), on
    `send_on`; `attempt` counts how often it was sent.
    """

    class State(models.TextChoices):
        HELD = "held", _("On hold")
        PAYABLE = "payable", _("Payable")
        SENT = "sent", _("Sent")
        PAID = "paid", _("Paid")
        RETURNED = "returned", _("Returned")

    run = TenantForeignKey(PayoutRun)
    statement_id = models.BigIntegerField()
    partner = TenantForeignKey(Partner, indexed=False)
    payee = TenantForeignKey(Payee, null=True, indexed=False)
    method = TenantForeignKey(PayoutMethod, null=True, indexed=False)
    reference = models.CharField(max_length=35)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    pay_on = models.DateField()
    send_on = models.DateField()
    sent_with = TenantForeignKey(PayoutRun, indexed=False)
    attempt = models.PositiveSmallIntegerField(default=0, db_default=0)
    pay_by = models.DateField(
        null=True, help_text=_("The breach line of F-COM-01; none for outbound deals (F-CXL-02).")
    )
    state = models.CharField(max_length=10, choices=State)
    reasons = models.JSONField(default=list, help_text=_("Codes of what holds it."))
    file = TenantForeignKey(PayoutFile, null=True, indexed=False)
    result_on = models.DateField(null=True)
    result_reason = models.CharField(max_length=200, blank=True)

    #: Deleted only while its run is calculated again (a trigger says so).
    tenancy: ClassVar[Access] = Access(staff="SIUD", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "reference"], name="payout_reference_is_unique"),
            models.UniqueConstraint(fields=["vendor", "statement_id", "pay_on"], name="statement_pays_once_a_day"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="payout_is_positive"),
        ]
        indexes = [
            models.Index(fields=["vendor", "partner", "-id"], name="payout_partner_ix"),
            models.Index(fields=["vendor", "state"], name="payout_state_ix"),
            models.Index(
                fields=["vendor", "sent_with", "state", "-amount_minor", "id"],
                include=["currency"],
                name="payout_sent_ix",
            ),
        ]

    @property
    def period(self) -> str:
        """The month it was earned for. A partner sees no run, and the reference begins with it."""
        return self.reference[:7]


class PayoutMove(TenantModel):
    """One move of a payout. Append-only."""

    payout = TenantForeignKey(Payout)
    partner = TenantForeignKey(Partner, indexed=False)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey(Membership, null=True, indexed=False)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SI", partner="S")
