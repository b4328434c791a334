"""Which programs pay commissions by the month (X-11): those whose guide has the section."""

from datetime import datetime

from commissions.guide import SECTION
from portal.clock import Period, legal_date
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on


def paying_programs(now: datetime) -> list[tuple[Program, Guide]]:
    """The vendor's programs that pay monthly now, each with its guide, by id."""
    found = []
    for program in Program.objects.order_by("pk"):
        try:
            guide = guide_on(program.pk, now.date())
        except NoGuideInForce:
            continue
        if SECTION in guide.document.sections:
            found.append((program, guide))
    return found


def last_ended_month(guide: Guide, now: datetime) -> Period:
    """The newest month that is over in the program's legal time zone."""
    return Period.of(legal_date(now, zone=guide.zone)).previous()
