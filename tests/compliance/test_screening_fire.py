"""The small seeded cut of `make drill ONLY=screening`."""

from tests.drill.drill_screening import screening_under_fire
from tests.drill.fire import NEIGHBOURLY
from tests.ground import FreshDatabase, worker_number


def test_screening_under_fire_gives_each_subject_one_result(fresh_database: FreshDatabase) -> None:
    report = screening_under_fire(7, partners=300, kills=3, targets=NEIGHBOURLY, redis_database=50 + worker_number())

    assert (report["lost"], report["twice"]) == (0, 0)
    assert report["results_1"] == report["results_2"] == 300 + 300 + 30 + 2
