"""The small seeded cut of `make drill ONLY=calendar`."""

import pytest

from tests.drill.drill_calendar import year_of_calendar
from tests.ground import FreshDatabase


@pytest.mark.timeout(240)
@pytest.mark.rule("F-LEAD-04", "F-COM-01", "F-CXL-01", "F-CXL-02", "X-07")
def test_weeks_of_calendar_do_everything_on_its_day_and_once(fresh_database: FreshDatabase) -> None:
    report = year_of_calendar(7, days=36)

    assert report["days"] == 36
    assert int(str(report["statements"])) > 0
