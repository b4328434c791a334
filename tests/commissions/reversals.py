"""Several clients reverse the same entries at once; the small cut of it is a test, the full size a drill."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from django.db import connection

from commissions.models import Entry, Leg
from commissions.services.ledger import reverse_entry
from portal.problems import Conflict
from portal.tenancy import Role, acting_as
from tests.commissions.ledger_world import DAY, World, post


@dataclass(frozen=True)
class Outcome:
    reversals: int
    refused: int
    sum_of_everything: int


def reverse_by_clients(world: World, *, entries: int, clients: int) -> Outcome:
    """Post `entries`, then let each of `clients` reverse all of them, each under keys of its own."""
    with acting_as(Role.STAFF, vendor=world.vendor):
        ids = [post(world.partner, 100 + number, key=f"entry{number}").entry_id for number in range(entries)]
    start = Barrier(clients)

    def work(client: int) -> int:
        refused = 0
        mine = random.Random(client).sample(ids, len(ids))
        start.wait()
        try:
            for entry in mine:
                try:
                    with acting_as(Role.STAFF, vendor=world.vendor):
                        reverse_entry(entry_id=entry, effective_on=DAY, source_key=f"client{client}:{entry}")
                except Conflict:
                    refused += 1
        finally:
            connection.close()
        return refused

    with ThreadPoolExecutor(clients) as pool:
        refused = sum(pool.map(work, range(clients)))
    with acting_as(Role.STAFF, vendor=world.vendor):
        reversals = Entry.objects.filter(reverses__isnull=False).count()
        payable = Leg.objects.filter(partner_id=world.partner).values_list("amount_minor", flat=True)
        return Outcome(reversals, refused, sum(payable))
