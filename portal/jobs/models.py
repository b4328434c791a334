"""The job table, which is the truth about background work, and the outbox of effects outside the database."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.tenancy.access import Access
from portal.tenancy.fields import VendorKey
from portal.tenancy.models import TenantModel
from portal.tenancy.querysets import TenantManager

#: Turns of a schedule that ended well: a hundred to every job that a person asked for.
QUIET = models.Q(key__startswith="slot:") & models.Q(state="done")


class Job(models.Model):
    """One piece of background work. Celery only carries its id; a lease says who works, the attempt number fences."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        QUARANTINED = "quarantined", _("Stopped after errors")
        CANCELLED = "cancelled", _("Cancelled")

    vendor = VendorKey(null=True, default=None)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, help_text=_("What makes this job the same job when asked for twice."))
    role = models.CharField(max_length=10, default="staff")
    partner_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True, help_text=_("Who asked for it, if a person did."))
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    cursor = models.JSONField(default=dict)
    progress = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    skipped = models.BigIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = TenantManager()
    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SI", visitor="", platform="SIUD")

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "kind", "key"], name="job_is_asked_for_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "quarantined", "cancelled"]),
                name="job_state_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["queued", "running"]), name="job_open_ix"),
            models.Index(fields=["vendor", "-id"], name="job_newest_ix"),
            models.Index(fields=["vendor", "id"], condition=models.Q(state="quarantined"), name="job_stopped_ix"),
            models.Index(fields=["vendor", "id"], condition=~QUIET, name="job_told_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class OutboxMessage(TenantModel):
    """One effect outside the database (a mail, a webhook), sent after commit by the job `outbox.deliver`.

    `recipient` is a registered column of personal data.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail")
        WEBHOOK = "webhook", _("Webhook")

    channel = models.CharField(max_length=10, choices=Channel)
    key = models.CharField(max_length=200)
    template = models.CharField(max_length=80)
    recipient = models.TextField()
    language = models.CharField(max_length=5, default="en")
    context = models.JSONField(default=dict)
    partner_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    #: The platform's housekeeping removes what was delivered long ago.
    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SI", platform="SIUD")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "key"], name="outbox_message_is_sent_once")]
