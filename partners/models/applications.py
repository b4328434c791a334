"""Applications of companies that want to join a program: what was typed, what was sent in, and every move.

A draft lives in `typed` alone, as it was typed. What is sent in becomes rows, with the revision it was sent in as: a revision is
never written over, so that a decision keeps what it was made on (X-05). The latest revision counts.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from partners.models.companies import Partner
from partners.states import APPLICATION_STATES, ApplicationState
from portal.accounts.models import Membership
from portal.files.models import StoredFile
from portal.guides.models import GuideVersion, Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey
from portal.tenancy.models import TenantModel


class PartyKind(models.TextChoices):
    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")


class Application(TenantModel):
    """A company's wish to join a program in a category (G-APP-01).

    A stranger begins one with an INSERT; everything else goes through whoever holds the token, or the vendor's people. Only the
    token's digest stands here, and a salt from which the installation makes it again when a mail is written.
    """

    program = TenantForeignKey(Program, indexed=False)
    category = models.CharField(max_length=40)
    state = models.CharField(
        max_length=16,
        choices=[(state.value, _(words)) for state, words in APPLICATION_STATES.labels.items()],
        default=ApplicationState.DRAFT.value,
    )
    token_digest = models.BinaryField(max_length=32)
    salt = models.CharField(max_length=40)
    origin = models.CharField(max_length=64, blank=True, help_text=_("Digest of the network it was begun from."))
    language = models.CharField(max_length=8, default="en")
    contact_name = models.CharField(max_length=120)
    mail = models.EmailField()
    mail_confirmed_at = models.DateTimeField(null=True)
    typed = models.JSONField(default=dict, help_text=_("What was typed, by step."))
    revision = models.PositiveSmallIntegerField(default=0)
    company = models.CharField(max_length=160, blank=True)
    trade_name = models.CharField(max_length=160, blank=True, help_text=_("Under which it trades, if another."))
    search_name = models.CharField(max_length=160, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tax_id = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    domain = models.CharField(max_length=120, blank=True, help_text=_("Whose the mail domain is (A-EML-02)."))
    domain_check = models.CharField(max_length=8, blank=True, help_text=_("match, or review: a person looks."))
    indirect_owners = models.TextField(blank=True, help_text=_("Who holds shares through others, as typed (A-DD-03)."))
    answers = models.JSONField(default=dict)
    guide_version = TenantForeignKey(GuideVersion, null=True, indexed=False)
    attached_to = TenantForeignKey("self", null=True)
    partner = TenantForeignKey(Partner, null=True)
    started_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, help_text=_("Since when an answer of the applicant is waited for."))

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S", visitor="I")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "token_digest"], name="application_token_is_unique"),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "withdrawn"])
                | models.Q(
                    revision__gt=0,
                    submitted_at__isnull=False,
                    mail_confirmed_at__isnull=False,
                    guide_version__isnull=False,
                ),
                name="application_is_sent_in_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(partner__isnull=False)
                | ~models.Q(state__in=["approved", "agreement_sent", "signed", "active", "suspended"]),
                name="approved_application_is_a_partner",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "state", "submitted_at", "id"], name="application_state_ix"),
            models.Index(fields=["vendor", "program", "domain"], name="application_domain_ix"),
            models.Index(fields=["vendor", "search_name", "id"], name="application_name_ix"),
            models.Index(fields=["vendor", "mail", "started_at"], name="application_mail_ix"),
            models.Index(fields=["vendor", "origin", "started_at"], name="application_origin_ix"),
        ]

    def __str__(self) -> str:
        return self.company or f"application #{self.pk}"


class ApplicationCountry(TenantModel):
    """A country that the company wants to be in, in one revision."""

    application = TenantForeignKey(Application, indexed=False)
    revision = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)

    tenancy: ClassVar[Access] = Access(staff="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "application", "revision", "country"], name="application_names_a_country_once"
            ),
            models.CheckConstraint(condition=models.Q(country__regex="^[A-Z]{2}$"), name="application_country_is_iso"),
        ]


class ApplicationOwner(TenantModel):
    """Who holds shares of the company, in percent, in one revision. Screened strictly above the guide's share (A-DD-03)."""

    application = TenantForeignKey(Application, indexed=False)
    revision = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=PartyKind)
    name = models.CharField(max_length=160)
    share = models.DecimalField(max_digits=5, decimal_places=2)
    country = models.CharField(max_length=2)
    birth_date = models.DateField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "application", "revision", "position"], name="application_names_an_owner_once"
            ),
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=100), name="application_share_is_of_a_hundred"
            ),
        ]


class ApplicationExecutive(TenantModel):
    """Who leads the company, in one revision. Every one is screened (A-DD-02)."""

    application = TenantForeignKey(Application, indexed=False)
    revision = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    birth_date = models.DateField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SI")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "application", "revision", "position"], name="application_names_an_executive_once"
            )
        ]


class ApplicationDocument(TenantModel):
    """A file that came with an application. What is taken back before it was sent in keeps its row."""

    application = TenantForeignKey(Application)
    kind = models.SlugField(max_length=40, help_text=_("A document that the guide asks for."))
    file = TenantForeignKey(StoredFile, indexed=False)
    added_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Access] = Access(staff="SIU")


class ApplicationTransition(TenantModel):
    """One move, or a question and its answer: who, when, from, to, why. Append-only; no names.

    `reason` is a code of the guide. `told` are words to the applicant, `note` stays with the vendor. `inputs` names what a
    decision was made on: guide version, revision, gates (X-05).
    """

    class Act(models.TextChoices):
        MOVED = "moved", _("moved")
        ASKED = "asked", _("asked the applicant")
        ANSWERED = "answered", _("answered")

    application = TenantForeignKey(Application)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey(Membership, null=True, indexed=False)
    act = models.CharField(max_length=10, choices=Act, default=Act.MOVED)
    before = models.CharField(max_length=16, blank=True)
    after = models.CharField(max_length=16)
    reason = models.CharField(max_length=40, blank=True)
    told = models.TextField(blank=True)
    note = models.TextField(blank=True)
    inputs = models.JSONField(default=dict)

    tenancy: ClassVar[Access] = Access(staff="SI")
