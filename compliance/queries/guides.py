"""What guides say of due diligence."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from compliance.guide import DueDiligenceSection
from compliance.screening import COMPANY, PERSON, THRESHOLDS
from portal.clock import legal_date
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on


def due_diligence_guide(program: Program, at: datetime) -> tuple[Guide, DueDiligenceSection] | None:
    """The guide in force on the program's legal date and its section, None where it has none."""
    try:
        guide = guide_on(program.pk, legal_date(at, zone=ZoneInfo(program.legal_time_zone)))
    except NoGuideInForce:
        return None
    section = guide.document.sections.get("due_diligence")
    return (guide, section) if isinstance(section, DueDiligenceSection) else None


def sections_of_vendor(at: datetime) -> list[DueDiligenceSection]:
    """The section of every program of the vendor that has one: screening is shared between them (X-10)."""
    found = (due_diligence_guide(program, at) for program in Program.objects.order_by("id"))
    return [one[1] for one in found if one is not None]


def owners_above(at: datetime) -> Decimal:
    """The share above which owners of partners are screened (A-DD-03): the most careful of the vendor's programs; every owner
    where no program says.
    """
    return min((section.owner_share_above.value for section in sections_of_vendor(at)), default=Decimal(0))


def case_days(at: datetime) -> int:
    """How long a case of a partner may wait, by the most careful program; where no program says it is due at once."""
    return min((section.case_days.value for section in sections_of_vendor(at)), default=0)


def thresholds(at: datetime) -> dict[str, int]:
    """The score from which a hit is shown, in thousandths, by kind: the most careful of the programs, else the matcher's own."""
    found = dict(THRESHOLDS)
    for schema, key in ((PERSON, "person_score"), (COMPANY, "company_score")):
        said = [figure.value for section in sections_of_vendor(at) if (figure := getattr(section, key)) is not None]
        if said:
            found[schema] = int(min(said) * 1000)
    return found


def list_age_days(at: datetime) -> int | None:
    """How old a list may be at most, by the most careful program; None where no program says."""
    return min((section.list_age_days.value for section in sections_of_vendor(at)), default=None)
