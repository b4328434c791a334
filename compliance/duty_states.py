"""What becomes of a duty: filed, read, given back, excused."""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class DutyState(StrEnum):
    """Where a duty is. Overdue is no state: the day decides it."""

    OPEN = "open"
    FILED = "filed"
    RETURNED = "returned"
    DONE = "done"
    EXCUSED = "excused"


DUTY_STATES = StateTable(
    initial=frozenset({DutyState.OPEN}),
    transitions={
        DutyState.OPEN: frozenset({DutyState.FILED, DutyState.DONE, DutyState.EXCUSED}),
        DutyState.FILED: frozenset({DutyState.DONE, DutyState.RETURNED}),
        DutyState.RETURNED: frozenset({DutyState.FILED, DutyState.DONE, DutyState.EXCUSED}),
        DutyState.DONE: frozenset(),
        DutyState.EXCUSED: frozenset(),
    },
    labels={
        DutyState.OPEN: gettext_noop("Open"),
        DutyState.FILED: gettext_noop("Filed"),
        DutyState.RETURNED: gettext_noop("Given back"),
        DutyState.DONE: gettext_noop("Done"),
        DutyState.EXCUSED: gettext_noop("Excused"),
    },
)
#: What the partner has to see to.
WAITS_FOR_PARTNER = (DutyState.OPEN, DutyState.RETURNED)
#: What counts as filed: the vendor's reading may take its time.
IS_FILED = (DutyState.FILED, DutyState.DONE, DutyState.EXCUSED)
