"""A desk for tests of leads: people of the cast at work, with times of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from leads.models import Lead
from leads.services.decisions import decide_lead
from leads.services.moves import move_lead
from leads.services.progress import record_demo
from leads.services.registration import Customer, register_lead
from leads.states import LeadStatus
from portal.accounts.actor import Actor
from portal.accounts.identify import member_of
from portal.tenancy import acting_as
from tests.cast import VendorCast

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
OUTBOUND, INBOUND = "outbound", "inbound"
ACME_LEAD = Customer(
    company="Zephyr Foods GmbH",
    country="DE",
    website="https://www.zephyr-foods.example/",
    contact_name="Zoe Zimmer",
    contact_email="zoe@zephyr-foods.example",
    value_minor=1_200_000,
    currency="EUR",
)


def actor_of(vendor: VendorCast, role: str, partner: int = 0) -> Actor:
    """A member of the cast as the middleware finds it."""
    actor = member_of(vendor.user(role, partner), vendor.id)
    assert actor is not None
    return actor


@contextmanager
def as_actor(actor: Actor) -> Iterator[Actor]:
    """What a request of this member runs in."""
    with acting_as(actor.database_role, vendor=actor.vendor_id, partner=actor.partner_id):
        yield actor


def customer(company: str, **changes: Any) -> Customer:
    """A customer of its own website."""
    slug = company.lower().replace(" ", "-")
    return replace(ACME_LEAD, **{"company": company, "website": f"https://{slug}.example"} | changes)


@dataclass(frozen=True, slots=True)
class Desk:
    """One vendor's two salespeople and its manager."""

    vendor: VendorCast

    def sales(self, partner: int = 0) -> Actor:
        return actor_of(self.vendor, "partner_sales", partner)

    @property
    def manager(self) -> Actor:
        return actor_of(self.vendor, "channel_manager")

    def register(
        self, who: Customer = ACME_LEAD, *, source: str = INBOUND, partner: int = 0, at: datetime = BEGIN
    ) -> Lead:
        """A registration by a partner's salesperson."""
        with as_actor(self.sales(partner)) as actor:
            assert actor.partner_id is not None
            return register_lead(
                customer=who,
                source=source,
                program_id=self.vendor.program,
                partner_id=actor.partner_id,
                by=actor,
                at=at,
            )

    def decide(self, lead: Lead, *, approve: bool = True, at: datetime = BEGIN, reason: str = "as agreed") -> Lead:
        with as_actor(self.manager) as actor:
            return decide_lead(lead_id=lead.pk, approve=approve, by=actor, at=at, reason=reason)

    def move(self, lead: Lead, *path: LeadStatus, at: datetime = BEGIN) -> Lead:
        with as_actor(self.manager) as actor:
            for to in path:
                if to is LeadStatus.OPPORTUNITY:
                    record_demo(lead_id=lead.pk, done_on=at.date(), by=actor, at=at)
                lead = move_lead(lead_id=lead.pk, to=to, by=actor, at=at)
        return lead

    def opportunity(self, who: Customer = ACME_LEAD, *, at: datetime = BEGIN) -> Lead:
        """A lead on its way to a deal."""
        return self.move(self.register(who, at=at), LeadStatus.VALID_ACTIVE, LeadStatus.OPPORTUNITY, at=at)

    def read(self, lead: Lead) -> Lead:
        """The lead as staff see it now."""
        with as_actor(self.manager):
            fresh: Lead = Lead.objects.get(pk=lead.pk)
            return fresh
