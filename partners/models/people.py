"""People who work for partners, and what they proved they can do. Every row ends by date; none is written over.

Names and addresses stand in `Person` alone, so that a person can be erased and every count of the past stays what it was.
"""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models.companies import READ_OWN, Partner
from partners.models.imports import RecordImport
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel

#: A partner keeps its own people; what an academy says of them is not its to write.
KEEP_OWN = Access(staff="SIU", partner="SI")
END_OWN = Access(staff="SIU", partner="SIU")
BOOK_OWN = Access(staff="SI", partner="SI")


class Person(TenantModel):
    """Somebody at a partner who is counted: trained, certified. Not a login; a mail address is one person at a partner."""

    partner = TenantForeignKey(Partner, indexed=False)
    name = models.CharField(max_length=160)
    mail = models.EmailField()
    created_at = models.DateTimeField(db_default=Now())
    batch = TenantForeignKey(RecordImport, null=True, indexed=False)

    tenancy: ClassVar[Access] = KEEP_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "partner", "mail"], name="mail_is_one_person_at_a_partner")
        ]


class Post(TenantModel):
    """What a person does for a partner in a period. `domain` is that of the mail address used there (G-REQ-05)."""

    class Role(models.TextChoices):
        SALES = "sales", _("Sales")
        INSIDE_SALES = "inside_sales", _("Inside sales")
        BUSINESS_DEVELOPMENT = "business_development", _("Business development")
        CONSULTANT = "consultant", _("Consultant")
        PRE_SALES = "pre_sales", _("Pre-sales")
        SUPPORT = "support", _("Support")
        DEVELOPER = "developer", _("Developer")
        OTHER = "other", _("Other")

    class Employment(models.TextChoices):
        EMPLOYEE = "employee", _("Employee")
        LONG_TERM = "long_term", _("Long-term contractor")
        SHORT_TERM = "short_term", _("Short-term contractor")

    person = TenantForeignKey(Person)
    partner = TenantForeignKey(Partner)
    country = models.CharField(max_length=2)
    role = models.CharField(max_length=20, choices=Role)
    employment = models.CharField(max_length=10, choices=Employment, default=Employment.EMPLOYEE)
    customer_facing = models.BooleanField()
    alliance_manager = models.BooleanField(default=False)
    domain = models.CharField(max_length=190)
    period = DateRangeField()
    batch = TenantForeignKey(RecordImport, null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = END_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(columns=("vendor_id", "person_id"), period="period", name="person_has_one_post_at_a_time"),
            models.CheckConstraint(condition=models.Q(country__regex="^[A-Z]{2}$"), name="post_country_is_iso"),
        ]


class Certificate(TenantModel):
    """An exam passed. It counts from `issued_on` to `expires_on`, both included; `ended_on` where it was withdrawn before."""

    person = TenantForeignKey(Person)
    partner = TenantForeignKey(Partner)
    code = models.CharField(max_length=40)
    issued_on = models.DateField()
    expires_on = models.DateField()
    ended_on = models.DateField(null=True)
    external_id = models.CharField(max_length=80, blank=True)
    batch = TenantForeignKey(RecordImport, null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "person", "code", "issued_on"], name="certificate_is_issued_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("issued_on")), name="certificate_expires_after_its_issue"
            ),
        ]


class ExamBooking(TenantModel):
    """An exam that somebody is booked for; what counts is the day of booking (G-REQ-09)."""

    person = TenantForeignKey(Person)
    partner = TenantForeignKey(Partner)
    code = models.CharField(max_length=40)
    booked_on = models.DateField()
    exam_on = models.DateField(null=True)
    batch = TenantForeignKey(RecordImport, null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = BOOK_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "person", "code", "booked_on"], name="exam_is_booked_once_a_day")
        ]


class Training(TenantModel):
    """A course completed. Persons are counted from these, never courses (G-REQ-03)."""

    class Kind(models.TextChoices):
        SALES = "sales", _("Sales training")
        CONNECTOR = "connector", _("Connector licence training")
        PRODUCT = "product", _("Product training")

    person = TenantForeignKey(Person)
    partner = TenantForeignKey(Partner)
    kind = models.CharField(max_length=12, choices=Kind)
    course = models.CharField(max_length=80)
    completed_on = models.DateField()
    ended_on = models.DateField(null=True)
    batch = TenantForeignKey(RecordImport, null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "person", "kind", "course", "completed_on"], name="course_is_completed_once_a_day"
            )
        ]
