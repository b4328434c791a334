"""Programs that take applications, and what their guides ask."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from partners.guide.applications import SECTION, ApplicationsSection
from partners.models import Application, Enrolment
from portal.clock import legal_date
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on, guide_version
from portal.tenancy import Role, acting_as, current_vendor_id


@dataclass(frozen=True, slots=True)
class OpenProgram:
    """A program that strangers may apply to, with its guide's section and the names of its categories."""

    program: Program
    guide: Guide
    section: ApplicationsSection

    def name_of(self, category: str, language: str) -> str:
        """How the guide calls a category."""
        return category_name(self.guide, category, language)


def category_name(guide: Guide, category: str, language: str) -> str:
    """How a guide calls a category, its code where it does not say."""
    named = getattr(guide.document.sections.get("tiering"), "categories", {}).get(category)
    return named.name.within(language) if named is not None else category


def open_programs(at: datetime) -> list[OpenProgram]:
    """Published programs whose guide takes applications, by name.

    Guides are read as the vendor's staff, since they hold more than what strangers are shown: nothing but this section and the
    names of categories leaves here.
    """
    programs = list(Program.objects.filter(published=True).order_by("name", "pk"))
    with acting_as(Role.STAFF, vendor=current_vendor_id()):
        found = [(program, _guide(program, at)) for program in programs]
    return [
        OpenProgram(program, guide, section)
        for program, guide in found
        if guide is not None and (section := section_of(guide)) is not None
    ]


def _guide(program: Program, at: datetime) -> Guide | None:
    try:
        return guide_on(program.pk, legal_date(at, zone=ZoneInfo(program.legal_time_zone)))
    except NoGuideInForce:
        return None


def section_of(guide: Guide) -> ApplicationsSection | None:
    """The guide's section, None where the program takes no applications."""
    section = guide.document.sections.get(SECTION)
    return section if isinstance(section, ApplicationsSection) else None


def refused_mail_of(partner_id: int, *, at: datetime) -> frozenset[str]:
    """Mail services that a guide of the partner's programs takes for nobody's own (A-EML-01)."""
    enrolled = Program.objects.filter(pk__in=Enrolment.objects.filter(partner=partner_id).values("program"))
    sections = [section_of(guide) for program in enrolled if (guide := _guide(program, at)) is not None]
    return frozenset(entry for section in sections if section is not None for entry in section.mail.refused.value)


def guide_for(application: Application, at: datetime) -> Guide | None:
    """The guide that an application is judged by: the one it was sent in under, before that the one in force."""
    if application.guide_version_id:
        return guide_version(application.guide_version_id)
    return _guide(application.program, at)
