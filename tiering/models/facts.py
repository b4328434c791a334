"""Facts: what a metric measured for a partner, when it was known, and from which rows. Scoring reads these and nothing else."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Enrolment, Partner
from portal.accounts.models import Membership
from portal.guides.models import Program
from portal.tenancy.access import APPEND_ONLY, Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class Reading(TenantModel):
    """A figure that somebody reports because nothing here measures it: a survey mean, an assessment, a KPI report (G-TIER-13).

    It speaks of `period`, was taken on `taken_on`, and a later one of the same metric and period supersedes it.
    """

    program = TenantForeignKey(Program)
    partner = TenantForeignKey(Partner)
    metric = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, blank=True, help_text=_("A country, a region, or nothing for the partner."))
    category = models.CharField(
        max_length=40, blank=True, help_text=_("The category it was earned in, for partners of several (G-MCAT-03).")
    )
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    flag = models.BooleanField(null=True)
    period = DateRangeField()
    taken_on = models.DateField()
    source = models.CharField(max_length=120, blank=True)
    made_by = TenantForeignKey(Membership, null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["vendor", "program", "metric", "taken_on"], name="reading_by_metric_ix")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__isnull=False, flag__isnull=True)
                | models.Q(number__isnull=True, flag__isnull=False),
                name="reading_is_a_number_or_a_flag",
            )
        ]


class Collection(TenantModel):
    """One round of measuring a program: its watermark is (as_of, known_at). `done_at` closes it; scoring waits for that.

    Stocks are those of `as_of`; flows are added up from `flow_from` to it; reports count that were handed in by `report_by`.
    """

    program = TenantForeignKey(Program)
    as_of = models.DateField()
    flow_from = models.DateField()
    report_by = models.DateField()
    known_at = models.DateTimeField()
    job_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S", partner_column=None)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["vendor", "program", "as_of", "known_at"], name="collection_watermark_ix")]

    def __str__(self) -> str:
        return self.as_of.isoformat()


class Fact(TenantModel):
    """One measured value: a number, a flag or a word. Append-only; rows come by the hundred thousand.

    `scope` is a country, a region, a specialization or nothing; `item` is the kind inside a metric (a certificate's code).
    `enrolment` is set where the value is of one category only. Links are proved set by set in `tiering/sql/facts.sql`.
    """

    collection = TenantForeignKey(Collection, indexed=False, proved_by_trigger=True)
    program = TenantForeignKey(Program, indexed=False, proved_by_trigger=True)
    partner = TenantForeignKey(Partner, indexed=False, proved_by_trigger=True)
    enrolment = TenantForeignKey(Enrolment, null=True, indexed=False, proved_by_trigger=True)
    metric = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, db_default="")
    item = models.CharField(max_length=60, db_default="")
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    flag = models.BooleanField(null=True)
    word = models.CharField(max_length=60, null=True)
    window = DateRangeField(null=True, help_text=_("The days that were added up; none for a stock."))
    as_of = models.DateField()
    known_at = models.DateTimeField(db_default=Now())
    counted = models.PositiveIntegerField(db_default=0)
    uncounted = models.PositiveIntegerField(db_default=0)

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "collection", "partner", "enrolment", "metric", "scope", "item"],
                nulls_distinct=False,
                name="fact_is_measured_once_a_collection",
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=False, flag__isnull=True, word__isnull=True)
                | models.Q(number__isnull=True, flag__isnull=False, word__isnull=True)
                | models.Q(number__isnull=True, flag__isnull=True, word__isnull=False),
                name="fact_has_one_value",
            ),
        ]


class FactSource(TenantModel):
    """A row that a fact was made of, or was not and why. `source` names its table; `source_id` its key there."""

    collection = TenantForeignKey(Collection, indexed=False, proved_by_trigger=True)
    partner = TenantForeignKey(Partner, indexed=False, proved_by_trigger=True)
    fact_id = models.BigIntegerField(null=True)
    metric = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, db_default="")
    item = models.CharField(max_length=60, db_default="")
    source = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    adds = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    counted = models.BooleanField()
    why = models.CharField(max_length=40, db_default="", help_text=_("Code of the reason why it was not counted."))

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["vendor", "collection", "partner", "metric", "scope"], name="fact_source_ix"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(counted=True, why="") | (models.Q(counted=False) & ~models.Q(why="")),
                name="uncounted_source_says_why",
            )
        ]
