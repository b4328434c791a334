"""Where agreements deviate from the guide (G-GEN-05)."""

from datetime import date

from partners.models import Enrolment
from tiering.models import RequirementDeviation
from tiering.rules.deviations import Deviation


def deviations_on(program_id: int, day: date) -> dict[int, tuple[Deviation, ...]]:
    """By enrolment, as the engine takes them."""
    found: dict[int, list[Deviation]] = {}
    rows = RequirementDeviation.objects.filter(program_id=program_id, period__contains=day).order_by(
        "requirement", "tier"
    )
    for row in rows:
        found.setdefault(row.enrolment_id, []).append(Deviation(row.requirement, row.tier, row.required))
    return {enrolment: tuple(rows) for enrolment, rows in found.items()}


def deviations_of(enrolment: Enrolment) -> list[RequirementDeviation]:
    """Everything that was agreed for an enrolment, newest first."""
    rows = RequirementDeviation.objects.filter(enrolment=enrolment).select_related("author", "agreement")
    return list(rows.order_by("-id")[:50])
