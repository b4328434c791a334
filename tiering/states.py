"""What can become of a tier's extras while the tier itself stays (G-TIER-07)."""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class ExtrasState(StrEnum):
    """One episode begins with a warning. `SERVED`, `RESTORED` and `ENDED` (with the tier) end it."""

    WARNED = "warned"
    SERVED = "served"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    ENDED = "ended"


EXTRAS_STATES = StateTable(
    initial=frozenset({ExtrasState.WARNED}),
    transitions={
        ExtrasState.WARNED: frozenset({ExtrasState.SERVED, ExtrasState.SUSPENDED, ExtrasState.ENDED}),
        ExtrasState.SUSPENDED: frozenset({ExtrasState.RESTORED, ExtrasState.ENDED}),
        ExtrasState.SERVED: frozenset(),
        ExtrasState.RESTORED: frozenset(),
        ExtrasState.ENDED: frozenset(),
    },
    labels={
        ExtrasState.WARNED: gettext_noop("Warned"),
        ExtrasState.SERVED: gettext_noop("Served again"),
        ExtrasState.SUSPENDED: gettext_noop("Suspended"),
        ExtrasState.RESTORED: gettext_noop("Restored"),
        ExtrasState.ENDED: gettext_noop("Ended with the tier"),
    },
)

#: States in which an episode goes on.
OPEN = (ExtrasState.WARNED, ExtrasState.SUSPENDED)
