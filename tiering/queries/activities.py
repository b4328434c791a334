"""What an enrolment may do by its category (G-CAT-06). Apps above ask before they open a form."""

from datetime import date

from partners.models import Enrolment
from portal.guides.queries import NoGuideInForce, guide_on
from tiering.queries.programs import category_of, tiering_of


def may_do(enrolment: Enrolment, activity: str, day: date) -> bool:
    """Whether the category may do it on `day`; what the guide does not name is open to everybody. Never outside the enrolment."""
    if day not in enrolment.period:
        return False
    try:
        guide = guide_on(enrolment.program_id, day)
        named = tiering_of(guide).activities.get(activity)
    except (NoGuideInForce, KeyError):
        return True
    return named is None or category_of(guide, enrolment) not in named.closed_to
