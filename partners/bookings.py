"""Which quota items of a new partner have no exam booked: asked of the apps above, which know quotas (G-REQ-09)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.registry import Registry

if TYPE_CHECKING:
    from partners.models import Enrolment


@dataclass(frozen=True, slots=True)
class Gap:
    """A quota that certificates held and exams booked in time do not fill."""

    requirement: str
    place: str
    counted: str
    required: str
    rule: str


#: (enrolment, last day of booking in time, day that is looked at) to what is missing.
Look = Callable[["Enrolment", date, date], list[Gap]]
BOOKINGS: Registry[Look] = Registry("quotas that need exams")


def booking_gaps(enrolment: "Enrolment", *, until: date, day: date) -> list[Gap]:
    """Everything that is missing; nothing where nobody knows of quotas."""
    return [gap for look in BOOKINGS.all().values() for gap in look(enrolment, until, day)]
