"""A small seeded cut of the ledger's drill."""

import pytest

from portal.tenancy import Role, acting_as
from tests.commissions.ledger_world import build_world
from tests.drill.ledger_simulator import Simulator


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_random_operations_agree_with_an_independent_book(seed: int) -> None:
    world = build_world()
    with acting_as(Role.STAFF, vendor=world.vendor):
        simulator = Simulator(seed, [world.partner, world.rival])
        for _ in range(150):
            simulator.act()

        done = simulator.compare()

    assert done["posted"] > 50
    assert done["conflicts"] > 0
