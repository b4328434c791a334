"""A clone in which each text is hostile already, with everybody signed in and fresh enough for secrets."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.hostile.stage import HostileStage, build_stage


@pytest.fixture
def hostile_stage(fresh_database: Any) -> Iterator[HostileStage]:
    """Rows of everything, their texts taken in turns from the corpus."""
    yield from build_stage()
