"""Two years of leads for the demo: set by set, with every move written down, the same for a given day."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from leads.claim_keys import claim_key
from leads.models import Deal, Lead, LeadMove, Protection
from leads.rules import begin_protection
from leads.services.registration import OUTBOUND, PROTECTION
from leads.states import Assignment, LeadSource, LeadStatus
from partners.models import Partner
from portal.approvals.models import Approval
from portal.company_names import normalise_company_name
from portal.deadlines.models import Deadline
from portal.demo.parts import World, demo_part
from portal.guides.models import GuideVersion

PROGRAM = "partner-program"
COUNT = 620
DAYS = 90
FIRST = (
    "Arbor", "Beacon", "Cedarline", "Dovetail", "Everly", "Foundry", "Glacier", "Hearth", "Ironwood", "Jetty", "Keystone",
    "Lakeshore", "Maple", "Northwind", "Oakridge", "Pinnacle", "Quill", "Riverbend", "Stonegate", "Trailhead", "Upland",
    "Verdant", "Willow", "Yarrow", "Zephyr",
)  # fmt: skip
SECOND = (
    "Foods", "Logistics", "Clinics", "Retail", "Travel", "Insurance", "Media", "Schools", "Motors", "Energy", "Textiles",
    "Hotels", "Pharma", "Games", "Homes", "Bank", "Software", "Telecom", "Freight", "Sports", "Books", "Farms", "Labs",
    "Studios", "Airways",
)  # fmt: skip
COUNTRIES = ("US", "DE", "ES", "FR", "GB", "MX", "NL", "PL")
PEOPLE = (
    "Alice Moreau",
    "Ben Carter",
    "Clara Weiss",
    "Diego Ramos",
    "Emma Nilsen",
    "Frank Boyle",
    "Gina Rossi",
    "Ivan Horak",
)
PRODUCTS = ("Freshdesk", "Freshservice", "Freshsales", "Freshchat", "Freshmarketer")
#: How far a lead came, and how often of a hundred.
PATHS: tuple[tuple[int, tuple[LeadStatus, ...]], ...] = (
    (14, ()),
    (8, (LeadStatus.INVALID,)),
    (14, (LeadStatus.VALID_INACTIVE,)),
    (20, (LeadStatus.VALID_ACTIVE,)),
    (12, (LeadStatus.VALID_ACTIVE, LeadStatus.OPPORTUNITY)),
    (22, (LeadStatus.VALID_ACTIVE, LeadStatus.OPPORTUNITY, LeadStatus.WON)),
    (10, (LeadStatus.VALID_ACTIVE, LeadStatus.OPPORTUNITY, LeadStatus.LOST)),
)


class Story:
    """One lead, and the moves that are to come."""

    def __init__(self, lead: Lead, path: tuple[LeadStatus, ...], gap: timedelta) -> None:
        self.lead = lead
        self.path = path
        self.gap = gap
        self.outbound_approved_at: datetime | None = None

    def at(self, step: int) -> datetime:
        """When the lead took a step of its path."""
        start = self.lead.assigned_at or self.lead.registered_at
        return start + self.gap * (step + 1)


@demo_part("leads", order=50, vendors=("freshworks",))
def build_leads(world: World) -> None:
    """Leads of every partner over two years; a few wait, some end soon, the won ones are deals."""
    guide = GuideVersion.objects.filter(program_id=world.programs[PROGRAM]).order_by("number").last()
    assert guide is not None
    stories = [_story(world, number, guide.pk) for number in range(COUNT)]
    stories.sort(key=lambda story: story.lead.registered_at)
    leads = [story.lead for story in stories]
    Lead.objects.bulk_create(leads, batch_size=500)
    _write_begin(stories)
    _write_approvals(world, stories)
    for step in range(3):
        _take_step(world, [story for story in stories if len(story.path) > step], step)
    _release(world, leads)
    _write_protections(stories)
    _write_deadlines(world, leads)
    world.notes["deals"] = _write_deals(world, stories)


def _story(world: World, number: int, guide: int) -> Story:
    rng = world.random
    span = (world.today - world.began).days
    age = _age(rng, number, span)
    registered = datetime.combine(world.today, time(7), UTC) - timedelta(days=age, minutes=rng.randrange(0, 600))
    partner = world.partners[min(rng.randrange(len(world.partners)) for _ in range(3))]
    outbound = rng.randrange(100) < 35
    waits = outbound and age < 5 and number % 3 != 2
    path = () if waits else _path(rng.randrange(100), young=age < 12)
    company = f"{FIRST[number % 25]} {SECOND[(number // 25) % 25]}"
    lead = Lead(
        **_customer(rng, company),
        partner_id=partner,
        program_id=world.programs[PROGRAM],
        source=LeadSource.OUTBOUND if outbound else LeadSource.INBOUND,
        guide_version_id=guide,
        registered_at=registered,
        registered_by_id=world.members[f"partner_sales:{partner}"],
    )
    story = Story(lead, path, timedelta(days=rng.randrange(2, 9), hours=rng.randrange(0, 20)))
    if not waits:
        start = registered + timedelta(days=1, hours=3) if outbound else registered
        start = min(start, _midnight(world) - timedelta(minutes=30))
        _assign(lead, start)
        story.outbound_approved_at = start if outbound else None
    _keep_to_the_past(story, _midnight(world))
    return story


def _age(rng: Any, number: int, span: int) -> int:
    """Days since the registration: many of late, some whose protection ends soon, the rest over two years."""
    if number < 120:
        return 1 + number // 6
    return 77 + number % 13 if number < 180 else rng.randrange(20, span)


def _midnight(world: World) -> datetime:
    """Everything that is told had happened when the day of the demo began, at whatever hour somebody looks."""
    return datetime.combine(world.today, time(), UTC)


def _path(draw: int, *, young: bool) -> tuple[LeadStatus, ...]:
    for share, path in PATHS:
        if draw < share:
            return path[:1] if young and path[:1] != (LeadStatus.INVALID,) else path
        draw -= share
    return ()


def _customer(rng: Any, company: str) -> dict[str, Any]:
    country, person = rng.choice(COUNTRIES), rng.choice(PEOPLE)
    domain = f"{company.lower().replace(' ', '-')}.example"
    return {
        "company": company,
        "domain": domain,
        "country": country,
        "search_name": normalise_company_name(company),
        "claim_key": str(claim_key(company=company, country=country, website=domain)),
        "contact_name": person,
        "contact_email": f"{person.split()[0].lower()}@{domain}",
        "product": rng.choice(PRODUCTS),
        "value_minor": rng.randrange(20, 900) * 10_000,
        "currency": "EUR" if country in ("DE", "ES", "FR", "NL") else "USD",
    }


def _assign(lead: Lead, start: datetime) -> None:
    period = begin_protection(start=start, days=DAYS)
    lead.assignment, lead.owner_id = Assignment.ASSIGNED, lead.partner_id
    lead.assigned_at, lead.protected_until = period.start, period.end


def _keep_to_the_past(story: Story, now: datetime) -> None:
    """Steps that would lie ahead, or after the end of the protection, were not taken."""
    end = min(now, story.lead.protected_until or now)
    taken = [status for step, status in enumerate(story.path) if story.at(step) < end]
    story.path = tuple(taken)


def _move(lead: Lead, field: str, before: str, after: str, at: datetime, by: int | None) -> LeadMove:
    return LeadMove(lead=lead, partner_id=lead.partner_id, at=at, by_id=by, field=field, before=before, after=after)


def _write_begin(stories: list[Story]) -> None:
    """As services do: registered as new, and assigned or pending."""
    moves: list[LeadMove] = []
    for story in stories:
        lead = story.lead
        begun = Assignment.PENDING if lead.source == LeadSource.OUTBOUND else Assignment.ASSIGNED
        common = {"lead": lead, "partner_id": lead.partner_id, "at": lead.registered_at, "by_id": lead.registered_by_id}
        moves.append(LeadMove(field="status", before="", after=LeadStatus.NEW, **common))
        moves.append(LeadMove(field="assignment", before="", after=begun, **common))
        if story.outbound_approved_at:
            approved = common | {"at": story.outbound_approved_at, "by_id": None}
            moves.append(LeadMove(field="assignment", before=begun, after=Assignment.ASSIGNED, **approved))
    LeadMove.objects.bulk_create(moves, batch_size=1_000)


def _write_approvals(world: World, stories: list[Story]) -> None:
    outbound = [story for story in stories if story.lead.source == LeadSource.OUTBOUND]
    names = _partner_names()
    Approval.objects.bulk_create(
        Approval(
            kind=OUTBOUND,
            subject_id=story.lead.pk,
            partner_id=story.lead.partner_id,
            state=Approval.State.APPROVED if story.outbound_approved_at else Approval.State.OPEN,
            asked_by_id=story.lead.registered_by_id,
            asked_at=story.lead.registered_at,
            decided_by_id=world.members["manager"] if story.outbound_approved_at else None,
            decided_at=story.outbound_approved_at,
            detail={"company": story.lead.company, "partner": names[story.lead.partner_id]},
        )
        for story in outbound
    )


def _partner_names() -> dict[int, str]:
    return dict(Partner.objects.values_list("pk", "name"))


def _take_step(world: World, stories: list[Story], step: int) -> None:
    """One move of many leads: written down first, since the database asks for that."""
    manager = world.members["manager"]
    moves = []
    for story in stories:
        lead, to, at = story.lead, story.path[step], story.at(step)
        if to is LeadStatus.OPPORTUNITY:
            lead.demo_done_on = (at - timedelta(days=1)).date()
        moves.append(_move(lead, "status", lead.status, to, at, manager))
        lead.status = to
    LeadMove.objects.bulk_create(moves, batch_size=1_000)
    _save(stories_leads(stories), ["status", "demo_done_on"])


def stories_leads(stories: Iterable[Story]) -> list[Lead]:
    """Their leads."""
    return [story.lead for story in stories]


def _save(leads: list[Lead], fields: list[str]) -> None:
    Lead.objects.bulk_update(leads, fields, batch_size=500)


def _release(world: World, leads: list[Lead]) -> None:
    closed = (LeadStatus.WON, LeadStatus.LOST)
    over = [
        lead
        for lead in leads
        if lead.protected_until and lead.protected_until <= _midnight(world) and lead.status not in closed
    ]
    moves = []
    for lead in over:
        assert lead.protected_until is not None
        moves.append(_move(lead, "assignment", lead.assignment, Assignment.RELEASED, lead.protected_until, None))
        lead.assignment, lead.owner_id = Assignment.RELEASED, None
    LeadMove.objects.bulk_create(moves, batch_size=1_000)
    _save(over, ["assignment", "owner"])


def _write_protections(stories: list[Story]) -> None:
    rows = []
    for story in stories:
        lead = story.lead
        if lead.assigned_at is None or lead.protected_until is None:
            continue
        end = story.at(0) if lead.status == LeadStatus.INVALID else lead.protected_until
        rows.append(
            Protection(
                lead=lead,
                partner_id=lead.partner_id,
                program_id=lead.program_id,
                claim_key=lead.claim_key,
                period=DateTimeTZRange(lead.assigned_at, end),
            )
        )
    Protection.objects.bulk_create(rows, batch_size=1_000)


def _write_deadlines(world: World, leads: list[Lead]) -> None:
    running = [
        (lead, lead.protected_until)
        for lead in leads
        if lead.assignment == Assignment.ASSIGNED and lead.status not in ("won", "lost") and lead.protected_until
    ]
    Deadline.objects.bulk_create(
        Deadline(
            kind=PROTECTION,
            subject_id=lead.pk,
            partner_id=lead.partner_id,
            due_at=end,
            remind_at=end - timedelta(days=14),
            reminded_at=world.now,
        )
        for lead, end in running
    )


def _write_deals(world: World, stories: list[Story]) -> list[int]:
    """Deals of the won leads, in the order of their close. Later parts sell on them."""
    won = sorted((story for story in stories if story.lead.status == LeadStatus.WON), key=lambda story: story.at(2))
    deals = Deal.objects.bulk_create(
        Deal(
            lead=story.lead,
            partner_id=story.lead.partner_id,
            program_id=story.lead.program_id,
            source=story.lead.source,
            reference=f"FW-{1_000 + number}",
            closed_on=story.at(2).date(),
            value_minor=story.lead.value_minor,
            currency=story.lead.currency,
            closed_by_id=world.members["manager"],
        )
        for number, story in enumerate(won, start=1)
    )
    return [deal.pk for deal in deals]
