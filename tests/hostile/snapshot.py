"""Whether a request stored anything: every tenant table and every table of identity, counted and digested.

Requests run inside a transaction of the test's, so their writes show at once and are undone afterwards.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from portal.tenancy import Role, acting_as, bare
from portal.tenancy.policies import access_of, tenant_models

#: What outlives a refusal by design: kept answers of the API, denials in the audit trail.
OUTLIVES = {"api_idempotencykey": "false", "audit_auditrecord": "kind NOT LIKE 'access.%%'"}
IDENTITY = ("accounts_user", "account_emailaddress", "mfa_authenticator")
Digest = dict[str, tuple[int, int]]


def _query(tables: dict[str, str]) -> str:
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM \"{table}\" t WHERE {where}"
        for table, where in tables.items()
    )


def _rows(query: str) -> Digest:
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        return {table: (count, int(digest)) for table, count, digest in cursor.fetchall()}


def digest() -> Digest:
    """Count and digest of every table."""
    tenant = {
        model._meta.db_table: OUTLIVES.get(model._meta.db_table, "true")
        for model in tenant_models()
        if "S" in access_of(model).verbs().get("platform", "")
    }
    with acting_as(Role.PLATFORM):
        rows = _rows(_query(tenant))
    with bare():
        return rows | _rows(_query(dict.fromkeys(IDENTITY, "true")))


def has_written() -> bool:
    """Whether this transaction wrote or locked anything, undone or not: a cheap sign that a digest may be worth its time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchone()[0])


def changed(before: Digest, after: Digest) -> list[str]:
    """Names of tables that differ."""
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
