"""What a program's guide says of people."""

from datetime import date
from typing import cast

from partners.guide.people import SECTION, SILENT, PeopleSection
from partners.rules.certificates import Validity
from portal.guides.queries import Guide, NoGuideInForce, guide_on


def people_of(guide: Guide) -> PeopleSection:
    """The section; a guide without one grants nothing beyond its defaults."""
    try:
        return cast(PeopleSection, guide.section(SECTION))
    except KeyError:
        return SILENT


def people_on(program_id: int, day: date) -> PeopleSection:
    """The same on a day, also where no guide is in force."""
    try:
        return people_of(guide_on(program_id, day))
    except NoGuideInForce:
        return SILENT


def validity_of(people: PeopleSection) -> Validity | None:
    """How long a certificate is good, None where the guide does not say."""
    if people.certificates is None:
        return None
    months = people.certificates
    return Validity(months.months.value, months.shortest_months.value, months.longest_months.value)
