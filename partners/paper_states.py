"""What becomes of a paper that was handed in. Whether it is still good is no state: the day decides it."""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class PaperState(StrEnum):
    """Each version of a paper is one that was handed in, and has its own life."""

    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLACED = "replaced"
    ENDED = "ended"


PAPER_STATES = StateTable(
    initial=frozenset({PaperState.HANDED_IN}),
    transitions={
        # A newer version takes the place of one that nobody has looked at yet.
        PaperState.HANDED_IN: frozenset({PaperState.ACCEPTED, PaperState.RETURNED, PaperState.REPLACED}),
        # Good until a newer one is accepted: handing one in shuts nothing.
        PaperState.ACCEPTED: frozenset({PaperState.REPLACED, PaperState.ENDED}),
        PaperState.RETURNED: frozenset(),
        PaperState.REPLACED: frozenset(),
        PaperState.ENDED: frozenset(),
    },
    labels={
        PaperState.HANDED_IN: gettext_noop("Handed in"),
        PaperState.ACCEPTED: gettext_noop("Accepted"),
        PaperState.RETURNED: gettext_noop("Given back"),
        PaperState.REPLACED: gettext_noop("Replaced by a newer version"),
        PaperState.ENDED: gettext_noop("Accepted no more"),
    },
)
