"""What only shows once transactions commit: late legs, the owner's hand, two clients at one entry."""

from typing import LiteralString

import psycopg
import pytest
from django.db import connection

from commissions.models import Entry
from portal.tenancy import Role, acting_as
from portal.tenancy.roles import role_name
from tests.commissions.ledger_world import World, build_world, post
from tests.commissions.reversals import reverse_by_clients
from tests.conftest import FreshDatabase


@pytest.fixture
def world(fresh_database: FreshDatabase) -> World:
    return build_world()


def test_balanced_legs_for_an_entry_of_an_earlier_transaction_are_refused(
    world: World, fresh_database: FreshDatabase
) -> None:
    with acting_as(Role.STAFF, vendor=world.vendor):
        entry = post(world.partner).entry_id
    late = (
        "INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor) "
        "SELECT vendor_id, entry_id, position + 2, account_id, partner_id, currency, amount_minor FROM commissions_leg"
    )

    with pytest.raises(psycopg.Error) as refused:
        run_elsewhere(fresh_database, world.vendor, late)

    assert (refused.value.sqlstate, refused.value.diag.constraint_name) == ("23514", "legs_come_with_their_entry")
    assert entry > 0


def test_prepared_transaction_is_refused(world: World, fresh_database: FreshDatabase) -> None:
    with pytest.raises(psycopg.Error) as refused:
        run_elsewhere(fresh_database, world.vendor, "PREPARE TRANSACTION 'later'")

    assert refused.value.sqlstate == "55000"


@pytest.mark.parametrize("table", ["entry", "leg", "account"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_owner_cannot_change_the_ledger_either(
    world: World, fresh_database: FreshDatabase, table: str, change: str
) -> None:
    with acting_as(Role.STAFF, vendor=world.vendor):
        post(world.partner)

    with psycopg.connect(fresh_database.owner_url) as owner, pytest.raises(psycopg.Error) as refused:
        owner.execute(change.format(f"commissions_{table}"))

    assert refused.value.sqlstate == "23514"
    assert str(refused.value.diag.constraint_name).endswith("_is_append_only")


def test_four_clients_reverse_each_entry_exactly_once(world: World, fresh_database: FreshDatabase) -> None:
    outcome = reverse_by_clients(world, entries=60, clients=4)

    assert outcome.reversals == 60
    assert outcome.refused == 3 * 60
    assert outcome.sum_of_everything == 0
    with acting_as(Role.STAFF, vendor=world.vendor):
        assert Entry.objects.filter(kind="reversal").count() == 60


def run_elsewhere(database: FreshDatabase, vendor: int, statement: LiteralString) -> None:
    """As staff of `vendor`, in a session and transaction of its own."""
    with psycopg.connect(database.login_url) as other:
        other.execute(
            "SELECT set_config('role', %s, true), set_config('portal.vendor', %s, true)",
            [role_name(Role.STAFF), str(vendor)],
        )
        other.execute(statement)


def test_nothing_of_the_role_is_left_after_the_block(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == role_name("login")
