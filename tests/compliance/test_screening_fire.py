"""The small seeded cut of `make drill ONLY=screening`."""

import pytest

from tests.drill.drill_screening import screening_under_fire
from tests.drill.fire import NEIGHBOURLY
from tests.ground import FreshDatabase, worker_number


@pytest.mark.timeout(400)
def test_screening_under_fire_gives_each_subject_one_result(fresh_database: FreshDatabase) -> None:
    report = screening_under_fire(7, partners=100, kills=1, targets=NEIGHBOURLY, redis_database=50 + worker_number())

    assert (report["lost"], report["twice"]) == (0, 0)
    assert report["results_1"] == report["results_2"] == 100 + 100 + 10 + 2
