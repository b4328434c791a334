from enum import StrEnum

import pytest

from portal.state_table import MoveRefused, StateTable


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    GONE = "gone"


MOVES = {Door.OPEN: frozenset({Door.SHUT, Door.GONE}), Door.SHUT: frozenset({Door.OPEN}), Door.GONE: frozenset[Door]()}
LABELS = {Door.OPEN: "Open", Door.SHUT: "Shut", Door.GONE: "Gone"}


def test_table_allows_its_moves_only() -> None:
    table = StateTable(initial=frozenset({Door.SHUT}), transitions=MOVES, labels=LABELS)
    assert table.can_move(Door.SHUT, Door.OPEN)
    assert [table.is_final(state) for state in Door] == [False, False, True]
    table.check_move(Door.OPEN, Door.GONE)
    with pytest.raises(MoveRefused, match="shut may not become gone") as caught:
        table.check_move(Door.SHUT, Door.GONE)
    assert (caught.value.from_state, caught.value.to_state) == ("shut", "gone")


def test_table_with_a_hole_is_refused() -> None:
    with pytest.raises(ValueError, match="label"):
        StateTable(initial=frozenset({Door.SHUT}), transitions=MOVES, labels={Door.OPEN: "Open"})
    with pytest.raises(ValueError, match="label"):
        StateTable(initial=frozenset({Door.SHUT}), transitions={Door.OPEN: frozenset()}, labels=LABELS)


def test_table_with_an_unreachable_state_is_refused() -> None:
    moves = {**MOVES, Door.OPEN: frozenset({Door.SHUT})}
    with pytest.raises(ValueError, match="gone"):
        StateTable(initial=frozenset({Door.SHUT}), transitions=moves, labels=LABELS)
