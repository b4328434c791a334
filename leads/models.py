"""Leads, their protection, their deals, and an append-only row for each move."""

from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from portal.accounts.models import Membership
from portal.guides.models import GuideVersion, Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel


class Lead(TenantModel):
    """A possible customer registered by a partner (F-LEAD-01).

    `partner` registered it; `owner` holds it, and is null for an outbound lead until the manager approves (F-LEAD-05).
    `protected_until` is an instant: the lead is protected while now is before it, whether or not a job ran (F-LEAD-04).
    Contact name, mail and phone are registered columns of personal data. Amounts are minor units of `currency`.
    A partner's transaction inserts no leads: `services.claims` does, since whoever inserts says how long it is protected.
    """

    class Status(models.TextChoices):
        NEW = "new", _("New")
        INVALID = "invalid", _("Invalid")
        VALID_INACTIVE = "valid_inactive", _("Valid, inactive")
        VALID_ACTIVE = "valid_active", _("Valid, active")
        OPPORTUNITY = "opportunity", _("Opportunity")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    class Source(models.TextChoices):
        INBOUND = "inbound", _("Inbound")
        OUTBOUND = "outbound", _("Outbound")

    class Assignment(models.TextChoices):
        PENDING = "pending", _("Waiting for approval")
        ASSIGNED = "assigned", _("Assigned")
        DECLINED = "declined", _("Declined")
        RELEASED = "released", _("Released")

    class Delivery(models.TextChoices):
        OWN = "own", _("The partner itself")
        SERVICES = "services", _("The vendor's professional services")
        PARTNER = "partner", _("Another qualified partner")

    program = TenantForeignKey(Program, indexed=False)
    partner = TenantForeignKey(Partner, indexed=False)
    owner = TenantForeignKey(Partner, null=True, indexed=False)
    status = models.CharField(max_length=16, choices=Status, default=Status.NEW)
    source = models.CharField(max_length=10, choices=Source)
    assignment = models.CharField(max_length=10, choices=Assignment, default=Assignment.PENDING)
    company = models.CharField(max_length=160)
    domain = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2)
    search_name = models.CharField(
        max_length=160, default="", help_text=_("The company's name as searches compare it.")
    )
    claim_key = models.CharField(
        max_length=200, help_text=_("Who the customer is, for telling two registrations apart (F-LEAD-07).")
    )
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40, blank=True)
    product = models.CharField(max_length=80, blank=True)
    value_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    note = models.TextField(blank=True)
    demo_done_on = models.DateField(null=True)
    delivery = models.CharField(
        max_length=8, choices=Delivery, blank=True, default="", db_default="",
        help_text=_("Who deploys and supports the project, once somebody said it (G-GEN-03)."),
    )  # fmt: skip
    helper = models.CharField(
        max_length=160, blank=True, default="", db_default="",
        help_text=_("The qualified partner that is brought in, by its name."),
    )  # fmt: skip
    guide_version = TenantForeignKey(GuideVersion, indexed=False)
    registered_at = models.DateTimeField(db_default=Now())
    registered_by = TenantForeignKey(Membership, null=True, indexed=False)
    assigned_at = models.DateTimeField(null=True)
    protected_until = models.DateTimeField(null=True)
    extended = models.BooleanField(default=False)
    reregisters = TenantForeignKey("self", null=True, indexed=False)
    waiting = models.GeneratedField(
        expression=models.Q(assignment="pending"),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="SU")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    assignment__in=["assigned", "released"], assigned_at__isnull=False, protected_until__isnull=False
                )
                | models.Q(
                    assignment__in=["pending", "declined"],
                    owner__isnull=True,
                    assigned_at__isnull=True,
                    protected_until__isnull=True,
                ),
                name="lead_has_a_clock_only_when_assigned",
            ),
            models.CheckConstraint(
                condition=models.Q(assignment="assigned", owner=models.F("partner"))
                | (~models.Q(assignment="assigned") & models.Q(owner__isnull=True)),
                name="lead_is_owned_only_while_assigned",
            ),
            models.CheckConstraint(
                condition=models.Q(value_minor__isnull=True) | models.Q(value_minor__gte=0),
                name="lead_value_is_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(delivery="partner") & ~models.Q(helper="")
                | ~models.Q(delivery="partner") & models.Q(helper=""),
                name="lead_names_its_helper",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "waiting", "id"], name="lead_waiting_ix"),
            models.Index(fields=["vendor", "partner", "waiting", "id"], name="lead_partner_ix"),
            models.Index(fields=["vendor", "status", "waiting", "id"], name="lead_status_ix"),
            models.Index(fields=["vendor", "assignment", "protected_until", "id"], name="lead_clock_ix"),
            models.Index(fields=["vendor", "search_name", "id"], name="lead_name_ix"),
            models.Index(fields=["vendor", "program", "claim_key"], name="lead_claim_ix"),
        ]

    def __str__(self) -> str:
        return self.company


class Protection(TenantModel):
    """The period in which a claim key belongs to one partner: at any instant at most one row for a key (F-LEAD-07).

    Written by `services.claims` alone, as staff: a partner's transaction may not lengthen what it holds.
    """

    lead = TenantForeignKey(Lead)
    partner = TenantForeignKey(Partner, indexed=False)
    program = TenantForeignKey(Program, indexed=False)
    claim_key = models.CharField(max_length=200)
    period = DateTimeRangeField()

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "program_id", "claim_key"),
                period="period",
                name="lead_is_protected_for_one_partner",
                violation_error_message=_("This customer is registered by somebody already."),
            )
        ]


class LeadMove(TenantModel):
    """One move of a lead: who, when, from, to, why. Append-only."""

    lead = TenantForeignKey(Lead)
    partner = TenantForeignKey(Partner, indexed=False)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey(Membership, null=True, indexed=False)
    field = models.CharField(max_length=12, help_text=_("Which state moved: status, assignment or deal."))
    before = models.CharField(max_length=16, blank=True)
    after = models.CharField(max_length=16)
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SI", partner="SI")


class Deal(TenantModel):
    """A won lead: the sale that commissions are paid on. `source` is copied, since it decides the clock (F-CXL-02)."""

    class State(models.TextChoices):
        WON = "won", _("Won")
        CANCELLED = "cancelled", _("Cancelled")

    lead = TenantForeignKey(Lead, indexed=False)
    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program, indexed=False)
    source = models.CharField(max_length=10, choices=Lead.Source)
    reference = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.WON)
    closed_on = models.DateField()
    cancelled_on = models.DateField(null=True)
    value_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    closed_by = TenantForeignKey(Membership, null=True, indexed=False)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "reference"], name="deal_reference_is_unique"),
            models.UniqueConstraint(fields=["vendor", "lead"], name="lead_becomes_one_deal"),
            models.CheckConstraint(
                condition=models.Q(state="won", cancelled_on__isnull=True)
                | models.Q(state="cancelled", cancelled_on__gte=models.F("closed_on")),
                name="deal_is_cancelled_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
