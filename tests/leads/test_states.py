from itertools import product

import pytest

from leads.states import (
    ASSIGNMENT_STATES,
    LEAD_STATES,
    PERMITS,
    TRANSITIONS,
    UNDECIDED,
    Assignment,
    Capability,
    LeadStatus,
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
def test_pending_lead_is_assigned_or_declined_and_an_assigned_one_released() -> None:
    moves = {f"{start} {to}" for start, targets in ASSIGNMENT_STATES.transitions.items() for to in targets}
    assert moves == {"pending assigned", "pending declined", "assigned released", "released assigned"}
    assert {Assignment.PENDING, Assignment.DECLINED} == UNDECIDED
