"""Requests made from the OpenAPI description, in its spirit and against it: never a 5xx, nothing stored by a refusal."""

import pytest

from tests.hostile.fuzz import fuzz
from tests.hostile.stage import HostileStage


@pytest.mark.timeout(300)
def test_requests_made_from_the_description_break_nothing(hostile_stage: HostileStage) -> None:
    report = fuzz(hostile_stage, examples=2, seed=20261121)

    assert "\n".join(report.wrong) == ""
    assert report.requests > 60
