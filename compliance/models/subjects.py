"""Who is screened, as they were known at a time, and what each version of a list said of them."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from compliance.models.lists import ListEntry, ListVersion
from compliance.states import ROLE_LABELS
from partners.models import Application, Partner
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel

#: Read and written for compliance alone: no partner's role has a grant, so no partner's page can carry a hit.
FOR_STAFF = Access(staff="SIU")
ADDED_ONLY = Access(staff="SI")


class Subject(TenantModel):
    """A company, an owner or an executive as it was known from one moment to another. A change ends this row and begins another.

    `source_id` is the row of partners that said so. `digest` is of everything a score depends on and of the company it is known
    with: what a remembered dismissal hangs on.
    """

    role = models.CharField(max_length=10, choices=[(role.value, _(words)) for role, words in ROLE_LABELS.items()])
    application = TenantForeignKey(Application, null=True)
    partner = TenantForeignKey(Partner, null=True)
    source_id = models.BigIntegerField()
    schema = models.CharField(max_length=10, choices=[("Person", _("Person")), ("Company", _("Company"))])
    name = models.CharField(max_length=160)
    country = models.CharField(max_length=2, blank=True)
    birth_date = models.DateField(null=True)
    identifier = models.CharField(max_length=60, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    digest = models.CharField(max_length=64)
    known_from = models.DateTimeField(db_default=Now())
    known_until = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = FOR_STAFF

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "application", "partner", "role", "source_id"],
                condition=models.Q(known_until__isnull=True),
                nulls_distinct=False,
                name="subject_is_known_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(application__isnull=True, partner__isnull=False)
                | models.Q(application__isnull=False, partner__isnull=True),
                name="subject_is_an_applicants_or_a_partners",
            ),
            models.CheckConstraint(
                condition=models.Q(known_until__isnull=True) | models.Q(known_until__gte=models.F("known_from")),
                name="subject_is_known_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"subject {self.pk}"


class Screening(TenantModel):
    """One result of one subject against one version of one list, by one version of the matcher and one threshold: exactly one,
    however often it is asked for. A guide that changes its threshold has everybody screened again.

    `method` says whether the whole list was asked, or what had changed since the version before; both find the same.
    """

    class Method(models.TextChoices):
        FULL = "full", _("The whole list")
        DIFFERENCE = "difference", _("What changed")

    subject = TenantForeignKey(Subject, indexed=False)
    list_version = models.ForeignKey(ListVersion, models.PROTECT, related_name="+")
    matcher_version = models.CharField(max_length=20)
    threshold = models.PositiveSmallIntegerField(help_text=_("0 to 1000; a hit scores at least this."))
    method = models.CharField(max_length=10, choices=Method, default=Method.FULL)
    hits = models.PositiveSmallIntegerField(default=0)
    screened_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = ADDED_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "subject", "list_version", "matcher_version", "threshold"],
                name="subject_is_screened_once_by_a_list",
            )
        ]


class Hit(TenantModel):
    """A list entry that a subject may be. `parts` say how the score came about; `key` is of the subject and the entry as they were."""

    screening = TenantForeignKey(Screening)
    subject = TenantForeignKey(Subject)
    entry = models.ForeignKey(ListEntry, models.PROTECT, related_name="+")
    matched = models.TextField(help_text=_("As which of its names the entry was found."))
    score = models.PositiveSmallIntegerField()
    parts = models.JSONField(default=dict)
    key = models.CharField(max_length=64)

    tenancy: ClassVar[Access] = ADDED_ONLY

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "screening", "entry"], name="entry_is_hit_once")]
        indexes = [models.Index(fields=["vendor", "key"], name="hit_key_ix")]
