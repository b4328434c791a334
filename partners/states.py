"""What an application can be and what may follow: one machine for all programs (section M; G-APP-01, A-DD-01, F-ONB-01).

`attached` is a second application of a company that is here already (F-ONB-03): it goes no further by itself.
"""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ATTACHED = "attached"
    SCREENING = "screening"
    ESCALATED = "escalated"
    APPROVED = "approved"
    REJECTED = "rejected"
    AGREEMENT_SENT = "agreement_sent"
    SIGNED = "signed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


S = ApplicationState

APPLICATION_STATES = StateTable(
    initial=frozenset({S.DRAFT}),
    transitions={
        S.DRAFT: frozenset({S.SUBMITTED, S.ATTACHED, S.WITHDRAWN}),
        S.SUBMITTED: frozenset({S.SCREENING, S.WITHDRAWN}),
        # A person may find that it is another company after all.
        S.ATTACHED: frozenset({S.SUBMITTED, S.WITHDRAWN}),
        S.SCREENING: frozenset({S.ESCALATED, S.APPROVED, S.REJECTED, S.WITHDRAWN}),
        S.ESCALATED: frozenset({S.APPROVED, S.REJECTED, S.WITHDRAWN}),
        S.APPROVED: frozenset({S.AGREEMENT_SENT, S.TERMINATED, S.WITHDRAWN}),
        S.AGREEMENT_SENT: frozenset({S.SIGNED, S.TERMINATED, S.WITHDRAWN}),
        S.SIGNED: frozenset({S.ACTIVE, S.TERMINATED, S.WITHDRAWN}),
        S.ACTIVE: frozenset({S.SUSPENDED, S.TERMINATED}),
        S.SUSPENDED: frozenset({S.ACTIVE, S.TERMINATED}),
        S.REJECTED: frozenset(),
        S.TERMINATED: frozenset(),
        S.WITHDRAWN: frozenset(),
    },
    labels={
        S.DRAFT: gettext_noop("Draft"),
        S.SUBMITTED: gettext_noop("Received"),
        S.ATTACHED: gettext_noop("Attached to another"),
        S.SCREENING: gettext_noop("In review"),
        S.ESCALATED: gettext_noop("With compliance"),
        S.APPROVED: gettext_noop("Approved"),
        S.REJECTED: gettext_noop("Refused"),
        S.AGREEMENT_SENT: gettext_noop("Agreement sent"),
        S.SIGNED: gettext_noop("Signed"),
        S.ACTIVE: gettext_noop("Active"),
        S.SUSPENDED: gettext_noop("Suspended"),
        S.TERMINATED: gettext_noop("Terminated"),
        S.WITHDRAWN: gettext_noop("Withdrawn"),
    },
)

#: What the applicant reads: that something was found, or that a company is known here, is nobody's business but the vendor's.
TOLD_LABELS: dict[ApplicationState, str] = {
    **APPLICATION_STATES.labels,
    S.SUBMITTED: gettext_noop("In review"),
    S.ATTACHED: gettext_noop("In review"),
    S.ESCALATED: gettext_noop("In review"),
    S.AGREEMENT_SENT: gettext_noop("Agreement to sign"),
    S.TERMINATED: gettext_noop("Ended"),
}

#: Somebody has to decide about it.
WAITING = frozenset({S.SUBMITTED, S.SCREENING, S.ESCALATED})
#: Nothing follows.
OVER = frozenset(state for state in S if APPLICATION_STATES.is_final(state))
#: It was approved and is on its way to active.
JOINING = frozenset({S.APPROVED, S.AGREEMENT_SENT, S.SIGNED})
#: A second application of the same company meets it (F-ONB-03).
STANDING = WAITING | JOINING | {S.ACTIVE, S.SUSPENDED}
#: It ended without a partner; the company may apply again after a while.
CLOSED = frozenset({S.REJECTED, S.TERMINATED, S.WITHDRAWN})
