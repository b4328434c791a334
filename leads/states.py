"""What a lead can be, what may follow, and what each state permits (F-LEAD-03, F-LEAD-05)."""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class LeadSource(StrEnum):
    """Who found the customer. It decides approval (F-LEAD-05) and when the commission is paid (F-CXL-02)."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class LeadStatus(StrEnum):
    NEW = "new"
    INVALID = "invalid"
    VALID_INACTIVE = "valid_inactive"
    VALID_ACTIVE = "valid_active"
    OPPORTUNITY = "opportunity"
    WON = "won"
    LOST = "lost"


class Assignment(StrEnum):
    """Whose the lead is. Pending: no owner and no clock, until a manager approves (F-LEAD-05)."""

    PENDING = "pending"
    ASSIGNED = "assigned"
    DECLINED = "declined"
    RELEASED = "released"


class Delivery(StrEnum):
    """Who deploys and supports the project: a partner without the skill or the record brings in somebody (G-GEN-03)."""

    OWN = "own"
    SERVICES = "services"
    PARTNER = "partner"


class Capability(StrEnum):
    """What a status permits beside moving on."""

    HOLD_CLAIM = "hold_claim"
    CORRECT_DATA = "correct_data"
    RECORD_DEMO = "record_demo"
    REQUEST_DISCOUNT = "request_discount"
    NAME_DELIVERY = "name_delivery"
    EXTEND_PROTECTION = "extend_protection"
    ASK_AGAIN = "ask_again"
    EARN = "earn"


LEAD_STATES = StateTable(
    initial=frozenset({LeadStatus.NEW}),
    transitions={
        LeadStatus.NEW: frozenset({LeadStatus.INVALID, LeadStatus.VALID_ACTIVE, LeadStatus.VALID_INACTIVE}),
        LeadStatus.INVALID: frozenset({LeadStatus.NEW}),
        LeadStatus.VALID_INACTIVE: frozenset({LeadStatus.VALID_ACTIVE}),
        LeadStatus.VALID_ACTIVE: frozenset({LeadStatus.VALID_INACTIVE, LeadStatus.OPPORTUNITY}),
        LeadStatus.OPPORTUNITY: frozenset({LeadStatus.VALID_INACTIVE, LeadStatus.WON, LeadStatus.LOST}),
        LeadStatus.WON: frozenset(),
        LeadStatus.LOST: frozenset(),
    },
    labels={
        LeadStatus.NEW: gettext_noop("New"),
        LeadStatus.INVALID: gettext_noop("Invalid"),
        LeadStatus.VALID_INACTIVE: gettext_noop("Valid, inactive"),
        LeadStatus.VALID_ACTIVE: gettext_noop("Valid, active"),
        LeadStatus.OPPORTUNITY: gettext_noop("Opportunity"),
        LeadStatus.WON: gettext_noop("Won"),
        LeadStatus.LOST: gettext_noop("Lost"),
    },
)
TRANSITIONS = LEAD_STATES.transitions

ASSIGNMENT_STATES = StateTable(
    initial=frozenset({Assignment.PENDING, Assignment.ASSIGNED}),
    transitions={
        Assignment.PENDING: frozenset({Assignment.ASSIGNED, Assignment.DECLINED}),
        Assignment.ASSIGNED: frozenset({Assignment.RELEASED}),
        Assignment.DECLINED: frozenset(),
        # A released lead is registered again by the manager only, with a fresh period (F-LEAD-06).
        Assignment.RELEASED: frozenset({Assignment.ASSIGNED}),
    },
    labels={
        Assignment.PENDING: gettext_noop("Waiting for approval"),
        Assignment.ASSIGNED: gettext_noop("Assigned"),
        Assignment.DECLINED: gettext_noop("Declined"),
        Assignment.RELEASED: gettext_noop("Released"),
    },
)

SOURCE_LABELS: dict[LeadSource, str] = {
    LeadSource.INBOUND: gettext_noop("Inbound"),
    LeadSource.OUTBOUND: gettext_noop("Outbound"),
}

DELIVERY_LABELS: dict[Delivery, str] = {
    Delivery.OWN: gettext_noop("The partner itself"),
    Delivery.SERVICES: gettext_noop("The vendor's professional services"),
    Delivery.PARTNER: gettext_noop("Another qualified partner"),
}

# An invalid lead names no real customer, so it holds off nobody (F-LEAD-07: the first *valid* registration wins).
PERMITS: dict[LeadStatus, frozenset[Capability]] = {
    LeadStatus.NEW: frozenset({Capability.HOLD_CLAIM, Capability.CORRECT_DATA, Capability.EXTEND_PROTECTION}),
    LeadStatus.INVALID: frozenset({Capability.CORRECT_DATA}),
    LeadStatus.VALID_INACTIVE: frozenset({Capability.HOLD_CLAIM, Capability.CORRECT_DATA, Capability.ASK_AGAIN}),
    LeadStatus.VALID_ACTIVE: frozenset(
        {
            Capability.HOLD_CLAIM,
            Capability.CORRECT_DATA,
            Capability.RECORD_DEMO,
            Capability.REQUEST_DISCOUNT,
            Capability.NAME_DELIVERY,
            Capability.EXTEND_PROTECTION,
        }
    ),
    LeadStatus.OPPORTUNITY: frozenset(
        {
            Capability.HOLD_CLAIM,
            Capability.REQUEST_DISCOUNT,
            Capability.NAME_DELIVERY,
            Capability.EXTEND_PROTECTION,
        }
    ),
    LeadStatus.WON: frozenset({Capability.HOLD_CLAIM, Capability.NAME_DELIVERY, Capability.EARN}),
    LeadStatus.LOST: frozenset({Capability.HOLD_CLAIM, Capability.ASK_AGAIN}),
}

# Until the manager decided, an outbound lead is in nobody's name and its status does not move (F-LEAD-05).
UNDECIDED = frozenset({Assignment.PENDING, Assignment.DECLINED})


def permits(status: LeadStatus, capability: Capability) -> bool:
    return capability in PERMITS[status]
