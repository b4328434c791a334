"""What is owed, by whom, and what the guide asks for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet

from compliance.duties_guide import SECTION, DutiesSection
from compliance.duties_guide import Duty as Asked
from compliance.duty_rules import Asked as Question
from compliance.duty_states import WAITS_FOR_PARTNER
from compliance.models import Duty, DutyFiling, DutyMove
from partners.models import ApplicationTransition, Enrolment
from portal.accounts.actor import Actor
from portal.clock import legal_date
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from portal.keyset import Order

SOONEST = Order("soonest", "", ("due_on", "id"), descending=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a guide says of one duty, and which guide."""

    guide: Guide
    asked: Asked

    def questions(self) -> list[Question]:
        """As the rules take them."""
        return [
            Question(
                key,
                one.kind,
                one.required,
                tuple(one.choices),
                (one.when.question, one.when.is_) if one.when else None,
            )
            for key, one in self.asked.questions.items()
        ]


def duties_visible_to(actor: Actor) -> QuerySet[Duty]:
    """A partner's own, all of the vendor's for its staff; row security says the same."""
    found: QuerySet[Duty] = Duty.objects.select_related("program", "partner")
    return found if actor.may("duties.see") else found.none()


def duties_in_inbox(actor: Actor) -> QuerySet[Duty]:
    """The same, with programs and partners read only of what is found."""
    return duties_visible_to(actor).select_related(None).prefetch_related("program", "partner")


def duties_asked(program_id: int, day: date) -> dict[str, Terms]:
    """By key, in the order of the guide in force on a day."""
    try:
        guide = guide_on(program_id, day)
    except NoGuideInForce:
        return {}
    section = guide.document.sections.get(SECTION)
    if section is None:
        return {}
    return {key: Terms(guide, asked) for key, asked in cast(DutiesSection, section).all().items()}


def duties_first(program_id: int, category: str, day: date) -> dict[str, Terms]:
    """Those that are filed before a partner of this category is active."""
    return {
        key: terms
        for key, terms in duties_asked(program_id, day).items()
        if terms.asked.gates_activation.value and (not terms.asked.categories or category in terms.asked.categories)
    }


def terms_of(duty: Duty, now: datetime) -> Terms | None:
    """By the guide of today; None where it asks this duty no more."""
    return duties_asked(duty.program_id, today_of(duty.program, now)).get(duty.key)


def today_of(program: Program, now: datetime) -> date:
    """The program's legal date."""
    return legal_date(now, zone=ZoneInfo(program.legal_time_zone))


def approvals(program_id: int, partners: list[int]) -> dict[int, date]:
    """When partners were approved: by their application, otherwise the day they were enrolled."""
    begun = (
        Enrolment.objects.filter(program_id=program_id, partner__in=partners)
        .values("partner")
        .annotate(first=Min("period__startswith"))
    )
    found: dict[int, date] = {row["partner"]: row["first"] for row in begun}
    moves = ApplicationTransition.objects.filter(
        application__program_id=program_id, application__partner__in=partners, after="approved"
    )
    for partner, at in moves.order_by("-id").values_list("application__partner", "at"):
        found[partner] = at.date()
    return found


def filings_of(duty: Duty) -> list[DutyFiling]:
    """Every version, the newest first."""
    return list(DutyFiling.objects.filter(duty=duty).select_related("filed_by", "guide_version").order_by("-number"))


def moves_of(duty: Duty) -> list[DutyMove]:
    """The history, newest first."""
    return list(DutyMove.objects.filter(duty=duty).select_related("by").order_by("-id"))


def duties_waiting(actor: Actor) -> list[Duty]:
    """What a partner has to see to, the soonest first."""
    rows = duties_in_inbox(actor).filter(state__in=WAITS_FOR_PARTNER)
    return list(rows.order_by("due_on", "id")[:50])
