"""What an approved company becomes: a partner with its papers and principals, waiting for its agreements (G-GEN-02)."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Application, CompanyFact, Partner, PartnerExecutive, PartnerOwner
from partners.queries.applications import executives_of, owners_of, partner_of_company


def admit_company(application: Application, *, on: date) -> Partner:
    """The partner of a locked application: the one the company is already (X-10), or a new one that is not active yet.

    No enrolment, no tier, no benefit: these begin when it is activated.
    """
    partner = partner_of_company(domain=application.domain, tax_id=application.tax_id)
    if partner is None:
        partner = Partner.objects.create(name=application.company, state=Partner.State.WAITING)
    _add_facts(partner, application, on)
    _add_principals(partner, application, on)
    return partner


def _add_facts(partner: Partner, application: Application, on: date) -> None:
    """What is not known of it yet; what is known stays, since a new paper is looked at before it replaces an old one."""
    known = set(CompanyFact.objects.filter(partner=partner, period__upper_inf=True).values_list("kind", flat=True))
    values = {
        CompanyFact.Kind.LEGAL_NAME: application.company,
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
