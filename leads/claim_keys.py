"""Who is the same customer (F-LEAD-07): two leads with one claim key compete for one company."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from portal.domains import NoDomain, domain_of_mail, domain_of_website, is_mail_service, is_social_host

# Dropped from the end of a name only, so that "Limited Brands" stays itself. Written as they look after folding.
_LEGAL_FORM_WORDS = (
    "ab ag aps as asa bhd bv co company corp corporation cv doo eirl eood gmbh inc incorporated kft kg kk lda limitada"
    " limited llc llp lp ltd ltda mbh nv ohg oo oy oyj plc pte pty pvt private sa sac sarl sas sdn se sl slu spa spol"
    " sro srl sau srls ug zoo"
)
_LEGAL_FORMS = frozenset(_LEGAL_FORM_WORDS.split())
# These stand in front. Cyrillic letters are named, because they look like Latin ones.
_LEADING_FORMS: frozenset[str] = frozenset(
    (
        "pt",
        "\N{CYRILLIC SMALL LETTER O}" * 3,
        "\N{CYRILLIC SMALL LETTER O}\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER O}",
        "\N{CYRILLIC SMALL LETTER ZE}\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER O}",
        "\N{CYRILLIC SMALL LETTER PE}\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER O}",
        "\N{CYRILLIC SMALL LETTER A}\N{CYRILLIC SMALL LETTER O}",
    )
)
_FOLDED_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "ħ": "h", "þ": "th"}
)


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


def normalise_company_name(name: str) -> str:
    """Letters and digits only, folded (case, accents, width), legal form dropped, words joined."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(char for char in folded if not unicodedata.combining(char)).translate(_FOLDED_LETTERS)
    words = re.findall(r"[^\W_]+", re.sub("['\N{RIGHT SINGLE QUOTATION MARK}.]", "", bare))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    if len(words) > 1 and words[0] in _LEADING_FORMS:
        del words[0]
    return "".join(words)


def _company_domain(text: str, *, of: Callable[[str], str]) -> str | None:
    try:
        domain = of(text)
    except NoDomain:
        return None
    return None if is_mail_service(domain) or is_social_host(domain) else domain
