"""What apps register: a function that adds its part of the history to a vendor's world."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.registry import Registry


@dataclass(slots=True)
class World:
    """One demo vendor while it is being filled, inside `acting_as(Role.STAFF, vendor=vendor_id)`.

    `random` is seeded by the vendor and the part, so that a part added later changes no other. `today` is the day of the demo;
    the history goes back two years to `began`. Parts leave ids for later parts in `partners`, `members` (by role, then by
    "role:partner_id") and `notes`.
    """

    slug: str
    vendor_id: int
    today: date
    now: datetime
    began: date
    random: random.Random
    programs: dict[str, int] = field(default_factory=dict)
    partners: list[int] = field(default_factory=list)
    members: dict[str, int] = field(default_factory=dict)
    notes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoPart:
    """One app's part; parts run by rising order. `vendors` empty means all."""

    order: int
    build: Callable[[World], None]
    vendors: frozenset[str] = frozenset()


DEMO_PARTS: Registry[DemoPart] = Registry("demo parts")


def demo_part(
    key: str, *, order: int, vendors: tuple[str, ...] = ()
) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    """Register the decorated function as a part of the demo."""

    def keep(build: Callable[[World], None]) -> Callable[[World], None]:
        DEMO_PARTS.register(key, DemoPart(order, build, frozenset(vendors)))
        return build

    return keep
