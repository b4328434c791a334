"""What somebody was told about a partner's people, once for each step, and what waits for the vendor's people because of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.companies import Enrolment, Partner
from partners.models.people import Person
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class PeopleNotice(TenantModel):
    """One step of one clock. `subject_id` is the certificate, the person or the enrolment, `step` tells the steps of a clock apart.

    Open while `closed_on` is empty: then a channel manager has something to do.
    """

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Certificate ends")
        REPLACEMENT = "replacement", _("Replacement of a leaver")
        BOOKING = "booking", _("Exams to be booked")

    partner = TenantForeignKey(Partner)
    kind = models.CharField(max_length=12, choices=Kind)
    subject_id = models.BigIntegerField()
    person = TenantForeignKey(Person, null=True, indexed=False)
    enrolment = TenantForeignKey(Enrolment, null=True, indexed=False)
    step = models.SmallIntegerField()
    told_on = models.DateField()
    due_on = models.DateField()
    closed_on = models.DateField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind", "subject_id", "step", "due_on"], name="people_notice_is_given_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["vendor", "kind", "due_on"],
                condition=models.Q(closed_on=None),
                name="people_notice_open_ix",
            )
        ]
