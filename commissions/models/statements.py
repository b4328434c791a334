"""Statements: what a partner was told for a month."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from commissions.models.payouts import PayoutRun
from partners.models import Partner
from portal.files.models import StoredFile
from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class Statement(TenantModel):
    """One partner's month in one currency. Its lines are the earnings and releases that carry its id.

    `pay_from` and `pay_by` are the window of F-COM-01; `total_minor` is what its lines sum to, proved by a check of the run.
    `brought_minor` is what earlier statements left below zero; what is due is the sum of both, carried on while negative.
    """

    run = TenantForeignKey(PayoutRun, indexed=False)
    program = TenantForeignKey(Program, indexed=False)
    partner = TenantForeignKey(Partner, indexed=False)
    number = models.CharField(max_length=40)
    period = models.CharField(max_length=7)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    brought_minor = models.BigIntegerField(default=0, db_default=0)
    lines = models.PositiveIntegerField()
    closes_on = models.DateField()
    pay_from = models.DateField()
    pay_on = models.DateField()
    pay_by = models.DateField()
    pdf = TenantForeignKey(StoredFile, null=True, indexed=False)
    created_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "program", "partner", "period", "currency"], name="partner_has_one_statement_a_month"
            ),
            models.UniqueConstraint(fields=["vendor", "number"], name="statement_number_is_unique"),
            models.CheckConstraint(condition=models.Q(brought_minor__lte=0), name="only_debt_is_brought_forward"),
        ]
        indexes = [
            models.Index(fields=["vendor", "partner", "-period"], name="statement_partner_ix"),
            models.Index(fields=["vendor", "period", "id"], name="statement_newest_ix"),
            models.Index(
                fields=["vendor", "run", "currency"], include=["total_minor", "brought_minor"], name="statement_run_ix"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due_minor(self) -> int:
        """What is paid out, or carried to the next statement when it is negative."""
        return self.total_minor + self.brought_minor
