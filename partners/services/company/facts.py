"""What the papers of a partner say: names, country, mail domain, tax id. A new paper ends what the one before said."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from partners.models import CompanyFact, Partner
from partners.queries.applications import partner_of_company
from partners.queries.programs import refused_mail_of
from partners.rules.company_mail import is_free_mail
from partners.rules.tax_ids import LONGEST as LONGEST_TAX_ID
from partners.rules.tax_ids import plain_tax_id
from partners.services.company.ground import end_row, locked_company, refuse_day, refuse_ended, tell
from portal.accounts.actor import Actor
from portal.countries import COUNTRIES
from portal.domains import NoDomain, registrable_domain
from portal.problems import Refusal

Kind = CompanyFact.Kind
#: What may be changed here; the currency of payouts is of the agreement.
CHANGEABLE: Final = (Kind.LEGAL_NAME, Kind.TRADE_NAME, Kind.COUNTRY, Kind.DOMAIN, Kind.TAX_ID)
#: What a company may do without.
REMOVABLE: Final = (Kind.TRADE_NAME, Kind.TAX_ID)
LONGEST_NAME: Final = 160


def refuse_fact(partner: Partner, *, kind: str, value: str, begins: date, at: datetime) -> None:
    """Raise Refusal for a value that is none, and for a day before what it replaces."""
    refuse_ended(partner)
    refuse_day(begins, at=at, field="begins")
    said = _read_value(Kind(kind), value)
    last = _last_fact(partner, kind)
    first = last.period.lower if last is not None else None
    if first is not None and begins <= first:
        raise Refusal(_("What is recorded began on %(day)s: choose a later day.") % {"day": first}, field="begins")
    if said == (last.value if last is not None and last.period.upper is None else ""):
        raise Refusal(_("This is what is recorded."), field="value")


@transaction.atomic
def change_fact(partner: Partner, *, kind: str, value: str, begins: date, by: Actor, at: datetime) -> None:
    """What its papers say from a day on; what they said ends the day before. An empty value ends what a company may do without.

    Raises Refusal for a mail service (A-EML-01) and for what another partner's papers say.
    """
    locked = locked_company(partner.pk)
    refuse_fact(locked, kind=kind, value=value, begins=begins, at=at)
    said = _read_value(Kind(kind), value)
    _refuse_elsewhere(locked, Kind(kind), said, at=at)
    last = _last_fact(locked, kind)
    before = last.value if last is not None else ""
    if last is not None and (last.period.upper is None or last.period.upper > begins):
        end_row(last, begins)
    if said:
        CompanyFact.objects.create(partner=locked, kind=kind, value=said, period=DateRange(begins, None))
    tell("company.fact_changed", locked.pk, by=by, at=at, fact=kind, before=before, value=said, begins=begins)


def _last_fact(partner: Partner, kind: str) -> CompanyFact | None:
    found: CompanyFact | None = CompanyFact.objects.filter(partner=partner, kind=kind).order_by("-period").first()
    return found


def _read_value(kind: CompanyFact.Kind, value: str) -> str:
    said = value.strip()
    if not said:
        if kind not in REMOVABLE:
            raise Refusal(_("A company has one: say what it is."), field="value")
        return ""
    if kind == Kind.COUNTRY:
        if said.upper() not in COUNTRIES:
            raise Refusal(_("Give the two letters of a country, such as DE."), field="value")
        return said.upper()
    if kind == Kind.DOMAIN:
        try:
            return registrable_domain(said.casefold().rpartition("@")[2])
        except NoDomain:
            raise Refusal(_("Give a mail domain, such as company.com."), field="value") from None
    if kind == Kind.TAX_ID:
        return _read_words(plain_tax_id(said), longest=LONGEST_TAX_ID)
    return _read_words(said, longest=LONGEST_NAME)


def _read_words(said: str, *, longest: int) -> str:
    if not said:
        raise Refusal(_("Say it in letters or digits."), field="value")
    if len(said) > longest:
        raise Refusal(_("Say it in %(longest)s characters.") % {"longest": longest}, field="value")
    return said


def _refuse_elsewhere(partner: Partner, kind: CompanyFact.Kind, said: str, *, at: datetime) -> None:
    if kind not in (Kind.DOMAIN, Kind.TAX_ID) or not said:
        return
    if kind == Kind.DOMAIN and is_free_mail(said, refused_mail_of(partner.pk, at=at)):
        raise Refusal(_("This is a mail service, and no company's own domain."), field="value")
    same = {"domain": said, "tax_id": ""} if kind == Kind.DOMAIN else {"domain": "", "tax_id": said}
    other = partner_of_company(**same)
    if other is not None and other.pk != partner.pk:
        raise Refusal(_("The papers of %(name)s say so already.") % {"name": other.name}, field="value")
