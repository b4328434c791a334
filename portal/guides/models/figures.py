"""Figures of a program year that the guide leaves to a table or a letter: entered by one person, confirmed by another."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership
from portal.guides.models.versions import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel

#: Written once; partners share them, since their own lines are measured against them.
SHARED = Access(staff="SI", partner="S", partner_column=None)


class FigureBatch(TenantModel):
    """What one person entered at once, by form or sheet, for one year of a program: decided as a whole by a second person."""

    program = TenantForeignKey(Program)
    year = models.PositiveSmallIntegerField()
    effective_on = models.DateField(help_text=_("The values hold from this day on."))
    reason = models.TextField()
    letter = models.CharField(max_length=200, blank=True, help_text=_("The letter that announced the values."))
    entered_by = TenantForeignKey(Membership, null=True)
    entered_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = SHARED

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__range=(2000, 2200)),
                name="figure_year_is_a_year",
                violation_error_message=_("Give a year from 2000 to 2200."),
            ),
        ]

    def __str__(self) -> str:
        return f"figures {self.year} #{self.pk}"


class YearlyFigure(TenantModel):
    """One value for a year, a name and a scope (empty parts mean everywhere). Values of one key form one chain: the second
    replaces the first, the third the second, and nothing is ever changed or deleted (X-05)."""

    class Kind(models.TextChoices):
        MONEY = "money", _("Amount of money")
        NUMBER = "number", _("Number")
        PERCENT = "percent", _("Percent")
        WORDS = "words", _("Word")
        DAYS = "days", _("Days")
        YES = "yes", _("Yes or no")

    batch = TenantForeignKey(FigureBatch)
    program = TenantForeignKey(Program)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    country = models.CharField(max_length=2, blank=True)
    tier = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    number = models.DecimalField(max_digits=24, decimal_places=8, null=True)
    words = models.TextField(blank=True)
    replaces = TenantForeignKey("self", null=True)
    copied_from = TenantForeignKey("self", null=True)

    tenancy: ClassVar[Access] = SHARED

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "program", "year", "name", "country", "tier", "category"],
                condition=models.Q(replaces__isnull=True),
                name="figure_has_one_first_value",
                violation_error_message=_("Somebody entered this figure meanwhile: look at it again."),
            ),
            models.UniqueConstraint(
                fields=["vendor", "replaces"],
                name="figure_is_replaced_once",
                violation_error_message=_("Somebody replaced this figure meanwhile: look at it again."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="money", minor__isnull=False, number__isnull=True, words="", currency__regex="^[A-Z]{3}$"
                )
                | models.Q(
                    kind__in=("number", "percent"), number__isnull=False, minor__isnull=True, words="", currency=""
                )
                | models.Q(kind__in=("words", "days", "yes"), minor__isnull=True, number__isnull=True, currency="")
                & ~models.Q(words=""),
                name="figure_value_fits_its_kind",
                violation_error_message=_("The value does not fit its kind."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["vendor", "program", "year", "name"], name="yearly_figure_key_ix")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class FigureDecision(TenantModel):
    """What a second person said of a batch, once."""

    batch = TenantForeignKey(FigureBatch)
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    decided_by = TenantForeignKey(Membership)
    decided_at = models.DateTimeField()

    tenancy: ClassVar[Access] = SHARED

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "batch"],
                name="figures_are_decided_once",
                violation_error_message=_("Somebody decided this already."),
            )
        ]

    def __str__(self) -> str:
        return f"decision on batch {self.batch_id}"
