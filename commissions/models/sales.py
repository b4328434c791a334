"""Sales and the batches that brought them in."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from leads.models import Deal, Lead
from partners.models import Partner
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel

STAFF_ONLY = Access(staff="SIU")


class ImportBatch(TenantModel):
    """One file (or API body) of sales. `declared_*` is what finance typed from its source; a difference stops the batch.

    Sums are minor units by currency, as {"USD": 123}.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        CHECKING = "checking", _("Checking")
        STOPPED = "stopped", _("Stopped")
        LOADING = "loading", _("Loading")
        LOADED = "loaded", _("Loaded")
        REFUSED = "refused", _("Refused")

    class BadRows(models.TextChoices):
        KEEP_GOOD = "keep_good", _("Keep the good rows")
        ALL_OR_NOTHING = "all_or_nothing", _("All rows or none")

    program = TenantForeignKey(Program)
    file = TenantForeignKey(StoredFile)
    system = models.CharField(max_length=40, help_text=_("The source system whose ids the rows carry."))
    bad_rows = models.CharField(max_length=16, choices=BadRows, default=BadRows.KEEP_GOOD)
    earns = models.BooleanField(default=True)
    declared_rows = models.PositiveIntegerField()
    declared_sums = models.JSONField(default=dict)
    found_rows = models.PositiveIntegerField(default=0)
    found_sums = models.JSONField(default=dict)
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0, help_text=_("Rows that were here already, word for word."))
    loaded = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(
        default=0, help_text=_("Rows whose amount could not be read: they are in no sum.")
    )
    checks = models.PositiveSmallIntegerField(default=0, help_text=_("How often the rows were checked."))
    job_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.TextField(blank=True)
    report = TenantForeignKey(StoredFile, null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey(Membership, null=True)

    tenancy: ClassVar[Access] = STAFF_ONLY

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["vendor", "-id"], name="batch_newest_ix")]


class ImportMove(TenantModel):
    """One move of a batch: who, when, from, to, why. Append-only."""

    batch = TenantForeignKey(ImportBatch)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey(Membership, null=True, indexed=False)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = Access(staff="SI")


class ImportRow(TenantModel):
    """One row of a batch as it was read: typed where it was good, with a code where it was not.

    The typed columns hold what could be read of a bad row too, so that control totals count the whole file.
    """

    class State(models.TextChoices):
        GOOD = "good", _("Good")
        KNOWN = "known", _("Here already")
        BAD = "bad", _("Bad")

    batch = TenantForeignKey(ImportBatch, indexed=False)
    row_no = models.PositiveIntegerField()
    state = models.CharField(max_length=5, choices=State)
    error = models.CharField(max_length=40, blank=True, help_text=_("Code of the first fault."))
    column = models.CharField(max_length=60, blank=True)
    faults = models.JSONField(default=list, help_text=_("Every fault as column:code."))
    detail = models.CharField(
        max_length=60, blank=True, help_text=_("What a repeated id ran into: a row, or an import and its row.")
    )
    raw = models.TextField(
        blank=True, help_text=_("The row as it stood in the file, undecodable bytes escaped; kept for bad rows.")
    )
    partner_id = models.BigIntegerField(null=True)
    deal_id = models.BigIntegerField(null=True)
    external_id = models.CharField(max_length=100, blank=True)
    invoice = models.CharField(max_length=100, blank=True)
    product = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    sold_on = models.DateField(null=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=10, blank=True)
    billed_by = models.CharField(max_length=10, blank=True)
    cancelled_on = models.DateField(null=True, help_text=_("The day the customer cancelled the deal (F-CXL-01)."))

    tenancy: ClassVar[Access] = Access(staff="SIUD")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "batch", "row_no"], name="import_row_is_read_once"),
            models.CheckConstraint(
                condition=models.Q(state="bad") & ~models.Q(error="") | ~models.Q(state="bad") & models.Q(error=""),
                name="bad_row_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "batch", "external_id"], name="import_row_id_ix"),
            models.Index(fields=["vendor", "batch", "state", "row_no"], name="import_row_state_ix"),
        ]


class Sale(TenantModel):
    """One imported revenue line. Append-only. Amounts are minor units of `currency`; a refund is negative.

    `source` decides the commission clock (F-CXL-02). `earns` is false for history brought in from elsewhere.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("New")
        RENEWAL = "renewal", _("Renewal")
        REFUND = "refund", _("Refund")

    class BilledBy(models.TextChoices):
        VENDOR = "vendor", _("Vendor")
        PARTNER = "partner", _("Partner")

    partner = TenantForeignKey(Partner, indexed=False)
    program = TenantForeignKey(Program, indexed=False)
    batch = TenantForeignKey(ImportBatch, indexed=False)
    row_no = models.PositiveIntegerField()
    system = models.CharField(max_length=40)
    external_id = models.CharField(max_length=100)
    invoice = models.CharField(max_length=100)
    product = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    sold_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=10, choices=Lead.Source)
    billed_by = models.CharField(max_length=10, choices=BilledBy, default=BilledBy.VENDOR)
    deal = TenantForeignKey(Deal, null=True, indexed=False)
    earns = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SI", partner="S")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "system", "external_id"], name="sale_is_imported_once"),
            models.CheckConstraint(
                condition=(models.Q(kind="refund") & models.Q(amount_minor__lt=0))
                | (~models.Q(kind="refund") & models.Q(amount_minor__gt=0)),
                name="only_a_refund_is_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(source="inbound") | models.Q(deal__isnull=False), name="outbound_sale_has_a_deal"
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "program", "sold_on", "id"], name="sale_day_ix"),
            models.Index(fields=["vendor", "invoice"], name="sale_invoice_ix"),
            models.Index(fields=["vendor", "partner", "-id"], name="sale_partner_ix"),
        ]
