"""Which programs pay commissions by the month (X-11): those whose guide has the section."""

from datetime import datetime, timedelta
from typing import cast

from commissions.guide import SECTION, CommissionsSection
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


def cool_down(now: datetime) -> timedelta:
    """How long a changed account waits: a payee may be paid by several programs, so the longest of theirs."""
    sections = [cast(CommissionsSection, guide.section(SECTION)) for _program, guide in paying_programs(now)]
    return timedelta(days=max((section.cool_down_days.value for section in sections), default=0))
