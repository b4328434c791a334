"""Twenty thousand partners and their sales, written set by set; and emptying what a run wrote, which only the owner can."""

from datetime import UTC, datetime

import psycopg
from django.db import connection, connections

from commissions.models import PayoutRun
from commissions.services.runs import open_run
from portal.tenancy import Role, acting_as
from tests import ground
from tests.cast import VendorCast, look_up

PARTNERS = 20_000
PERIOD = "2026-10"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
#: What a run writes. The owner lifts the law of append-only for the moment of emptying.
WRITTEN = ("leg", "entry", "earning", "release", "runexception", "payoutmove", "payout", "statement", "account")

_PARTNERS = """
INSERT INTO partners_partner (vendor_id, name, state, created_at)
SELECT %(vendor)s, 'Partner ' || n, 'active', '2024-01-01' FROM generate_series(1, %(partners)s) n;
INSERT INTO partners_agreement (vendor_id, partner_id, program_id, number, currency, period, signed_on)
SELECT %(vendor)s, id, %(program)s, 'B-' || id, 'USD', '[2024-01-01,)', '2024-01-01'
FROM partners_partner WHERE vendor_id = %(vendor)s AND name LIKE 'Partner %%';
INSERT INTO commissions_rate (vendor_id, agreement_id, partner_id, rate, period)
SELECT %(vendor)s, id, partner_id, 0.05 + (id %% 20) * 0.01, '[2024-01-01,)'
FROM partners_agreement WHERE vendor_id = %(vendor)s AND number LIKE 'B-%%';
"""

_SALES = """
WITH seller AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM partners_partner
    WHERE vendor_id = %(vendor)s AND name LIKE 'Partner %%'
), file AS (
    INSERT INTO files_storedfile (vendor_id, sha256, size, content_type, name, purpose)
    VALUES (%(vendor)s, repeat('0', 64), 1, 'text/csv', 'bench.csv', 'sales') RETURNING id
), batch AS (
    INSERT INTO commissions_importbatch (vendor_id, program_id, file_id, system, bad_rows, earns, declared_rows, declared_sums,
        found_rows, found_sums, good, bad, known, loaded, unread, checks, state, reason)
    SELECT %(vendor)s, %(program)s, id, 'bench', 'keep_good', true, %(sales)s, '{}', 0, '{}', 0, 0, 0, 0, 0, 0, 'loaded', ''
    FROM file RETURNING id
)
INSERT INTO commissions_sale (vendor_id, partner_id, program_id, batch_id, row_no, system, external_id, invoice, product, kind,
    sold_on, amount_minor, currency, source, billed_by, earns)
SELECT %(vendor)s, seller.id, %(program)s, batch.id, n, 'bench', 'B' || n, 'INV-' || (n / 3), 'CRM',
       CASE WHEN n %% 20 = 0 THEN 'refund' ELSE 'new' END, date '2026-10-01' + n %% 31,
       (1000 + n %% 90000) * CASE WHEN n %% 20 = 0 THEN -1 ELSE 1 END, 'USD', 'inbound', 'vendor', true
FROM generate_series(1, %(sales)s) n JOIN seller ON seller.place = n %% %(partners)s CROSS JOIN batch
"""


def fill(*, sales: int, partners: int = PARTNERS, vendor: str = "acme") -> VendorCast:
    """Partners with agreements and rates, and `sales` lines of one month over them."""
    cast = look_up(vendor)
    values = {"vendor": cast.id, "program": cast.program, "partners": partners, "sales": sales}
    with acting_as(Role.STAFF, vendor=cast.id), connection.cursor() as cursor:
        for statement in _PARTNERS.split(";")[:-1]:
            cursor.execute(statement, values)
        cursor.execute(_SALES, values)
    with psycopg.connect(owner_url(), autocommit=True) as owner:
        owner.execute("ANALYZE")
    return cast


def empty() -> None:
    """Everything that runs wrote."""
    with psycopg.connect(owner_url()) as owner:
        tables = ", ".join(f"commissions_{name}" for name in (*WRITTEN, "payoutrunmove", "payoutfile", "payoutrun"))
        for name in tables.split(", "):
            owner.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER".encode())
        owner.execute(f"TRUNCATE {tables}".encode())
        for name in tables.split(", "):
            owner.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER".encode())
        for name, trigger in ALWAYS:
            owner.execute(f"ALTER TABLE commissions_{name} ENABLE ALWAYS TRIGGER {trigger}".encode())


#: Triggers that fire for everybody, as the migrations left them.
ALWAYS = (
    ("entry", "prove_entries"), ("leg", "prove_legs"), ("earning", "prove_earnings"), ("payoutrun", "prove_move"),
    ("payout", "prove_move"), ("payout", "prove_delete"),
    *((name, "append_only") for name in (
        "entry", "leg", "account", "earning", "release", "payoutfile", "payoutmove", "payoutrunmove")),
)  # fmt: skip


def open_empty_run(cast: VendorCast) -> PayoutRun:
    """The month's run, opened and not calculated."""
    with acting_as(Role.STAFF, vendor=cast.id):
        return open_run(program_id=cast.program, period=PERIOD, today=NOW.date())


def owner_url() -> str:
    """The clone as its owner."""
    return ground.environment_for(connections.settings["default"]["NAME"], redis_database=0)["DATABASE_OWNER_URL"]
