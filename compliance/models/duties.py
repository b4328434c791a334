"""What partners owe each year: the duty, what was typed, every version of what was filed, every move."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from compliance.duty_states import DUTY_STATES, DutyState
from partners.models import Partner
from portal.accounts.models import Membership
from portal.guides.models import GuideVersion, Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class Duty(TenantModel):
    """One duty of one partner in one program, due on a day. `typed` is the draft as it was typed; what is filed are versions."""

    program = TenantForeignKey(Program)
    partner = TenantForeignKey(Partner)
    key = models.CharField(max_length=40)
    due_on = models.DateField()
    state = models.CharField(
        max_length=10,
        choices=[(state.value, _(words)) for state, words in DUTY_STATES.labels.items()],
        default=DutyState.OPEN.value,
    )
    typed = models.JSONField(default=dict)
    filed_at = models.DateTimeField(null=True)
    reminded = models.SmallIntegerField(
        null=True, help_text=_("The last step of reminding, in days before the day it is due.")
    )
    opened_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SU")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "partner", "program", "key", "due_on"], name="duty_is_owed_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(filed_at__isnull=False) | ~models.Q(state__in=["filed", "done", "returned"]),
                name="filed_duty_says_when",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "due_on", "id"], name="duty_due_ix")]


class DutyFiling(TenantModel):
    """One version of what was filed, with the guide whose questions were asked. Never written over (X-05)."""

    duty = TenantForeignKey(Duty)
    partner = TenantForeignKey(Partner, indexed=False)
    number = models.PositiveSmallIntegerField()
    guide_version = TenantForeignKey(GuideVersion, indexed=False)
    answers = models.JSONField()
    filed_by = TenantForeignKey(Membership, null=True, indexed=False)
    filed_at = models.DateTimeField()

    tenancy: ClassVar[Access] = Access(staff="SI", partner="SI")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "duty", "number"], name="filing_number_is_unique")]


class DutyMove(TenantModel):
    """One move of a duty: who, when, from, to, why. Append-only."""

    duty = TenantForeignKey(Duty)
    partner = TenantForeignKey(Partner, indexed=False)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    by = TenantForeignKey(Membership, null=True, indexed=False)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SI", partner="SI")
