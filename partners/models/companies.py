"""Partner companies, what is known of them and since when, what they signed, and where they are enrolled."""

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.guides.models import Program
from portal.tenancy.access import Access
from portal.tenancy.fields import TenantForeignKey, WithoutOverlaps
from portal.tenancy.models import TenantModel

READ_OWN = Access(staff="SIU", partner="S")


class Partner(TenantModel):
    """A company in a vendor's programs. `name` is what it is called every day; legal facts are dated beside it.

    It waits until its first agreement is executed (G-GEN-02). A merged partner points to its survivor; ids, links and
    documents stay.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Not active yet")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        TERMINATED = "terminated", _("Terminated")

    name = models.CharField(max_length=160)
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    survivor = TenantForeignKey("self", null=True)
    created_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = Access(staff="SIU", partner="S", partner_column="id")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["vendor", "name"], name="partner_name_ix")]

    def __str__(self) -> str:
        return self.name


class CompanyFact(TenantModel):
    """What a partner's papers said in a period: legal and trade name, country, tax id, mail domain, payout currency."""

    class Kind(models.TextChoices):
        LEGAL_NAME = "legal_name", _("Legal name")
        TRADE_NAME = "trade_name", _("Trade name")
        COUNTRY = "country", _("Country")
        TAX_ID = "tax_id", _("Tax id")
        DOMAIN = "domain", _("Mail domain")
        PAYOUT_CURRENCY = "payout_currency", _("Payout currency")

    partner = TenantForeignKey(Partner)
    kind = models.CharField(max_length=20, choices=Kind)
    value = models.CharField(max_length=200)
    period = DateRangeField()
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "partner_id", "kind"), period="period", name="partner_has_one_fact_at_a_time"
            )
        ]


class PartnerExternalId(TenantModel):
    """What another system calls a partner."""

    partner = TenantForeignKey(Partner)
    system = models.CharField(max_length=40)
    value = models.CharField(max_length=100)

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vendor", "system", "value"], name="external_id_means_one_partner")
        ]


class Enrolment(TenantModel):
    """A partner in a program, in one category, for a period."""

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program)
    category = models.CharField(max_length=40)
    period = DateRangeField()

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "partner_id", "program_id", "category"),
                period="period",
                name="partner_enrols_once_at_a_time",
            )
        ]


class Agreement(TenantModel):
    """What a partner and the vendor signed for a program. Commission rates hang on it (F-COM-02)."""

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program)
    number = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    period = DateRangeField()
    signed_on = models.DateField()

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "partner_id", "program_id"),
                period="period",
                name="partner_has_one_agreement_at_a_time",
            ),
            models.UniqueConstraint(fields=["vendor", "number"], name="agreement_number_is_unique"),
        ]

    def __str__(self) -> str:
        return self.number


class EnrolmentTrait(TenantModel):
    """What holds for an enrolment in a period and decides which requirements apply: its subtype, a specialization, a yes or no.

    `kind` is a flag of the program's guide (`uses_sdk`, `provides_care`), or one of the words below; `value` is empty for flags.
    """

    SPECIALIZATION = "specialization"
    SUBTYPE = "subtype"

    enrolment = TenantForeignKey(Enrolment)
    partner = TenantForeignKey(Partner)
    kind = models.SlugField(max_length=40)
    value = models.CharField(max_length=60, blank=True)
    holds = models.BooleanField(default=True)
    period = DateRangeField()
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "enrolment_id", "kind", "value"),
                period="period",
                name="enrolment_has_one_trait_at_a_time",
            )
        ]


class CountryPresence(TenantModel):
    """A country in which a partner is enrolled in a program, for a period. Quotas are due in these countries (G-MC-01)."""

    partner = TenantForeignKey(Partner)
    program = TenantForeignKey(Program)
    country = models.CharField(max_length=2)
    period = DateRangeField()
    batch = TenantForeignKey("partners.RecordImport", null=True, indexed=False)
    recorded_at = models.DateTimeField(db_default=Now())

    tenancy: ClassVar[Access] = READ_OWN

    class Meta(TenantModel.Meta):
        constraints = [
            WithoutOverlaps(
                columns=("vendor_id", "partner_id", "program_id", "country"),
                period="period",
                name="partner_enters_a_country_once_at_a_time",
            ),
            models.CheckConstraint(condition=models.Q(country__regex="^[A-Z]{2}$"), name="presence_country_is_iso"),
        ]
