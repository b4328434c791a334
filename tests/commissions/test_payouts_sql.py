"""The law of payout states stands twice, in commissions/states.py and in the database: both tables are one."""

from typing import Any

import pytest
from django.db import connection

from commissions.states import PAYOUT_RUN_STATES, PAYOUT_STATES
from portal.state_table import StateTable

TABLES = [("run", PAYOUT_RUN_STATES), ("payout", PAYOUT_STATES)]


def every_pair(table: StateTable[Any]) -> list[tuple[str, str]]:
    return [(str(start), str(to)) for start in table.transitions for to in table.transitions if start != to]


@pytest.mark.django_db
@pytest.mark.parametrize(("what", "table"), TABLES)
def test_database_allows_the_moves_of_the_table_and_no_other(what: str, table: StateTable[Any]) -> None:
    starts, ends = zip(*every_pair(table), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a, b FROM unnest(%s::text[], %s::text[]) AS pair (a, b) WHERE payout_move_allowed(%s, a, b)",
            [list(starts), list(ends), what],
        )
        allowed = set(cursor.fetchall())

    assert allowed == {(str(start), str(to)) for start, targets in table.transitions.items() for to in targets}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "other"), [("run", PAYOUT_STATES), ("payout", PAYOUT_RUN_STATES), ("x", PAYOUT_STATES)]
)
def test_database_knows_no_move_of_another_thing(what: str, other: StateTable[Any]) -> None:
    with connection.cursor() as cursor:
        for start, to in every_pair(other):
            cursor.execute("SELECT payout_move_allowed(%s, %s, %s)", [what, start, to])
            assert cursor.fetchone() == (False,), (what, start, to)
