"""What is read of leads and deals."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leads.guide import LeadsSection
from leads.models import Deal, Lead, LeadMove
from leads.states import Assignment, LeadStatus
from partners.models import Enrolment, Partner
from portal.accounts.actor import Actor
from portal.clock import legal_date
from portal.company_names import normalise_company_name
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from portal.keyset import Order
from portal.problems import Refusal

#: What waits for a decision stands first, then the newest.
WAITING_FIRST = Order("newest", "", ("waiting", "id"))
ENDING_FIRST = Order("ending", "", ("protected_until", "id"), descending=False)
BY_NAME = Order("name", "", ("search_name", "id"), descending=False)
LAST_LETTER = "\U0010ffff"
MOST_PARTNERS = 200
CLOSED = (LeadStatus.WON, LeadStatus.LOST)


def leads_visible_to(actor: Actor) -> QuerySet[Lead]:
    """A partner's own leads, all of the vendor's for its staff; row security says the same."""
    leads: QuerySet[Lead] = Lead.objects.all() if actor.may("leads.see") else Lead.objects.none()
    return leads


def deals_visible_to(actor: Actor) -> QuerySet[Deal]:
    """The same for deals."""
    deals: QuerySet[Deal] = Deal.objects.all() if actor.may("leads.see") else Deal.objects.none()
    return deals


def named_like(leads: QuerySet[Lead], text: str) -> QuerySet[Lead]:
    """Leads whose company's name begins so. A range of a btree: LIKE is not leakproof, so row security hides its index."""
    prefix = normalise_company_name(text)[:160]
    return leads.filter(search_name__gte=prefix, search_name__lt=prefix + LAST_LETTER) if prefix else leads.none()


def moves_of(lead: Lead) -> list[LeadMove]:
    """The timeline, newest first."""
    return list(LeadMove.objects.filter(lead=lead).select_related("by").order_by("-id")[:200])


def deal_of(lead: Lead) -> Deal | None:
    """The deal a lead became, if it was won."""
    deal: Deal | None = Deal.objects.filter(lead=lead).first() if lead.status == LeadStatus.WON else None
    return deal


def programs_with_leads(actor: Actor, now: datetime) -> dict[int, str]:
    """Programs in which the actor's partner may register: enrolled today, and the guide has a section on leads."""
    enrolled = Enrolment.objects.filter(partner_id=actor.partner_id, period__contains=now.date())
    programs = Program.objects.filter(pk__in=enrolled.values("program_id")).order_by("id")
    return {program.pk: program.name for program in programs if _takes_leads(program, now)}


def _takes_leads(program: Program, now: datetime) -> bool:
    try:
        return leads_section(guide_at(program, now)) is not None
    except NoGuideInForce:
        return False


def guide_at(program: Program, now: datetime) -> Guide:
    """The guide in force on the program's legal date of `now`. Raises NoGuideInForce."""
    return guide_on(program.pk, legal_date(now, zone=ZoneInfo(program.legal_time_zone)))


def leads_section(guide: Guide) -> LeadsSection | None:
    """The guide's figures on leads, None where the program takes none."""
    section: Any = guide.document.sections.get("leads")
    return section if isinstance(section, LeadsSection) else None


def is_protected_at(lead: Lead, now: datetime) -> bool:
    """Read from the period, whether or not a job released it (F-LEAD-04)."""
    return lead.assignment == Assignment.ASSIGNED and lead.protected_until is not None and now < lead.protected_until


def assignment_at(lead: Lead, now: datetime) -> Assignment:
    """What the lead's assignment is now: one whose period is over is released, also before the job has said so.

    A closed lead stays with whoever closed it.
    """
    said = Assignment(lead.assignment)
    if said is Assignment.ASSIGNED and lead.status not in CLOSED and not is_protected_at(lead, now):
        return Assignment.RELEASED
    return said


def choose_program(actor: Actor, wanted: int | None, now: datetime) -> int:
    """The program a registration goes to: the wanted one, or the only one. Raises Refusal where that is not clear."""
    programs = programs_with_leads(actor, now)
    if wanted in programs:
        return wanted
    if wanted is None and len(programs) == 1:
        return next(iter(programs))
    if not programs:
        raise Refusal(_("Your company is in no program that takes registrations of leads."), field="program")
    raise Refusal(_("Choose one of your programs."), field="program")


def filter_leads(
    leads: QuerySet[Lead],
    *,
    status: str = "",
    source: str = "",
    assignment: str = "",
    partner: int | None = None,
    company: str = "",
) -> QuerySet[Lead]:
    """Leads narrowed to what a list was asked for; what is empty narrows nothing."""
    wanted = {"status": status, "source": source, "assignment": assignment, "partner_id": partner}
    leads = leads.filter(**{name: value for name, value in wanted.items() if value})
    return named_like(leads, company) if company else leads


def partners_to_choose() -> list[tuple[int, str]]:
    """Partners for a list to choose from; none where they are too many for one."""
    found = list(Partner.objects.order_by("name", "id").values_list("pk", "name")[: MOST_PARTNERS + 1])
    return found if len(found) <= MOST_PARTNERS else []
