"""The ledger at full size: a simulator over many seeds, and four clients that reverse the same five thousand entries."""

from commissions.models import Entry
from portal.tenancy import Role, acting_as
from tests.cast import look_up
from tests.commissions.ledger_world import build_world
from tests.commissions.reversals import reverse_by_clients
from tests.drill.ledger_simulator import Simulator

SEEDS = 20
OPERATIONS = 2_000


def drill_ledger_simulator(seed: int) -> dict[str, object]:
    """Twenty seeds of two thousand operations, each compared with an independent recomputation."""
    done: dict[str, int] = {}
    for number in range(SEEDS):
        world = build_world()
        with acting_as(Role.STAFF, vendor=world.vendor):
            simulator = Simulator(seed + number, [world.partner, world.rival])
            for _ in range(OPERATIONS):
                simulator.act()
            for name, count in simulator.compare().items():
                done[name] = done.get(name, 0) + count
    return {"seeds": SEEDS, "operations": SEEDS * OPERATIONS, "differences": 0, **done}


def drill_reversals(seed: int) -> dict[str, object]:
    """5,000 entries, each reversed by 4 clients at once: exactly 5,000 reversals."""
    del seed
    world = build_world()
    outcome = reverse_by_clients(world, entries=5_000, clients=4)
    assert (outcome.reversals, outcome.refused, outcome.sum_of_everything) == (5_000, 15_000, 0), outcome
    with acting_as(Role.STAFF, vendor=world.vendor):
        assert Entry.objects.count() == 10_000
    assert look_up("acme").id != world.vendor
    return {"entries": 5_000, "clients": 4, "reversals": outcome.reversals, "refused": outcome.refused}
