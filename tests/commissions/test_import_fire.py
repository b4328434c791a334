"""The small seeded cut of `make drill ONLY=import`."""

import pytest

from tests.drill.drill_imports import import_under_fire
from tests.drill.fire import NEIGHBOURLY
from tests.ground import FreshDatabase, worker_number


@pytest.mark.timeout(400)
def test_import_under_fire_loses_nothing_and_loads_nothing_twice(fresh_database: FreshDatabase) -> None:
    report = import_under_fire(11, rows=2_000, kills=2, targets=NEIGHBOURLY, redis_database=50 + worker_number())

    # A quick machine is done before the last of them.
    assert report["kills"] in (1, 2)
    assert (report["lost"], report["twice"]) == (0, 0)
