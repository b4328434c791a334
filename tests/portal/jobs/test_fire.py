"""The small seeded cut of `make drill ONLY=jobs`."""

import pytest

from tests.drill.drill_jobs import jobs_under_fire
from tests.drill.fire import NEIGHBOURLY
from tests.ground import FreshDatabase, worker_number


@pytest.mark.timeout(400)
def test_jobs_under_fire_lose_nothing_and_do_nothing_twice(fresh_database: FreshDatabase) -> None:
    report = jobs_under_fire(
        7, kills=3, jobs=4, chunks=6, seconds=0.1, targets=NEIGHBOURLY, redis_database=50 + worker_number()
    )
    # A quick machine is done before the last of them.
    assert report["kills"] in (2, 3)
