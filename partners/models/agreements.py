"""What partners sign: texts of a program in versions, an agreement per partner and version, signatures, papers, deviations.

The `Agreement` of companies.py stays what commission rates hang on; it begins when the master agreement is executed.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.agreement_states import AGREEMENT_STATES, UNDER_WAY, AgreementState
from partners.models.admissions import Admission
from partners.models.companies import READ_OWN, Partner
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import Program
from portal.tenancy.access import APPEND_ONLY, Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class AgreementText(TenantModel):
    """One version of a document of a program: words typed here, or a PDF. A draft until it is published, then it never changes.

    `sha256` is of the words in UTF-8, or of the file: what every signature of it names. `reaccept_by` is the last day on which
    partners with an earlier version sign this one; nothing there leaves theirs in force.
    """

    class Kind(models.TextChoices):
        MASTER = "master", _("Master agreement")
        SCHEDULE = "schedule", _("Schedule")
        EVALUATION = "evaluation", _("Evaluation agreement")
        SDK = "sdk", _("SDK agreement")
        DPA = "dpa", _("Data processing agreement")
        EULA = "eula", _("End user licence agreement")
        CODE_OF_CONDUCT = "code_of_conduct", _("Code of conduct")

    program = TenantForeignKey(Program)
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=160)
    language = models.CharField(max_length=5, default="en")
    body = models.TextField(blank=True)
    file = TenantForeignKey(StoredFile, null=True, indexed=False)
    sha256 = models.CharField(max_length=64, blank=True)
    effective_from = models.DateField(null=True)
    reaccept_by = models.DateField(null=True)
    what_changed = models.TextField(blank=True)
    written_by = TenantForeignKey(Membership, null=True, indexed=False)
    written_at = models.DateTimeField(db_default=Now())
    published_by = TenantForeignKey(Membership, null=True, indexed=False)
    published_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S", partner_column=None)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "program", "key", "number"], name="text_has_one_version_of_a_number"
            ),
            models.UniqueConstraint(
                fields=["vendor", "program", "key"],
                condition=Q(published_at=None),
                name="text_has_one_draft",
                violation_error_message=_("A draft of this document is there already."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(sha256__regex="^[0-9a-f]{64}$", effective_from__isnull=False),
                name="published_text_has_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} v{self.number}"


class SignedAgreement(TenantModel):
    """One version of a document between the vendor and a partner, from the day it is sent. `ends_on` is its last day, None where
    it never ends; `on_lapse` is what then happens, as the guide said when it was executed. `document` is the partner's copy of a
    text that is a file; `pdf` is the executed agreement with its signatures, drawn by a job.
    """

    class Signatories(models.TextChoices):
        BOTH = "both", _("Both sides")
        PARTNER = "partner", _("The partner alone")

    class Renewal(models.TextChoices):
        AUTOMATIC = "automatic", _("Renews by itself")
        BY_ACT = "by_act", _("Renewed by an act")
        NONE = "none", _("Not renewed")

    class Lapse(models.TextChoices):
        NOTHING = "nothing", _("Nothing else ends")
        SUSPEND_ENROLMENT = "suspend_enrolment", _("Suspends the enrolment")
        STOP_PAYOUTS = "stop_payouts", _("Stops payouts")

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program)
    text = TenantForeignKey(AgreementText)
    admission = TenantForeignKey(Admission, null=True)
    signed_by = models.CharField(max_length=8, choices=Signatories, default=Signatories.BOTH)
    number = models.CharField(max_length=60)
    state = models.CharField(
        max_length=16,
        choices=[(state.value, _(words)) for state, words in AGREEMENT_STATES.labels.items()],
        default=AgreementState.SENT.value,
    )
    sent_at = models.DateTimeField()
    accept_by = models.DateField(null=True)
    executed_at = models.DateTimeField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    renewal = models.CharField(max_length=10, choices=Renewal, default=Renewal.NONE)
    notice_on = models.DateField(null=True)
    notice_given_at = models.DateTimeField(null=True)
    notice_by = TenantForeignKey(Membership, null=True, indexed=False)
    on_lapse = models.CharField(max_length=20, choices=Lapse, default=Lapse.NOTHING)
    replaces = TenantForeignKey("self", null=True, indexed=False)
    document = TenantForeignKey(StoredFile, null=True, indexed=False)
    pdf = TenantForeignKey(StoredFile, null=True, indexed=False)
    guide_version_id = models.BigIntegerField(null=True)

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "number"], name="signed_agreement_number_is_unique"),
            models.UniqueConstraint(
                fields=["vendor", "partner", "text"],
                condition=Q(state__in=sorted(state.value for state in UNDER_WAY)),
                name="version_is_under_way_once",
                violation_error_message=_("The partner has this version to sign already."),
            ),
            models.UniqueConstraint(
                fields=["vendor", "partner", "text"],
                condition=Q(state="executed"),
                name="version_is_executed_once",
                violation_error_message=_("The partner has this version already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="executed") | Q(executed_at__isnull=False, starts_on__isnull=False),
                name="executed_agreement_has_begun",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "state", "ends_on"], name="agreement_ends_ix"),
            models.Index(fields=["vendor", "-sent_at", "-id"], name="agreement_newest_ix"),
        ]

    def __str__(self) -> str:
        return self.number


class AgreementMove(TenantModel):
    """A step in an agreement's life; never changed."""

    agreement = TenantForeignKey(SignedAgreement)
    partner = TenantForeignKey(Partner, indexed=False)
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    by = TenantForeignKey(Membership, null=True, indexed=False)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = APPEND_ONLY


class AgreementSignature(TenantModel):
    """One side's signature, of one document hash. It stays; only the person in it can be erased."""

    class Side(models.TextChoices):
        PARTNER = "partner", _("Partner")
        VENDOR = "vendor", _("Vendor")

    agreement = TenantForeignKey(SignedAgreement)
    partner = TenantForeignKey(Partner, indexed=False)
    side = models.CharField(max_length=8, choices=Side)
    signer = models.CharField(max_length=160)
    title = models.CharField(max_length=160)
    address = models.CharField(max_length=45)
    document_sha256 = models.CharField(max_length=64)
    membership = TenantForeignKey(Membership, indexed=False)
    signed_at = models.DateTimeField()

    tenancy: ClassVar[Access] = Access(staff="SI", partner="S", platform="SIU")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "agreement", "side"],
                name="side_signs_once",
                violation_error_message=_("This side has signed already."),
            )
        ]


class AgreementPaper(TenantModel):
    """A signed paper as it was uploaded: who signed it and when, and what a second person found."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("To be checked")
        ACCEPTED = "accepted", _("As it should be")
        REJECTED = "rejected", _("Sent back")

    agreement = TenantForeignKey(SignedAgreement)
    partner = TenantForeignKey(Partner, indexed=False)
    file = TenantForeignKey(StoredFile, indexed=False)
    partner_signer = models.CharField(max_length=160)
    partner_title = models.CharField(max_length=160)
    partner_signed_on = models.DateField()
    vendor_signer = models.CharField(max_length=160)
    vendor_title = models.CharField(max_length=160)
    vendor_signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    uploaded_by = TenantForeignKey(Membership, indexed=False)
    uploaded_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING)
    checked_by = TenantForeignKey(Membership, null=True, indexed=False)
    checked_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "agreement"], condition=Q(outcome="waiting"), name="one_paper_waits_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("uploaded_by")),
                name="paper_is_checked_by_another_person",
                violation_error_message=_("Whoever uploaded it cannot check it: a second person has to."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting") | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="checked_paper_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="paper_ends_after_it_begins"
            ),
        ]


class AgreementDeviation(TenantModel):
    """Where an agreement says something else than the guide (G-GEN-05): which rule, what the guide says, what was agreed.

    `subject` is the requirement's key or the rate's name. Written before the agreement is executed, and then part of it.
    """

    class Kind(models.TextChoices):
        REQUIREMENT = "requirement", _("Requirement")
        RATE = "rate", _("Rate")
        TERM = "term", _("Other term")

    agreement = TenantForeignKey(SignedAgreement)
    partner = TenantForeignKey(Partner, indexed=False)
    rule = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(max_length=80, blank=True)
    guide_says = models.CharField(max_length=300)
    agreed = models.CharField(max_length=300)
    waives = models.BooleanField(default=False)
    reason = models.TextField()
    written_by = TenantForeignKey(Membership, indexed=False)
    written_at = models.DateTimeField()

    tenancy: ClassVar[Access] = APPEND_ONLY
