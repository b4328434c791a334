from itertools import product

import pytest

from leads.states import (
    APPROVAL_STATES,
    LEAD_STATES,
    PERMITS,
    TRANSITIONS,
    ApprovalState,
    Capability,
    LeadSource,
    LeadStatus,
    initial_approval,
    permits,
)

NEW, INVALID, INACTIVE = LeadStatus.NEW, LeadStatus.INVALID, LeadStatus.VALID_INACTIVE
ACTIVE, OPPORTUNITY, WON, LOST = LeadStatus.VALID_ACTIVE, LeadStatus.OPPORTUNITY, LeadStatus.WON, LeadStatus.LOST

# The moves of F-LEAD-03, and the close that the thread of work needs.
MOVES = {
    (NEW, INVALID), (NEW, ACTIVE), (NEW, INACTIVE),
    (INVALID, NEW),
    (ACTIVE, INACTIVE), (INACTIVE, ACTIVE), (ACTIVE, OPPORTUNITY),
    (OPPORTUNITY, INACTIVE), (OPPORTUNITY, WON), (OPPORTUNITY, LOST),
}  # fmt: skip


@pytest.mark.rule("F-LEAD-03")
@pytest.mark.parametrize(("start", "to"), list(product(LeadStatus, LeadStatus)))
def test_lead_moves_are_those_of_the_rule(start: LeadStatus, to: LeadStatus) -> None:
    assert LEAD_STATES.can_move(start, to) is ((start, to) in MOVES)
    assert (to in TRANSITIONS[start]) is ((start, to) in MOVES)


@pytest.mark.rule("F-LEAD-03")
def test_lead_starts_new_and_ends_closed() -> None:
    assert LEAD_STATES.initial == {NEW}
    assert [status for status in LeadStatus if LEAD_STATES.is_final(status)] == [WON, LOST]
    assert [LEAD_STATES.labels[status] for status in LeadStatus] == [
        "New", "Invalid", "Valid, inactive", "Valid, active", "Opportunity", "Won", "Lost",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("capability", "statuses"),
    [
        (Capability.HOLD_CLAIM, {NEW, INACTIVE, ACTIVE, OPPORTUNITY, WON, LOST}),
        (Capability.CORRECT_DATA, {NEW, INVALID, INACTIVE, ACTIVE}),
        (Capability.RECORD_DEMO, {ACTIVE}),
        (Capability.REQUEST_DISCOUNT, {ACTIVE, OPPORTUNITY}),
        (Capability.EXTEND_PROTECTION, {NEW, ACTIVE, OPPORTUNITY}),
        (Capability.ASK_AGAIN, {INACTIVE, LOST}),
        (Capability.EARN, {WON}),
    ],
)
def test_lead_status_permits(capability: Capability, statuses: set[LeadStatus]) -> None:
    assert {status for status in LeadStatus if permits(status, capability)} == statuses
    assert set(PERMITS) == set(LeadStatus)


@pytest.mark.rule("F-LEAD-05")
def test_outbound_waits_for_approval_and_inbound_does_not() -> None:
    assert initial_approval(LeadSource.OUTBOUND) is ApprovalState.PENDING
    assert initial_approval(LeadSource.INBOUND) is ApprovalState.NOT_NEEDED
    assert APPROVAL_STATES.transitions[ApprovalState.PENDING] == {ApprovalState.APPROVED, ApprovalState.DECLINED}
    assert all(APPROVAL_STATES.is_final(state) for state in ApprovalState if state is not ApprovalState.PENDING)
