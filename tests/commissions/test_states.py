from typing import Any

import pytest

from commissions.states import (
    HOLD_STATES,
    IMPORT_STATES,
    PAYOUT_RUN_STATES,
    PAYOUT_STATES,
    HoldState,
    ImportState,
    PayoutRunState,
    PayoutState,
)
from portal.state_table import StateTable


def moves_of(table: StateTable[Any]) -> set[str]:
    return {f"{start} {to}" for start, targets in table.transitions.items() for to in targets}


def test_import_stops_at_a_difference_and_can_be_checked_again() -> None:
    assert moves_of(IMPORT_STATES) == {
        "received checking", "checking stopped", "checking refused", "checking loading", "stopped checking",
        "stopped refused", "loading loaded",
    }  # fmt: skip
    assert not IMPORT_STATES.can_move(ImportState.STOPPED, ImportState.LOADING)


@pytest.mark.rule("F-CXL-01")
def test_outbound_earning_is_held_until_it_matures_or_is_void() -> None:
    assert moves_of(HOLD_STATES) == {"held matured", "held void"}
    assert HOLD_STATES.initial == {HoldState.HELD}


def test_payout_run_goes_through_approval_and_never_back_from_the_bank() -> None:
    assert moves_of(PAYOUT_RUN_STATES) == {
        "calculating calculated", "calculated calculating", "calculated submitted", "submitted calculated",
        "submitted approved", "approved exported", "exported settled",
    }  # fmt: skip
    assert PAYOUT_RUN_STATES.initial == {PayoutRunState.CALCULATING}


@pytest.mark.rule("F-PAY-01")
def test_payout_on_hold_is_not_sent() -> None:
    assert moves_of(PAYOUT_STATES) == {
        "held payable", "payable held", "payable sent", "sent paid", "sent returned", "paid returned",
        "returned held", "returned payable",
    }  # fmt: skip
    assert not PAYOUT_STATES.can_move(PayoutState.HELD, PayoutState.SENT)
