"""Who is the same customer (F-LEAD-07): two leads with one claim key compete for one company."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from portal.company_names import normalise_company_name
from portal.domains import NoDomain, domain_of_mail, domain_of_website, is_mail_service, is_social_host


class KeyKind(StrEnum):
    DOMAIN = "domain"
    NAME = "name"


class NoClaimKey(ValueError):
    """Neither a domain nor a company name with its country: nobody can be told apart by this."""


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """One text, `domain:acme.co.uk` or `name:de:acme`, for the column that protections are unique over."""

    kind: KeyKind
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


def claim_key(*, company: str, country: str, website: str = "", email: str = "") -> ClaimKey:
    """The registrable domain of the website, else of the mail; else the normalised name and its country.

    The website stands first because a mail may be an adviser's. Mail services and social pages name no company.
    `country` is an ISO 3166 code of two letters. Raises NoClaimKey.
    """
    domain = _company_domain(website, of=domain_of_website) or _company_domain(email, of=domain_of_mail)
    if domain:
        return ClaimKey(KeyKind.DOMAIN, domain)
    name = normalise_company_name(company)
    if not name or not re.fullmatch(r"[A-Za-z]{2}", country):
        raise NoClaimKey("a lead needs a company website or mail, or a company name with its country")
    return ClaimKey(KeyKind.NAME, f"{country.lower()}:{name}")


def _company_domain(text: str, *, of: Callable[[str], str]) -> str | None:
    try:
        domain = of(text)
    except NoDomain:
        return None
    return None if is_mail_service(domain) or is_social_host(domain) else domain
