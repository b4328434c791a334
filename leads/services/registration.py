"""Registration of leads (F-LEAD-01, 02, 05, 06, 07). Certification is not asked for: it gates tiers, not selling (F-SELL-01)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leads.claim_keys import NoClaimKey, claim_key
from leads.guide import LeadsSection
from leads.models import Lead
from leads.queries import guide_at, is_protected_at, leads_section
from leads.rules import Outcome, begin_protection
from leads.services.claims import TAKEN, holding_customer, judge_claim, protect
from leads.services.moves import write_move
from leads.states import Assignment, LeadSource, LeadStatus
from partners.holds import refuse_while_held
from portal.accounts.actor import Actor
from portal.approvals.services import ask
from portal.audit.services import record
from portal.clock import as_utc
from portal.company_names import normalise_company_name
from portal.deadlines.services import set_deadline
from portal.domains import NoDomain, domain_of_website
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce
from portal.problems import Conflict, Refusal

OUTBOUND, REREGISTRATION, PROTECTION = "leads.outbound", "leads.reregistration", "leads.protection"
LONGEST_KEY, LONGEST_DOMAIN = 200, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """What is typed about a possible customer. Amounts are minor units of `currency`."""

    company: str
    country: str
    contact_name: str
    contact_email: str
    website: str = ""
    contact_phone: str = ""
    product: str = ""
    value_minor: int | None = None
    currency: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """The guide that a registration stands on."""

    program: Program
    guide: Guide
    figures: LeadsSection


@transaction.atomic
def register_lead(
    *, customer: Customer, source: str, program_id: int, partner_id: int, by: Actor, at: datetime
) -> Lead:
    """Register a customer for a partner.

    Inbound is assigned at once, for the guide's days times 24 hours from `at`; outbound, and a customer whose earlier
    registration ran out, wait for the manager without owner or clock. Raises Refusal for a customer nobody could tell
    apart, Conflict while the partner is held, and where one is protected already: for a rival without a word about whom, for the
    partner with its lead.
    """
    at = as_utc(at)
    refuse_while_held(partner_id, at)
    ground = ground_of(program_id, at)
    columns = columns_of(customer)
    with holding_customer(program_id=program_id, claim_key=columns["claim_key"]):
        outcome, earlier = judge_claim(
            program_id=program_id, claim_key=columns["claim_key"], partner_id=partner_id, source=source, now=at
        )
        refuse_taken(outcome, earlier, at=at)
        lead = Lead(
            **columns,
            program_id=program_id,
            partner_id=partner_id,
            source=source,
            guide_version_id=ground.guide.version_id,
            registered_at=at,
            registered_by_id=by.membership_id,
            reregisters_id=earlier,
        )
        kind = _approval_needed(outcome, source, ground.figures)
        _begin(lead, ground, at=at) if kind is None else lead.save(force_insert=True)
        write_move(lead, "status", before="", after=LeadStatus.NEW, by=by, at=at)
        write_move(lead, "assignment", before="", after=lead.assignment, by=by, at=at)
        record("lead.registered", by=by, subject=lead, partner_id=partner_id, source=source, outcome=outcome)
        if kind:
            ask(kind, subject_id=lead.pk, by=by, partner_id=partner_id, detail=shown_to_decider(lead))
    return lead


def ground_of(program_id: int, at: datetime) -> Ground:
    """The program and its guide at that moment. Raises Refusal where the program takes no leads."""
    program = Program.objects.filter(pk=program_id).first()
    try:
        guide = guide_at(program, at) if program else None
    except NoGuideInForce:
        guide = None
    figures = leads_section(guide) if guide else None
    if program is None or guide is None or figures is None:
        raise Refusal(_("This program takes no registrations of leads."), field="program")
    return Ground(program, guide, figures)


def columns_of(customer: Customer) -> dict[str, Any]:
    """The columns of a lead that say who the customer is. Raises Refusal at the field that is missing or wrong."""
    try:
        key = str(
            claim_key(
                company=customer.company,
                country=customer.country,
                website=customer.website,
                email=customer.contact_email,
            )
        )
    except NoClaimKey as error:
        raise Refusal(
            _("Give the company's website, or write its name with letters or digits and choose its country."),
            field="website",
        ) from error
    domain = _domain_of(customer.website)
    if len(key) > LONGEST_KEY or len(domain) > LONGEST_DOMAIN:
        raise Refusal(_("This name is too long to tell the company by: give its website."), field="company")
    return {
        "company": customer.company.strip(),
        "domain": domain,
        "country": customer.country.upper(),
        "search_name": normalise_company_name(customer.company)[:160],
        "claim_key": key,
        "contact_name": customer.contact_name,
        "contact_email": customer.contact_email,
        "contact_phone": customer.contact_phone,
        "product": customer.product,
        "value_minor": customer.value_minor,
        "currency": customer.currency if customer.value_minor is not None else "",
        "note": customer.note,
    }


def _domain_of(website: str) -> str:
    if not website.strip():
        return ""
    try:
        return domain_of_website(website)
    except NoDomain as error:
        raise Refusal(_("This is no web address."), field="website") from error


def refuse_taken(outcome: Outcome, earlier: int | None, *, at: datetime) -> None:
    """Raise Conflict where somebody is protected for the customer; a rival's name is never told (F-LEAD-07).

    The partner's own inactive lead is asked for again where it stands, while it is protected.
    """
    if outcome is Outcome.CONFLICT:
        raise Conflict(TAKEN, field="company", code="customer-taken")
    own = Lead.objects.filter(pk=earlier).first() if earlier else None
    if outcome is Outcome.DUPLICATE or (own is not None and is_protected_at(own, at)):
        raise Conflict(
            _("You hold this customer already: lead %(lead)s.") % {"lead": earlier}, field="company", code="own-lead"
        )


def _approval_needed(outcome: Outcome, source: str, figures: LeadsSection) -> str | None:
    """The kind of approval that a registration waits for."""
    if outcome is Outcome.REREGISTRATION and figures.reregistration_needs_approval.value:
        return REREGISTRATION
    if source == LeadSource.OUTBOUND and figures.outbound_needs_approval.value:
        return OUTBOUND
    return None


def _begin(lead: Lead, ground: Ground, *, at: datetime) -> None:
    period = begin_protection(start=at, days=ground.figures.protection_days.value)
    lead.assignment, lead.owner_id = Assignment.ASSIGNED, lead.partner_id
    lead.assigned_at, lead.protected_until = period.start, period.end
    lead.save(force_insert=True)
    protect(lead, start=period.start, end=period.end)
    watch_clock(lead, ground.figures)


def shown_to_decider(lead: Lead) -> dict[str, str]:
    """What a list of questions says about a lead without reading it: two companies, no person."""
    return {"company": lead.company, "partner": lead.partner.name}


def watch_clock(lead: Lead, figures: LeadsSection) -> None:
    """Have the end of the lead's period looked at when it comes, and the partner reminded before."""
    assert lead.protected_until is not None
    remind_at = lead.protected_until - timedelta(days=figures.reminder_days.value)
    set_deadline(
        PROTECTION,
        subject_id=lead.pk,
        due_at=lead.protected_until,
        remind_at=remind_at,
        partner_id=lead.partner_id,
    )
