"""What a paper has to contain, and until when it is good. Pure; calendar months, clamped to the month's end (X-03)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from partners.guide.papers import PaperTerms
from portal.clock import add_months


def papers_of(papers: Mapping[str, PaperTerms], *, categories: Collection[str]) -> dict[str, PaperTerms]:
    """What partners of these categories may hand in, in the guide's order."""
    return {
        key: terms
        for key, terms in papers.items()
        if not terms.categories or any(category in terms.categories for category in categories)
    }


def not_ticked(terms: PaperTerms, ticked: Iterable[str]) -> list[str]:
    """Keys of the check-list that nobody ticked: with one of them missing a paper is neither handed in nor accepted."""
    found = set(ticked)
    return [key for key in terms.contains if key not in found]


class EndMissing(ValueError):
    """Whoever accepts a paper of this kind says its last day."""


class EndPast(ValueError):
    """A paper cannot be accepted for days that are over."""


def good_until(terms: PaperTerms, *, accepted_on: date, named: date | None) -> date | None:
    """The last day on which a paper accepted on a day is good; None: it never ends. Raises EndMissing, EndPast.

    A day that was named counts where the kind has an end; what follows from months is never shortened by nobody naming one.
    """
    if not terms.has_end:
        return None
    if named is None and terms.valid_months is None:
        raise EndMissing
    end = named or add_months(accepted_on, terms.valid_months.value if terms.valid_months else 0)
    if end < accepted_on:
        raise EndPast
    return end
