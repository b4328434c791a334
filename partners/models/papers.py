"""Papers that partners hand in under a program: every version, what became of it, and what the vendor asked for."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models.companies import READ_OWN, Partner
from partners.paper_states import PAPER_STATES, PaperState
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import GuideVersion, Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel

#: A partner hands in, and takes its own place with a newer version; what is accepted is the vendor's to say (a trigger holds it).
HAND_IN = Access(staff="SIU", partner="SIU")


class Paper(TenantModel):
    """One version of a paper. What was handed in never changes; at most one waits, and at most one is accepted.

    `subject` tells papers of one kind apart that stand beside each other, one for each solution, say. `contains` are the ticked keys
    of the guide's check-list, `valid_until` is the last day on which an accepted one is good.
    """

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program)
    key = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    number = models.PositiveSmallIntegerField()
    file = TenantForeignKey(StoredFile, indexed=False)
    contains = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    note = models.TextField(blank=True)
    guide_version = TenantForeignKey(GuideVersion, indexed=False)
    handed_in_by = TenantForeignKey(Membership, null=True, indexed=False)
    handed_in_at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(state.value, _(words)) for state, words in PAPER_STATES.labels.items()],
        default=PaperState.HANDED_IN.value,
    )
    valid_until = models.DateField(null=True)

    tenancy: ClassVar[Access] = HAND_IN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "partner", "program", "key", "subject", "number"], name="paper_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["vendor", "partner", "program", "key", "subject"],
                condition=Q(state="handed_in"),
                name="one_version_of_a_paper_waits",
            ),
            models.UniqueConstraint(
                fields=["vendor", "partner", "program", "key", "subject"],
                condition=Q(state="accepted"),
                name="one_version_of_a_paper_is_accepted",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "handed_in_at", "id"], name="paper_handed_in_ix")]


class PaperMove(TenantModel):
    """One step in a paper's life: who, when, from, to, why. Append-only."""

    paper = TenantForeignKey(Paper)
    partner = TenantForeignKey(Partner, indexed=False)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    by = TenantForeignKey(Membership, null=True, indexed=False)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SI", partner="SI")


class PaperRequest(TenantModel):
    """The vendor asks a partner for a paper by a day (A-REQ-01). Answered by what is handed in after it and not given back."""

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program, indexed=False)
    key = models.CharField(max_length=40)
    due_on = models.DateField()
    why = models.TextField()
    asked_by = TenantForeignKey(Membership, null=True, indexed=False)
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "partner", "program", "key", "due_on"],
                condition=Q(withdrawn_at=None),
                name="paper_is_asked_for_once_a_day",
                violation_error_message=_("This was asked for by that day already."),
            )
        ]
