from typing import Any

import pytest

from commissions.states import (
    EARNING_STATES,
    IMPORT_STATES,
    PAYOUT_RUN_STATES,
    PAYOUT_STATES,
    STATEMENT_STATES,
    EarningState,
    ImportState,
    PayoutRunState,
    PayoutState,
    StatementState,
)
from portal.state_table import StateTable


def moves_of(table: StateTable[Any]) -> set[str]:
    return {f"{start} {to}" for start, targets in table.transitions.items() for to in targets}


def test_import_stops_at_a_difference_and_can_be_checked_again() -> None:
    assert moves_of(IMPORT_STATES) == {
        "uploaded checking", "uploaded cancelled", "checking checked", "checking stopped", "stopped checking",
        "stopped cancelled", "checked applying", "checked cancelled", "applying applied",
    }  # fmt: skip
    assert not IMPORT_STATES.can_move(ImportState.STOPPED, ImportState.APPLYING)


@pytest.mark.rule("F-CXL-01")
def test_outbound_earning_is_held_until_it_matures_or_is_void() -> None:
    assert moves_of(EARNING_STATES) == {"accrued stated", "held matured", "held void", "matured stated"}
    assert EARNING_STATES.initial == {EarningState.ACCRUED, EarningState.HELD}


def test_statement_closes_before_it_is_published() -> None:
    assert moves_of(STATEMENT_STATES) == {"open closed", "closed published"}
    assert STATEMENT_STATES.initial == {StatementState.OPEN}


def test_payout_run_goes_through_approval_and_never_back_from_the_bank() -> None:
    assert moves_of(PAYOUT_RUN_STATES) == {
        "draft calculating", "draft cancelled", "calculating calculated", "calculated calculating",
        "calculated submitted", "calculated cancelled", "submitted calculated", "submitted approved",
        "submitted cancelled", "approved exported", "approved cancelled", "exported settled",
    }  # fmt: skip
    assert PAYOUT_RUN_STATES.initial == {PayoutRunState.DRAFT}


@pytest.mark.rule("F-PAY-01")
def test_payout_on_hold_is_not_sent() -> None:
    assert moves_of(PAYOUT_STATES) == {
        "held payable", "held cancelled", "payable held", "payable sent", "payable cancelled", "sent paid",
        "sent returned", "paid returned", "returned held", "returned payable",
    }  # fmt: skip
    assert not PAYOUT_STATES.can_move(PayoutState.HELD, PayoutState.SENT)
