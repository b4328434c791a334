"""Many entries are proved in seconds, whatever the planner was made to believe about their tables."""

import psycopg
from django.db import connection

from portal.tenancy import Role, acting_as
from tests.commissions.ledger_world import build_world, post
from tests.commissions.test_ledger import BULK
from tests.conftest import FreshDatabase

ENTRIES = 20_000
#: What autovacuum writes down when it looks at a table in the middle of its first large transaction.
_MISLEAD = """
SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'commissions_' || name,
                                 'relpages', 1000, 'reltuples', 0::real)
FROM unnest(ARRAY['entry', 'leg', 'account']) name
"""


def test_statistics_of_an_uncommitted_table_do_not_slow_the_proofs(fresh_database: FreshDatabase) -> None:
    """Every entry compared with every leg: 50,000 sales took three minutes."""
    world = build_world()
    with psycopg.connect(fresh_database.owner_url) as owner:
        assert owner.execute(_MISLEAD).fetchall() == [(True,)] * 3

    with acting_as(Role.STAFF, vendor=world.vendor), connection.cursor() as cursor:
        post(world.partner, 100)
        cursor.execute("SET LOCAL statement_timeout = '15s'")
        cursor.execute(BULK, {"vendor": world.vendor, "entries": ENTRIES})
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'commissions_entry'::regclass")
        (counted,) = cursor.fetchone()

    assert counted == ENTRIES + 1
