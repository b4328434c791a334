"""Who owes the fee of a year, who paid it, and what finance saw arrive (G-TECH-01)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from partners.models import Enrolment, ParticipationFee
from partners.queries.admissions import amount_of
from partners.queries.agreements import activation_section, guide_of, today_of
from partners.rules.activation import Due, yearly_fee_of
from partners.standing import tier_of
from portal.accounts.actor import Actor
from portal.approvals.models import Approval
from portal.guides.models import Program
from portal.keyset import Order
from portal.money import Money

MOST_LATE = 50
TAKE_BACK = "partners.fee_taking_back"
BY_PARTNER = Order("partner", "", ("name", "id"), descending=False)


@dataclass(frozen=True, slots=True)
class Owed:
    """The fee of one enrolment for a year; `paid` is what finance saw arrive."""

    enrolment: Enrolment
    year: int
    due: Due
    amount: Money
    due_on: date
    paid: ParticipationFee | None
    is_late: bool


def fee_categories(program: Program, at: datetime) -> list[str]:
    """Categories of a program that pay each year."""
    section = activation_section(guide_of(program, at))
    return [category for category, fee in section.fees.items() if fee.yearly is not None] if section else []


def paying_enrolments(program: Program, at: datetime) -> QuerySet[Enrolment]:
    """Enrolments in force in those categories."""
    found: QuerySet[Enrolment] = Enrolment.objects.filter(
        program=program, category__in=fee_categories(program, at), period__contains=today_of(program, at)
    ).select_related("partner", "program")
    return found


def owed_by(enrolment: Enrolment, *, year: int, at: datetime) -> Owed | None:
    """What an enrolment pays for a year. Nothing for one that began later; for its first year what it paid before it was active."""
    section = activation_section(guide_of(enrolment.program, at))
    day = today_of(enrolment.program, at)
    if section is None or enrolment.period.lower.year > year:
        return None
    tier = tier_of(enrolment.pk, day)
    asked = yearly_fee_of(section, category=enrolment.category, tier=tier, year=year)
    if asked is None:
        return None
    due, due_on = asked
    paid = fee_of_year(enrolment, year)
    if enrolment.period.lower.year == year:
        due_on = max(due_on, enrolment.period.lower)
    return Owed(enrolment, year, due, amount_of(due), due_on, paid, paid is None and day > due_on)


def late_payers(program: Program, at: datetime) -> tuple[list[Enrolment], date] | None:
    """Whose fee of this year is overdue, and since when it is; in one query. None while nothing is due."""
    section = activation_section(guide_of(program, at))
    day = today_of(program, at)
    dues = {
        category: date(day.year, 1, 1) + timedelta(days=fee.yearly.due_days.value)
        for category, fee in (section.fees.items() if section else ())
        if fee.yearly is not None
    }
    late = [category for category, due_on in dues.items() if due_on < day]
    if not late:
        return None
    paid = ParticipationFee.objects.filter(
        partner_id=OuterRef("partner_id"),
        program_id=OuterRef("program_id"),
        category=OuterRef("category"),
        year=day.year,
        taken_back_at=None,
    )
    rows = paying_enrolments(program, at).filter(category__in=late, period__startswith__lt=date(day.year, 1, 1))
    return list(rows.exclude(Exists(paid)).order_by("pk")[:MOST_LATE]), min(dues[category] for category in late)


def fee_of_year(enrolment: Enrolment, year: int) -> ParticipationFee | None:
    """What was recorded for a year and not taken back."""
    found: ParticipationFee | None = ParticipationFee.objects.filter(
        partner_id=enrolment.partner_id,
        program_id=enrolment.program_id,
        category=enrolment.category,
        year=year,
        taken_back_at=None,
    ).first()
    return found


def owed_by_all(enrolments: Iterable[Enrolment], *, year: int, at: datetime) -> list[Owed]:
    """The same of several; who owes nothing is left out."""
    return [owed for one in enrolments if (owed := owed_by(one, year=year, at=at)) is not None]


def fees_visible_to(actor: Actor) -> QuerySet[ParticipationFee]:
    """All of the vendor's for staff, a partner's own."""
    found: QuerySet[ParticipationFee] = ParticipationFee.objects.select_related("partner", "program")
    return found if actor.partner_id is None else found.filter(partner_id=actor.partner_id)


def enrolments_seen(actor: Actor) -> QuerySet[Enrolment]:
    """All of the vendor's for staff."""
    found: QuerySet[Enrolment] = Enrolment.objects.select_related("partner", "program")
    return found if actor.is_staff else found.none()


def taking_back_asked(fee_id: int) -> bool:
    """Whether a second person is asked to take it back."""
    return bool(Approval.objects.filter(kind=TAKE_BACK, subject_id=fee_id, state=Approval.State.OPEN).exists())
