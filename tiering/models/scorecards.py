"""Scorecards: what the guide says of the facts of a day. A recalculation adds another one; nothing is written over (X-05)."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Enrolment, Partner
from portal.guides.models import GuideVersion, Program
from portal.tenancy.access import APPEND_ONLY, Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel
from tiering.models.facts import Collection


class Occasion(models.TextChoices):
    """Why a scorecard was made."""

    ANNUAL = "annual", _("Annual review")
    MONTHLY = "monthly", _("Monthly check")
    REQUEST = "request", _("Request of a tier")
    GRACE = "grace", _("End of a recovery period")


class Scorecard(TenantModel):
    """The answer for one enrolment. `tier` is what the facts reach (empty: none), `held` what the partner had that day.

    Where they differ, it is a recommendation that a person decides on (G-TIER-04). `digest` is the SHA-256 of guide, facts and
    lines: the same inputs give the same bytes. `number` counts the answers for one day and occasion; a new one is added only when
    its digest differs from the last.
    """

    program = TenantForeignKey(Program, indexed=False)
    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment, indexed=False)
    guide = TenantForeignKey(GuideVersion, indexed=False)
    collection = TenantForeignKey(Collection, indexed=False)
    as_of = models.DateField()
    occasion = models.CharField(max_length=8, choices=Occasion)
    number = models.PositiveSmallIntegerField(default=1)
    tier = models.CharField(max_length=40, blank=True)
    held = models.CharField(max_length=40, blank=True)
    missed = models.PositiveSmallIntegerField(
        default=0, help_text=_("Lines missing to the next tier above the one reached.")
    )
    digest = models.BinaryField(max_length=32)
    known_at = models.DateTimeField(db_default=Now())
    job_id = models.BigIntegerField(null=True)

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "enrolment", "as_of", "occasion", "number"], name="scorecard_number_is_unique"
            )
        ]
        indexes = [models.Index(fields=["vendor", "program", "as_of", "occasion"], name="scorecard_of_a_day_ix")]


class ScorecardLine(TenantModel):
    """One requirement of one tier. Reasons are codes with arguments.

    `kinds` says of required, actual and counted what each is: `i` a whole number, `d` a decimal, `f` a flag (0 or 1), `w` a word,
    `-` nothing. The columns are `numeric` without a scale, so a stored line reads back with the digits it was evaluated with.
    """

    class Result(models.TextChoices):
        MET = "met", _("Met")
        MISSED = "missed", _("Missed")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")
        WAIVED = "waived", _("Waived")
        MISSING_TARGET = "missing_target", _("Target missing")

    scorecard = TenantForeignKey(Scorecard, indexed=False, proved_by_trigger=True)
    partner = TenantForeignKey(Partner, indexed=False, proved_by_trigger=True)
    position = models.PositiveSmallIntegerField()
    tier = models.CharField(max_length=40)
    requirement = models.CharField(max_length=60)
    scope = models.CharField(max_length=120, db_default="")
    result = models.CharField(max_length=14, choices=Result)
    kinds = models.CharField(max_length=3)
    required = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    actual = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    counted = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    required_word = models.CharField(max_length=60, null=True)
    actual_word = models.CharField(max_length=60, null=True)
    reason = models.CharField(max_length=60, db_default="")
    args = models.JSONField(default=list)
    rule = models.CharField(max_length=20)

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "scorecard", "position"], name="line_has_its_place")]


class Recognition(TenantModel):
    """The tier that a scorecard reaches in one country, specialization or further category; "" where it reaches none."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        SPECIALIZATION = "specialization", _("Specialization")
        CATEGORY = "category", _("Category")

    scorecard = TenantForeignKey(Scorecard, indexed=False, proved_by_trigger=True)
    partner = TenantForeignKey(Partner, indexed=False, proved_by_trigger=True)
    kind = models.CharField(max_length=14, choices=Kind)
    key = models.CharField(max_length=40)
    tier = models.CharField(max_length=40, blank=True)

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "scorecard", "kind", "key"], name="tier_is_recognised_once_a_scorecard"
            )
        ]
