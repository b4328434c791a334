from itertools import product

import pytest

from compliance.states import CASE_STATES, CHECK_LABELS, UNDECIDED, CaseState, Check

OPEN, CLEAR, HIT, ESCALATED = CaseState.OPEN, CaseState.CLEAR, CaseState.HIT, CaseState.ESCALATED
APPROVED, REJECTED, CLOSED = CaseState.APPROVED, CaseState.REJECTED, CaseState.CLOSED

# Section M, and that an application may be withdrawn while its case runs.
MOVES = {
    (OPEN, CLEAR), (CLEAR, APPROVED), (OPEN, HIT), (CLEAR, HIT), (HIT, ESCALATED), (ESCALATED, APPROVED), (ESCALATED, REJECTED),
    (OPEN, CLOSED), (CLEAR, CLOSED), (ESCALATED, CLOSED),
}  # fmt: skip


@pytest.mark.rule("A-DD-02")
@pytest.mark.rule("A-DD-04")
@pytest.mark.parametrize(("start", "to"), list(product(CaseState, CaseState)))
def test_case_moves_are_those_of_the_rule(start: CaseState, to: CaseState) -> None:
    assert CASE_STATES.can_move(start, to) is ((start, to) in MOVES)


@pytest.mark.rule("A-DD-04")
def test_only_an_escalated_case_is_rejected() -> None:
    assert [state for state in CaseState if CASE_STATES.can_move(state, REJECTED)] == [ESCALATED]
    assert CASE_STATES.initial == {OPEN}
    assert {state for state in CaseState if not CASE_STATES.is_final(state)} == UNDECIDED


def test_every_check_has_words() -> None:
    assert set(CHECK_LABELS) == set(Check)
