"""What an approved company becomes: a partner with its papers and principals, waiting for its agreements (G-GEN-02).

When it is activated, what it applied with takes effect: its countries, its specializations, its subtype.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.events import PartnerEvent, on_partner_event
from partners.models import (
    Application,
    CompanyFact,
    CountryPresence,
    EnrolmentTrait,
    Partner,
    PartnerExecutive,
    PartnerOwner,
)
from partners.queries.applications import countries_of, executives_of, owners_of, partner_of_company
from partners.services.standing import wait_again
from portal.accounts.actor import Actor
from portal.clock import legal_date


def admit_company(application: Application, *, on: date, by: Actor | None, at: datetime) -> Partner:
    """The partner of a locked application: the one the company is already (X-10), or a new one that is not active yet.

    No enrolment, no tier, no benefit: these begin when it is activated.
    """
    partner = partner_of_company(domain=application.domain, tax_id=application.tax_id)
    if partner is None:
        partner = Partner.objects.create(name=application.company, state=Partner.State.WAITING)
    else:
        wait_again(partner, by=by, at=at)
    _add_facts(partner, application, on)
    _add_principals(partner, application, on)
    return partner


def _add_facts(partner: Partner, application: Application, on: date) -> None:
    """What is not known of it yet; what is known stays, since a new paper is looked at before it replaces an old one."""
    known = set(CompanyFact.objects.filter(partner=partner, period__upper_inf=True).values_list("kind", flat=True))
    values = {
        CompanyFact.Kind.LEGAL_NAME: application.company,
        CompanyFact.Kind.TRADE_NAME: application.trade_name,
        CompanyFact.Kind.COUNTRY: application.country,
        CompanyFact.Kind.TAX_ID: application.tax_id,
        CompanyFact.Kind.DOMAIN: application.domain,
    }
    CompanyFact.objects.bulk_create(
        CompanyFact(partner=partner, kind=kind, value=value, period=DateRange(on, None))
        for kind, value in values.items()
        if value and kind not in known
    )


def _add_principals(partner: Partner, application: Application, on: date) -> None:
    """Owners and executives as this application names them; those that an earlier one named and this one does not end."""
    period = DateRange(on, None)
    owners = owners_of(application)
    executives = executives_of(application)
    for model in (PartnerOwner, PartnerExecutive):
        for row in model.objects.filter(partner=partner, period__upper_inf=True, period__startswith__lt=on):
            row.period = DateRange(row.period.lower, on)
            row.save(update_fields=["period"])
    PartnerOwner.objects.bulk_create(
        PartnerOwner(partner=partner, kind=one.kind, name=one.name, share=one.share, country=one.country,
                     birth_date=one.birth_date, period=period, application=application)
        for one in owners
    )  # fmt: skip
    PartnerExecutive.objects.bulk_create(
        PartnerExecutive(partner=partner, name=one.name, role=one.role, country=one.country,
                         birth_date=one.birth_date, period=period, application=application)
        for one in executives
    )  # fmt: skip


def settle_in(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
    """From activation on: the countries of the application (F-ONB-03), its specializations (G-CAT-03) and subtype (G-CAT-04).

    What the partner has already, by another category of the program, is kept.
    """
    if event.application_id is None or event.partner_id is None:
        return
    application = Application.objects.select_related("program").get(pk=event.application_id)
    period = DateRange(legal_date(at, zone=ZoneInfo(application.program.legal_time_zone)), None)
    here = {"partner_id": event.partner_id, "program_id": event.program_id}
    present = set(
        CountryPresence.objects.filter(period__contains=period.lower, **here).values_list("country", flat=True)
    )
    CountryPresence.objects.bulk_create(
        CountryPresence(country=country, period=period, **here)
        for country in countries_of(application)
        if country not in present
    )
    if event.enrolment_id is not None:
        _add_traits(application, event.enrolment_id, event.partner_id, period)


def _add_traits(application: Application, enrolment_id: int, partner_id: int, period: DateRange) -> None:
    answers = application.answers
    traits = [(EnrolmentTrait.SPECIALIZATION, value) for value in answers.get("specializations", ())]
    if answers.get("subtype"):
        traits.append((EnrolmentTrait.SUBTYPE, answers["subtype"]))
    known = set(EnrolmentTrait.objects.filter(enrolment_id=enrolment_id).values_list("kind", "value"))
    EnrolmentTrait.objects.bulk_create(
        EnrolmentTrait(enrolment_id=enrolment_id, partner_id=partner_id, kind=kind, value=value, period=period)
        for kind, value in traits
        if (kind, value) not in known
    )


on_partner_event("activated", settle_in)
