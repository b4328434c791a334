"""What a due-diligence case can be, and what may follow (A-DD-02, A-DD-04)."""

from enum import StrEnum

from portal.state_table import StateTable
from portal.wording import gettext_noop


class CaseState(StrEnum):
    """Clear and hit are passed through: clear waits only for lists that are fresh enough, a hit is escalated at once."""

    OPEN = "open"
    CLEAR = "clear"
    HIT = "hit"
    ESCALATED = "escalated"
    APPROVED = "approved"
    REJECTED = "rejected"
    CLOSED = "closed"


CASE_STATES = StateTable(
    initial=frozenset({CaseState.OPEN}),
    transitions={
        CaseState.OPEN: frozenset({CaseState.CLEAR, CaseState.HIT, CaseState.CLOSED}),
        # A list that came meanwhile may name somebody of a case that waits.
        CaseState.CLEAR: frozenset({CaseState.APPROVED, CaseState.HIT, CaseState.CLOSED}),
        CaseState.HIT: frozenset({CaseState.ESCALATED}),
        CaseState.ESCALATED: frozenset({CaseState.APPROVED, CaseState.REJECTED, CaseState.CLOSED}),
        CaseState.APPROVED: frozenset(),
        CaseState.REJECTED: frozenset(),
        CaseState.CLOSED: frozenset(),
    },
    labels={
        CaseState.OPEN: gettext_noop("Open"),
        CaseState.CLEAR: gettext_noop("Clear"),
        CaseState.HIT: gettext_noop("Hit"),
        CaseState.ESCALATED: gettext_noop("Escalated"),
        CaseState.APPROVED: gettext_noop("Approved"),
        CaseState.REJECTED: gettext_noop("Rejected"),
        CaseState.CLOSED: gettext_noop("Closed without a decision"),
    },
)

#: States in which a case is still worked on.
UNDECIDED = frozenset({CaseState.OPEN, CaseState.CLEAR, CaseState.HIT, CaseState.ESCALATED})


class Check(StrEnum):
    """What is looked at before a company becomes a partner (A-DD-02)."""

    RESTRICTED_PARTY = "restricted_party"
    INTERNET_COMPANY = "internet_company"
    INTERNET_EXECUTIVES = "internet_executives"
    WEBSITE = "website"
    FOREIGN_REGISTRY = "foreign_registry"
    SECRETARY_OF_STATE = "secretary_of_state"


CHECK_LABELS: dict[Check, str] = {
    Check.RESTRICTED_PARTY: gettext_noop("Restricted party screening"),
    Check.INTERNET_COMPANY: gettext_noop("Internet search on the company"),
    Check.INTERNET_EXECUTIVES: gettext_noop("Internet search on the executives"),
    Check.WEBSITE: gettext_noop("Company website"),
    Check.FOREIGN_REGISTRY: gettext_noop("Foreign registries"),
    Check.SECRETARY_OF_STATE: gettext_noop("Secretary of State"),
}


class Outcome(StrEnum):
    """What a check found. Nothing said is no outcome: it is still open."""

    CLEAR = "clear"
    FINDING = "finding"
    NOT_APPLICABLE = "not_applicable"


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.CLEAR: gettext_noop("Clear"),
    Outcome.FINDING: gettext_noop("Finding"),
    Outcome.NOT_APPLICABLE: gettext_noop("Not applicable"),
}


class Ruling(StrEnum):
    """What a person said of a possible match."""

    TRUE_MATCH = "true_match"
    DISMISSED = "dismissed"


class Role(StrEnum):
    """As what somebody is screened (A-DD-02)."""

    COMPANY = "company"
    TRADE_NAME = "trade_name"
    OWNER = "owner"
    EXECUTIVE = "executive"


ROLE_LABELS: dict[Role, str] = {
    Role.COMPANY: gettext_noop("Company"),
    Role.TRADE_NAME: gettext_noop("Trade name"),
    Role.OWNER: gettext_noop("Owner"),
    Role.EXECUTIVE: gettext_noop("Executive"),
}


class Risk(StrEnum):
    """How closely somebody is watched."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RISK_LABELS: dict[Risk, str] = {
    Risk.LOW: gettext_noop("Low"),
    Risk.MEDIUM: gettext_noop("Medium"),
    Risk.HIGH: gettext_noop("High"),
}
