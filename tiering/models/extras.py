"""What a tier adds is watched from month to month: a lost line warns, somebody may suspend, met lines restore (G-TIER-07)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Enrolment, Partner, Person
from portal.accounts.models import Membership
from portal.guides.models import Program
from portal.tenancy.access import APPEND_ONLY, Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel
from tiering.models.scorecards import Scorecard
from tiering.states import EXTRAS_STATES, OPEN, ExtrasState


class ExtrasWatch(TenantModel):
    """One episode: from the warning, over a suspension perhaps, to the day on which the lines were met again.

    `lost` are the lines that were missed when it was last looked at. Tier and logo stay as they are all the while.
    """

    program = TenantForeignKey(Program)
    partner = TenantForeignKey(Partner)
    enrolment = TenantForeignKey(Enrolment)
    tier = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=EXTRAS_STATES.labels.items(), default=ExtrasState.WARNED)
    lost = ArrayField(models.CharField(max_length=60))
    scorecard = TenantForeignKey(Scorecard, indexed=False)
    warned_on = models.DateField()
    suspended_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "enrolment"],
                condition=models.Q(state__in=[state.value for state in OPEN]),
                name="extras_are_watched_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["warned", "suspended"], ended_on__isnull=True)
                | models.Q(state__in=["served", "restored", "ended"], ended_on__isnull=False),
                name="watch_ends_with_its_state",
            ),
            models.CheckConstraint(
                condition=models.Q(suspended_on__isnull=False)
                | models.Q(state__in=["warned", "served", "ended"], suspended_on__isnull=True),
                name="suspension_has_its_day",
            ),
        ]


class ExtrasTransition(TenantModel):
    """Who moved an episode, when, from what to what, and why. Without author it was the monthly check."""

    watch = TenantForeignKey(ExtrasWatch)
    partner = TenantForeignKey(Partner, indexed=False)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, choices=EXTRAS_STATES.labels.items())
    on = models.DateField()
    reason = models.TextField(blank=True)
    author = TenantForeignKey(Membership, null=True, indexed=False)
    scorecard = TenantForeignKey(Scorecard, null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(after="suspended") | (models.Q(author__isnull=False) & ~models.Q(reason="")),
                name="suspension_has_author_and_reason",
            )
        ]


class ReplacementExtension(TenantModel):
    """More time to replace the certificates of somebody who left: the longest that the guide allows (G-REQ-07)."""

    program = TenantForeignKey(Program)
    partner = TenantForeignKey(Partner)
    person = TenantForeignKey(Person)
    left_on = models.DateField(help_text=_("The last day in the post."))
    granted_on = models.DateField()
    reason = models.TextField()
    author = TenantForeignKey(Membership, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = APPEND_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "program", "person", "left_on"], name="replacement_is_extended_once"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="extension_has_a_reason"),
        ]
