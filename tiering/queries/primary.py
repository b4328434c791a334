"""Which of several categories a partner is recognised by (G-MCAT-01)."""

from datetime import date

from partners.models import Enrolment, EnrolmentTrait
from tiering.queries.tiers import HeldTier, tier_on

PRIMARY = "primary"


def primary_enrolment(partner_id: int, program_id: int, day: date) -> Enrolment | None:
    """The enrolment that was chosen as the primary one; where nobody chose, the oldest in force."""
    rows = Enrolment.objects.filter(partner_id=partner_id, program_id=program_id, period__contains=day).order_by("id")
    chosen = EnrolmentTrait.objects.filter(
        enrolment__in=rows, kind=PRIMARY, holds=True, period__contains=day
    ).values_list("enrolment_id", flat=True)
    found = list(rows)
    return next((one for one in found if one.pk in set(chosen)), found[0] if found else None)


def recognised_tier(partner_id: int, program_id: int, day: date) -> HeldTier | None:
    """The tier by which a partner is known in a program, and that partner-wide benefits follow: that of its primary category."""
    enrolment = primary_enrolment(partner_id, program_id, day)
    return tier_on(day, enrolment_id=enrolment.pk) if enrolment else None


def count_enrolments(partner_id: int, program_id: int, day: date) -> int:
    """In how many categories of a program a partner is."""
    return int(Enrolment.objects.filter(partner_id=partner_id, program_id=program_id, period__contains=day).count())
