"""Names against lists of restricted parties: a pure library, without database, clock or settings."""

from compliance.screening.parties import COMPANY, PERSON, Entry, Match, Party
from compliance.screening.reading import ListRefused, Reading

__all__ = ["COMPANY", "PERSON", "Entry", "ListRefused", "Match", "Party", "Reading"]
