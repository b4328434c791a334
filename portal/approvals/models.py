"""Approvals: something waits for a decision by a person with a right, sometimes by a second person."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class Approval(TenantModel):
    """One decision asked for. Its kind is registered by an app and says who decides and whether four eyes are needed."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    partner_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_by = TenantForeignKey(Membership, null=True)
    asked_at = models.DateTimeField(db_default=Now())
    decide_by = models.DateTimeField(null=True)
    decided_by = TenantForeignKey(Membership, null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind", "subject_id"],
                condition=models.Q(state="open"),
                name="approval_is_asked_once",
                violation_error_message=_("This waits for a decision already."),
            ),
            models.CheckConstraint(
                condition=models.Q(asked_by__isnull=True)
                | models.Q(decided_by__isnull=True)
                | ~models.Q(asked_by=models.F("decided_by"))
                | models.Q(four_eyes=False),
                name="approval_needs_another_person",
                violation_error_message=_("Whoever asked cannot decide: a second person has to."),
            ),
        ]
        indexes = [models.Index(fields=["vendor", "state", "kind", "-id"], name="approval_open_ix")]

    four_eyes = models.BooleanField(default=False)
