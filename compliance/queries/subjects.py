"""Who has to be screened, as partners and applications say it now."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from compliance.models import Subject
from compliance.rules import is_screened
from compliance.screening import COMPANY, PERSON, Party
from compliance.states import Role
from partners.models import (
    Application,
    ApplicationExecutive,
    ApplicationOwner,
    CompanyFact,
    Partner,
    PartnerExecutive,
    PartnerOwner,
)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as a row of partners tells of them. `company` is with whom: the same name elsewhere is somebody else."""

    role: Role
    source_id: int
    schema: str
    name: str
    country: str
    company: str
    birth_date: date | None = None
    identifier: str = ""
    share: Decimal | None = None

    @property
    def digest(self) -> str:
        """Of all that a score depends on, and of the company (a dismissal hangs on it)."""
        whose = " ".join(self.company.casefold().split())
        return hashlib.sha256(f"{party_of(self, 0).digest}:{self.role.value}:{whose}".encode()).hexdigest()


def party_of(one: "Known | Subject", key: int) -> Party:
    """As the matcher takes it."""
    return Party(
        id=str(key),
        name=one.name,
        schema=one.schema,
        countries=(one.country.lower(),) if one.country else (),
        birth_date=one.birth_date.isoformat() if one.birth_date else "",
        identifiers=(one.identifier,) if one.identifier else (),
    )


def known_of_application(application: Application, *, above: Decimal) -> list[Known]:
    """The company, its trade name, owners strictly above the share, every executive, of the latest revision (A-DD-02, A-DD-03)."""
    company = application.company
    latest = {"application": application, "revision": application.revision}
    owners = ApplicationOwner.objects.filter(**latest).order_by("position")
    people = ApplicationExecutive.objects.filter(**latest).order_by("position")
    first = Known(
        Role.COMPANY, application.pk, COMPANY, company, application.country, company, identifier=application.tax_id
    )
    return [
        first,
        *_trading(first, application.trade_name),
        *(_owner(row, company) for row in owners if is_screened(row.share, above=above)),
        *(_executive(row, company) for row in people),
    ]


def known_of_partners(partner_ids: Collection[int], *, on: date, above: Decimal) -> dict[int, list[Known]]:
    """The same for many partners as of a day, in four queries."""
    partners = Partner.objects.filter(pk__in=partner_ids).order_by("pk")
    facts = CompanyFact.objects.filter(
        partner_id__in=partner_ids, kind__in=["legal_name", "trade_name", "country", "tax_id"], period__contains=on
    )
    said = {(row.partner_id, row.kind): row.value for row in facts}
    found: dict[int, list[Known]] = {}
    for partner in partners:
        name = said.get((partner.pk, "legal_name"), partner.name)
        country, tax_id = said.get((partner.pk, "country"), ""), said.get((partner.pk, "tax_id"), "")
        company = Known(Role.COMPANY, partner.pk, COMPANY, name, country[:2].upper(), name, identifier=tax_id[:60])
        found[partner.pk] = [company, *_trading(company, said.get((partner.pk, "trade_name"), ""))]
    at_work = {"partner_id__in": list(found), "period__contains": on}
    for owner in PartnerOwner.objects.filter(**at_work).order_by("pk"):
        if is_screened(owner.share, above=above):
            found[owner.partner_id].append(_owner(owner, found[owner.partner_id][0].company))
    for person in PartnerExecutive.objects.filter(**at_work).order_by("pk"):
        found[person.partner_id].append(_executive(person, found[person.partner_id][0].company))
    return found


def _trading(company: Known, name: str) -> list[Known]:
    """The company under the name that customers know it by, where that is another."""
    if not name or name.casefold() == company.name.casefold():
        return []
    return [replace(company, role=Role.TRADE_NAME, name=name[:160], identifier="")]


def _owner(row: ApplicationOwner | PartnerOwner, company: str) -> Known:
    schema = PERSON if row.kind == "person" else COMPANY
    return Known(Role.OWNER, row.pk, schema, row.name, row.country, company, row.birth_date, share=row.share)


def _executive(row: ApplicationExecutive | PartnerExecutive, company: str) -> Known:
    return Known(Role.EXECUTIVE, row.pk, PERSON, row.name, row.country, company, row.birth_date)
