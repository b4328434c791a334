"""Due-diligence cases: what was looked at, what was found, who decided, and an append-only row for each move."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from compliance.models.subjects import ADDED_ONLY, FOR_STAFF, Hit, Subject
from compliance.states import CASE_STATES, CHECK_LABELS, OUTCOME_LABELS, CaseState, Ruling
from partners.models import Application, Partner
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import GuideVersion, Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel

UNDECIDED = ["open", "clear", "hit", "escalated"]


class Case(TenantModel):
    """The file of one application (A-DD-01), or of a partner whom a later screening found (G-ETH-02)."""

    application = TenantForeignKey(Application, null=True)
    partner = TenantForeignKey(Partner, null=True)
    program = TenantForeignKey(Program, null=True, indexed=False)
    guide_version = TenantForeignKey(GuideVersion, null=True, indexed=False)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, _(words)) for state, words in CASE_STATES.labels.items()],
        default=CaseState.OPEN.value,
    )
    revision = models.PositiveSmallIntegerField(default=0, help_text=_("Of the application that was looked at."))
    company = models.CharField(max_length=160)
    opened_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    escalated_by = TenantForeignKey(Membership, null=True, indexed=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey(Membership, null=True, indexed=False)
    waiting = models.GeneratedField(
        expression=models.Q(state__in=UNDECIDED),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    tenancy: ClassVar[Access] = FOR_STAFF

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(application__isnull=True, partner__isnull=False)
                | models.Q(application__isnull=False, partner__isnull=True),
                name="case_is_an_applicants_or_a_partners",
            ),
            models.UniqueConstraint(
                fields=["vendor", "application", "partner"],
                condition=models.Q(state__in=UNDECIDED),
                nulls_distinct=False,
                name="case_is_open_once",
                violation_error_message=_("A case is open already."),
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "waiting", "opened_at", "id"], name="case_age_ix"),
            models.Index(fields=["vendor", "state", "opened_at", "id"], name="case_state_ix"),
        ]

    def __str__(self) -> str:
        return self.company


class CaseSubject(TenantModel):
    """Who is looked at in a case: the subject as it was known then (X-05). Nobody leaves a case."""

    case = TenantForeignKey(Case, indexed=False)
    subject = TenantForeignKey(Subject)
    added_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = ADDED_ONLY

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["vendor", "case", "subject"], name="case_names_a_subject_once")]


class CaseCheck(TenantModel):
    """One line of a case's checklist, asked for one revision of the application; the screening once for each subject."""

    case = TenantForeignKey(Case, indexed=False)
    check_kind = models.CharField(
        max_length=20, choices=[(check.value, _(words)) for check, words in CHECK_LABELS.items()]
    )
    subject = TenantForeignKey(Subject, null=True, indexed=False)
    revision = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = ADDED_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "case", "check_kind", "subject", "revision"],
                nulls_distinct=False,
                name="case_asks_each_check_once",
            ),
            models.CheckConstraint(
                condition=models.Q(check_kind="restricted_party", subject__isnull=False)
                | (~models.Q(check_kind="restricted_party") & models.Q(subject__isnull=True)),
                name="case_screens_subjects",
            ),
        ]


class CheckResult(TenantModel):
    """What somebody found, or the portal itself (`by` null). The latest counts; earlier ones stay (X-05)."""

    case = TenantForeignKey(Case)
    line = TenantForeignKey(CaseCheck)
    outcome = models.CharField(
        max_length=16, choices=[(outcome.value, _(words)) for outcome, words in OUTCOME_LABELS.items()]
    )
    code = models.SlugField(max_length=40, blank=True, help_text=_("Why the portal says so."))
    note = models.TextField(blank=True)
    by = TenantForeignKey(Membership, null=True, indexed=False)
    at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = ADDED_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="clear") | ~models.Q(code="") | ~models.Q(note=""),
                name="finding_and_exception_say_why",
                violation_error_message=_("Say what was found, or why the check does not apply."),
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="clear") | models.Q(by__isnull=False) | ~models.Q(code=""),
                name="clear_is_said_by_somebody",
            ),
        ]


class Evidence(TenantModel):
    """A file that shows what was looked at."""

    case = TenantForeignKey(Case)
    line = TenantForeignKey(CaseCheck, indexed=False)
    file = TenantForeignKey(StoredFile, indexed=False)
    by = TenantForeignKey(Membership, null=True, indexed=False)
    at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = ADDED_ONLY


class HitDecision(TenantModel):
    """What a person said of a possible match. Remembered under its `key` until the subject or the entry changes; the latest counts."""

    hit = TenantForeignKey(Hit)
    case = TenantForeignKey(Case)
    key = models.CharField(max_length=64)
    ruling = models.CharField(
        max_length=12,
        choices=[(Ruling.TRUE_MATCH.value, _("True match")), (Ruling.DISMISSED.value, _("Dismissed"))],
    )
    reason = models.TextField()
    by = TenantForeignKey(Membership, indexed=False)
    at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = ADDED_ONLY

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="decision_about_a_hit_says_why",
                violation_error_message=_("Say why."),
            )
        ]
        indexes = [models.Index(fields=["vendor", "key", "-id"], name="hit_decision_key_ix")]


class CaseTransition(TenantModel):
    """One move of a case: who, when, from, to, why, and on what (X-05). Append-only; no names."""

    case = TenantForeignKey(Case)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey(Membership, null=True, indexed=False)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    inputs = models.JSONField(default=dict)

    tenancy: ClassVar[Access] = ADDED_ONLY
