"""Files of people, certificates, trainings and countries, and what was wrong in them."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class RecordImport(TenantModel):
    """One uploaded file. Its good rows are kept, its bad ones listed; the same file again changes nothing."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("People")
        CERTIFICATES = "certificates", _("Certificates")
        TRAININGS = "trainings", _("Trainings")
        COUNTRIES = "countries", _("Countries")
        READINGS = "readings", _("Figures")

    kind = models.CharField(max_length=14, choices=Kind)
    program = TenantForeignKey(Program)
    file = TenantForeignKey(StoredFile, indexed=False)
    job_id = models.BigIntegerField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    found = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    made_by = TenantForeignKey(Membership, null=True, indexed=False)
    made_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class RecordFault(TenantModel):
    """A row that was not kept, and why: `faults` as column:code, `raw` as it stood in the file."""

    batch = TenantForeignKey(RecordImport)
    row_no = models.PositiveIntegerField()
    faults = models.JSONField()
    raw = models.TextField(blank=True, help_text=_("The row as it stood in the file; it may speak of a person."))
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SI")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "batch", "row_no"], name="row_is_at_fault_once")]
