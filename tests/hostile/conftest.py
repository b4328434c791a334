"""A clone in which each text is hostile already, with everybody signed in and fresh enough for secrets."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tests import ground
from tests.hostile.stage import HostileStage, build_stage


@dataclass(slots=True)
class HostileClone:
    """One for all tests of a worker: their requests are undone."""

    name: str
    stage: HostileStage | None = None


@pytest.fixture(scope="session")
def hostile_clone(ground_servers: None) -> Iterator[HostileClone]:
    clone = HostileClone(ground.clone_name(f"{ground.WORKER}_hostile"))
    ground.make_clone(clone.name)
    yield clone
    ground.drop_database(clone.name)


@pytest.fixture
def hostile_stage(hostile_clone: HostileClone, django_db_blocker: DjangoDbBlocker) -> Iterator[HostileStage]:
    """Rows of everything, their texts taken in turns from the corpus."""
    with django_db_blocker.unblock(), ground.working_on(hostile_clone.name):
        if hostile_clone.stage is None:
            hostile_clone.stage = build_stage()
        else:
            hostile_clone.stage.asked = 0
            hostile_clone.stage.sign_everybody_in()
        yield hostile_clone.stage
