"""The database repeats the table of states: the same pairs stand in its trigger."""

import re
from itertools import product

import pytest

from compliance.models.cases import UNDECIDED as UNDECIDED_ROWS
from compliance.states import CASE_STATES, UNDECIDED, CaseState
from portal.embedded.places import ROOT

LAW = (ROOT / "compliance/sql/case_states.sql").read_text()


@pytest.mark.rule("A-DD-02")
def test_database_knows_the_same_moves() -> None:
    written = set(re.findall(r"\('(\w+)', '(\w+)'\)[,\n]", LAW.partition("NOT IN (\n")[2].partition(") THEN")[0]))

    assert written == {
        (start.value, to.value) for start, to in product(CaseState, CaseState) if CASE_STATES.can_move(start, to)
    }


def test_undecided_states_are_the_same_in_rows_and_in_rules() -> None:
    assert set(UNDECIDED_ROWS) == {state.value for state in UNDECIDED}
