"""The way from an approved application to an active partner: what is still open, what was paid, what a new partner gets."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models.applications import Application
from partners.models.companies import READ_OWN, Enrolment, Partner
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class Admission(TenantModel):
    """A partner on its way into a category of a program. Active from `activated_at`, when its enrolment begins (G-GEN-02).

    `flags` are conditions of the guide that hold of it and add documents (A-AGR-01). `closed_at`: given up before it was active.
    """

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program)
    category = models.CharField(max_length=40)
    application = TenantForeignKey(Application, null=True)
    flags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    country = models.CharField(max_length=2, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    opened_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    enrolment = TenantForeignKey(Enrolment, null=True, indexed=False)

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "partner", "program", "category"],
                condition=Q(activated_at=None, closed_at=None),
                name="partner_is_admitted_once_at_a_time",
                violation_error_message=_("This partner is being admitted already."),
            ),
            models.CheckConstraint(
                condition=Q(activated_at=None) | Q(enrolment__isnull=False, closed_at=None),
                name="active_admission_has_an_enrolment",
            ),
        ]


class AdmissionTask(TenantModel):
    """Something to be done for a new partner: a step ticked by a person, the welcome kit, a plaque to send, a certificate."""

    admission = TenantForeignKey(Admission)
    partner = TenantForeignKey(Partner, indexed=False)
    key = models.CharField(max_length=40)
    detail = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = TenantForeignKey(Membership, null=True, indexed=False)
    file = TenantForeignKey(StoredFile, null=True, indexed=False)

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "admission", "key"], name="task_is_there_once")]
        indexes = [models.Index(fields=["vendor", "opened_at"], condition=Q(done_at=None), name="task_open_ix")]


class ParticipationFee(TenantModel):
    """A fee for taking part in a program that finance saw arrive, with its reference (G-TECH-01)."""

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program, indexed=False)
    category = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    tier = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=80)
    paid_on = models.DateField()
    recorded_by = TenantForeignKey(Membership, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = TenantForeignKey(Membership, null=True, indexed=False)

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "partner", "program", "category", "year"],
                condition=Q(taken_back_at=None),
                name="fee_is_recorded_once_a_year",
                violation_error_message=_("The fee of this year is recorded already."),
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="fee_is_more_than_nothing"),
        ]
