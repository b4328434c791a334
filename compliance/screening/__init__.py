"""Names against lists of restricted parties: a pure library, without database, clock or settings."""

from compliance.screening.matcher import MATCHER_VERSION, THRESHOLDS, Index
from compliance.screening.parties import COMPANY, PERSON, Entry, Match, Party
from compliance.screening.reading import ListRefused, Reading

__all__ = [
    "COMPANY",
    "MATCHER_VERSION",
    "PERSON",
    "THRESHOLDS",
    "Entry",
    "Index",
    "ListRefused",
    "Match",
    "Party",
    "Reading",
]
