"""A year of one vendor, day by day: what people do is seeded, what the calendar does comes from the portal's own jobs.

The clock is passed in. `Book` is an account of its own, kept with plain arithmetic, that the portal is compared with.
"""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from commissions.models import Sale
from leads.models import Deal, Lead
from leads.services.clocks import extend_lead
from leads.services.closing import cancel_deal, close_as_lost, close_as_won
from leads.services.decisions import decide_lead
from leads.services.moves import move_lead
from leads.services.progress import record_demo
from leads.services.registration import Customer, register_lead
from leads.states import Assignment, LeadStatus
from portal.clock import FixedClock, Period, first_day_of_next_quarter
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.jobs.slots import Known, insert_slots
from portal.money import round_half_up
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.commissions.import_world import actor_of
from tests.commissions.sales_world import Sales

RATES = (Decimal("0.2"), Decimal("0.125"))
HOLD = timedelta(days=90)
COMPANIES = 50
OPEN = [Job.State.QUEUED, Job.State.RUNNING]


@dataclass
class Line:
    """One sale as the book has it."""

    partner: int
    cents: int
    run: Period
    deal: int | None = None
    closed_on: date | None = None


@dataclass
class Book:
    """What should have come of the year."""

    lines: dict[int, Line] = field(default_factory=dict)
    cancelled: dict[int, date] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def released_in(self, line: Line) -> Period | None:
        """The run that pays an outbound line; None for one that is void or inbound (F-CXL-01, F-CXL-02)."""
        if line.closed_on is None or self.is_void(line):
            return None
        payable_on = first_day_of_next_quarter(line.closed_on + HOLD)
        return max(line.run, Period.of(payable_on).previous(), key=str)

    def is_void(self, line: Line) -> bool:
        """Cancelled inside the hold."""
        cancelled_on = self.cancelled.get(line.deal or 0)
        return line.closed_on is not None and cancelled_on is not None and cancelled_on <= line.closed_on + HOLD

    def statements(self, *, until: Period) -> dict[tuple[str, int], int]:
        """Sum of each partner's statement of each month that was run, where it has a line."""
        totals: dict[tuple[str, int], int] = {}
        for line in self.lines.values():
            month = line.run if line.closed_on is None else self.released_in(line)
            if month is not None and str(month) <= str(until):
                key = str(month), line.partner
                totals[key] = totals.get(key, 0) + line.cents
        return totals


class Year:
    """Advance with `live(day)`; everything that a day brings happens at noon."""

    def __init__(self, acme: VendorCast, sales: Sales, seed: int) -> None:
        self.acme, self.sales, self.book = acme, sales, Book()
        self.random = random.Random(seed)
        self.known: Known = set()
        self.real_start = datetime.now(UTC)
        self.numbers = count(1)

    def live(self, day: date) -> None:
        """The scheduler's turn and its jobs, then what people do."""
        now = datetime.combine(day, time(17), UTC)
        self.do_jobs(now)
        with acting_as(Role.STAFF, vendor=self.acme.id):
            for act in (self._decide, self._work, self._extend, self._cancel, self._sell):
                act(now, day)
        for _ in range(self.random.randrange(3)):
            self._register(now)
        self.do_jobs(now)

    def do_jobs(self, now: datetime) -> None:
        """All that is due at `now`. Rows made without a date carry the real clock, which the year is long behind."""
        self.book.done["slots"] += insert_slots(now, known=self.known)
        while due := self._due(now):
            for job in due:
                state = run_job(job, clock=FixedClock(now), seconds=600)
                assert state == "done", f"job {job} on {now:%Y-%m-%d}: {state}"
                self.book.done["jobs"] += 1

    def _due(self, now: datetime) -> list[int]:
        with acting_as(Role.PLATFORM):
            waiting = Job.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", "due_at")
            return [pk for pk, due_at in waiting if due_at <= now or due_at >= self.real_start]

    def _register(self, now: datetime) -> None:
        partner, number = self.random.randrange(2), self.random.randrange(COMPANIES)
        customer = Customer(
            company=f"Company {number}", website=f"https://company{number}.example", country="US",
            contact_name="Kim", contact_email=f"kim@company{number}.example",
        )  # fmt: skip
        by, source = actor_of(self.acme, "partner_sales", partner), self.random.choice(["inbound", "outbound"])
        owner = self.acme.partners[partner]
        with acting_as(Role.PARTNER, vendor=self.acme.id, partner=owner):
            try:
                register_lead(
                    customer=customer, source=source, program_id=self.acme.program, partner_id=owner, by=by, at=now
                )
            except Refusal:
                self.book.done["registrations refused"] += 1
            else:
                self.book.done["leads"] += 1

    def _decide(self, now: datetime, day: date) -> None:
        for pk in self._some(Lead.objects.filter(assignment=Assignment.PENDING), 0.4):
            approve = self.random.random() < 0.85
            try:
                decide_lead(
                    lead_id=pk, approve=approve, by=self._manager, at=now, reason="" if approve else "Known already"
                )
            except Conflict:  # another partner's meanwhile
                decide_lead(lead_id=pk, approve=False, by=self._manager, at=now, reason="Another partner was first")
            self.book.done["decisions"] += 1

    def _work(self, now: datetime, day: date) -> None:
        """Each lead goes on with some chance, from new to won."""
        assigned = Lead.objects.filter(assignment=Assignment.ASSIGNED)
        for pk in self._some(assigned.filter(status__in=["new", "valid_active", "opportunity"]), 0.04):
            lead = Lead.objects.get(pk=pk)
            with suppress(Refusal):
                self._step(lead, now, day)

    def _step(self, lead: Lead, now: datetime, day: date) -> None:
        match lead.status:
            case LeadStatus.NEW:
                to = self.random.choice([LeadStatus.VALID_ACTIVE] * 5 + [LeadStatus.INVALID])
                move_lead(lead_id=lead.pk, to=to, by=self._manager, at=now, reason="looked at")
            case LeadStatus.VALID_ACTIVE:
                record_demo(lead_id=lead.pk, done_on=day, by=self._manager, at=now)
                move_lead(lead_id=lead.pk, to=LeadStatus.OPPORTUNITY, by=self._manager, at=now)
            case _ if self.random.random() < 0.2:
                close_as_lost(lead_id=lead.pk, by=self._manager, at=now, reason="price")
                self.book.done["lost"] += 1
            case _:
                close_as_won(lead_id=lead.pk, reference=f"D-{lead.pk}", closed_on=day, by=self._manager, at=now)
                self.book.done["won"] += 1

    def _extend(self, now: datetime, day: date) -> None:
        soon = Lead.objects.filter(assignment=Assignment.ASSIGNED, protected_until__lt=now + timedelta(days=5))
        for pk in self._some(soon, 0.1):
            with suppress(Refusal):
                extend_lead(lead_id=pk, by=self._manager, at=now, reason="asked")
                self.book.done["extended"] += 1

    def _cancel(self, now: datetime, day: date) -> None:
        for pk in self._some(Deal.objects.filter(state=Deal.State.WON), 0.004):
            cancel_deal(deal_id=pk, cancelled_on=day, by=self._manager, at=now, reason="gone")
            self.book.cancelled[pk] = day
            self.book.done["cancelled"] += 1

    def _sell(self, now: datetime, day: date) -> None:
        """Some sales of today and some that come late; outbound ones belong to a deal."""
        for _ in range(self.random.randrange(4)):
            partner = self.random.randrange(2)
            late = timedelta(days=self.random.choice([0, 0, 0, 3, 40]))
            minor = self.random.randrange(1, 2_000_000) * self.random.choice([1] * 9 + [-1])
            self._write(self.sales.sale(self.acme.partners[partner], minor, day - late), partner, day)
        for deal in Deal.objects.filter(pk__in=self._some(Deal.objects.filter(source="outbound"), 0.03)):
            partner = self.acme.partners.index(deal.partner_id)
            sale = self.sales.sale(deal.partner_id, self.random.randrange(1, 9_000_000), day, deal=deal)
            self._write(sale, partner, day, deal=deal)

    def _write(self, sale: Sale, partner: int, day: date, *, deal: Deal | None = None) -> None:
        cents = round_half_up(sale.amount_minor * RATES[partner])
        placed = {"deal": deal.pk, "closed_on": deal.closed_on} if deal else {}
        self.book.lines[sale.pk] = Line(self.acme.partners[partner], cents, Period.of(day), **placed)  # type: ignore[arg-type]

    def _some(self, rows, chance: float) -> list[int]:  # type: ignore[no-untyped-def]
        return [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if self.random.random() < chance]

    @property
    def _manager(self):  # type: ignore[no-untyped-def]
        return actor_of(self.acme, "channel_manager")
