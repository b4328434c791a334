"""Whose mail is it (A-EML): mail services are refused, and a domain is compared with the name of the company.

Distance never refuses: a false refusal loses a partner, and a person needs a few seconds (A-EML-02).
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum

from portal.company_names import company_words
from portal.domains import registrable_domain


class DomainCheck(StrEnum):
    MATCH = "match"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Closeness:
    """The guide's figures: how long a prefix counts, of how many words initials count, how alike is alike."""

    prefix_letters: int
    initials_words: int
    similarity: Decimal


def is_free_mail(host: str, refused: Iterable[str]) -> bool:
    """Whether a mail host belongs to a service of the list (A-EML-01).

    `gmx` is a service under com, net and any country (gmx.net, yahoo.co.uk), `mail.ru` is that domain alone. Only the
    registrable domain counts: gmail.com.evil.com is evil.com. Raises NoDomain.
    """
    domain = registrable_domain(host)
    label, _, suffix = domain.partition(".")
    of_services = suffix in ("com", "net") or len(suffix.rpartition(".")[2]) == 2
    return any(entry == domain if "." in entry else of_services and entry == label for entry in refused)


def compare_domain(company: str, host: str, closeness: Closeness) -> DomainCheck:
    """Match, or a person looks: both sides are folded alike first, legal forms are dropped from the name. Raises NoDomain."""
    words = company_words(company)
    name, label = "".join(words), "".join(company_words(_readable(registrable_domain(host))))
    alike = (
        name == label
        or _is_prefix(name, label, closeness.prefix_letters)
        or _are_initials(words, label, closeness.initials_words)
        or _similarity(name, label) >= closeness.similarity
    )
    return DomainCheck.MATCH if name and label and alike else DomainCheck.REVIEW


def _readable(domain: str) -> str:
    """The company's own label, with the letters it is read in: xn--bcher-kva is bücher. Hyphens join, they part no words."""
    label = domain.partition(".")[0]
    with suppress(UnicodeError):
        label = label.encode("ascii").decode("idna")
    return label.replace("-", "")


def _is_prefix(one: str, other: str, least: int) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= least and long.startswith(short)


def _are_initials(words: list[str], label: str, least: int) -> bool:
    return len(words) >= least and label == "".join(word[0] for word in words)


def _similarity(one: str, other: str) -> Decimal:
    """difflib's ratio, 2 M / T, as an exact fraction. Not symmetrical in difflib, so the better of the two ways counts."""
    total = len(one) + len(other)
    matches = max(_matching(one, other), _matching(other, one))
    return Decimal(2 * matches) / total if total else Decimal(0)


def _matching(one: str, other: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
