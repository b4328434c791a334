"""What besides the name speaks for or against: country, birth date, identifiers."""

import re
from collections.abc import Iterable, Sequence

from compliance.screening.parties import Entry, Party

#: Added to the score of the name, in thousandths of it.
SAME_COUNTRY, OTHER_COUNTRY = 20, -50
SAME_DAY, SAME_YEAR, NEAR_YEAR, OTHER_YEAR = 80, 40, 0, -150
MOST_EVIDENCE = SAME_COUNTRY + SAME_DAY
#: An identifier of both: the score is at least this, whatever the names say.
SAME_IDENTIFIER = 960
_SHORTEST_IDENTIFIER = 5


def most_evidence(party: Party) -> int:
    """At most this can be added to the score of the name, from what the party says of itself."""
    if party.identifiers:
        return MOST_EVIDENCE
    return (SAME_COUNTRY if party.countries else 0) + (SAME_DAY if party.birth_date else 0)


def judge_countries(party: Party, entry: Entry) -> int:
    """A country that both have; nothing where either has none."""
    if not party.countries or not entry.countries:
        return 0
    ours = {country.upper() for country in party.countries}
    return SAME_COUNTRY if ours & set(entry.countries) else OTHER_COUNTRY


def judge_birth(ours: str, theirs: Sequence[str]) -> int:
    """The birth date that fits best of all that the list gives."""
    if not ours or not theirs:
        return 0
    return max(_judge_dates(ours, other) for other in theirs)


def _judge_dates(ours: str, theirs: str) -> int:
    year = int(ours[:4])
    first, last = (int(part[:4]) for part in (theirs.split("/") * 2)[:2])
    if "/" in theirs:
        return SAME_YEAR // 2 if first <= year <= last else _judge_years(min(abs(year - first), abs(year - last)))
    if year != first:
        return _judge_years(abs(year - first))
    if len(ours) == len(theirs) == 10:
        day, month = ours[8:], ours[5:7]
        # The first of January stands for "some day of the year" in many papers.
        if ours == theirs or (theirs[5:7], theirs[8:]) == (day, month):
            return SAME_DAY
        return NEAR_YEAR if "01-01" not in (ours[5:], theirs[5:]) else SAME_YEAR
    return SAME_YEAR


def _judge_years(apart: int) -> int:
    return NEAR_YEAR if apart <= 1 else OTHER_YEAR


def same_identifier(party: Party, entry: Entry) -> str:
    """An identifier that both have, as the list writes it."""
    if not party.identifiers or not entry.identifiers:
        return ""
    ours = set(bare_identifiers(party.identifiers))
    return next((number for number in entry.identifiers if ours.intersection(bare_identifiers([number]))), "")


def bare_identifiers(numbers: Iterable[str]) -> list[str]:
    """Identifiers without the signs that people put between; too short ones are none."""
    bare = (re.sub(r"[^0-9a-z]", "", number.lower()) for number in numbers)
    return [number for number in bare if len(number) >= _SHORTEST_IDENTIFIER]
