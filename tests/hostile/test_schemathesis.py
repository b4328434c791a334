"""Requests made from the OpenAPI description, in its spirit or against it: never a 5xx, nothing stored by a refusal.

The small seeded cut of `make drill ONLY=schemathesis`: every operation in one of the two modes.
"""

import pytest

from tests.hostile.fuzz import fuzz
from tests.hostile.stage import HostileStage


@pytest.mark.timeout(300)
def test_requests_made_from_the_description_break_nothing(hostile_stage: HostileStage) -> None:
    report = fuzz(hostile_stage, examples=2, seed=20261121, few=1)

    assert "\n".join(report.wrong) == ""
    assert report.requests > 60
