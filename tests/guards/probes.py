"""Raw SQL asked of each table, in each role, with each verb: what the database itself answers when the ORM is not there.

A probe is plain SQL and the answer that keeps vendors and partners apart. They are made from the models' declared access, so a
new table is probed from its first migration on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import models
from psycopg import sql

from portal.tenancy.policies import access_of, tenant_models
from portal.tenancy.roles import role_name
from tests.cast import VendorCast

#: Laws whose row triggers speak before row security does, and refuse even more.
STRONGER = {"guide_version_is_immutable", "payout_method_stays"}


@dataclass(frozen=True, slots=True)
class Probe:
    """`statement` in `role`, acting for `vendor` and `partner`. Must return no rows, or be refused where `refused` is set."""

    table: str
    role: str
    name: str
    statement: sql.Composed
    vendor: int | None
    partner: int | None = None
    refused: bool = False

    def __str__(self) -> str:
        return f"{self.table}: {self.role} {self.name}"


def probes_of(model: type[models.Model], acme: VendorCast, globex: VendorCast) -> Iterator[Probe]:
    """Every probe of one table."""
    access = access_of(model)
    if access.shared:
        return _shared(model._meta.db_table, access.verbs(), acme)
    return _of_vendors(model, acme, globex)


def _of_vendors(model: type[models.Model], acme: VendorCast, globex: VendorCast) -> Iterator[Probe]:
    access, table = access_of(model), model._meta.db_table
    verbs = access.verbs()
    for role in ("staff", "partner", "visitor"):
        partner = acme.partners[0] if role == "partner" else None
        letters = verbs.get(role, "")
        foreign = _others(access.vendor_column, acme.id)
        yield from _verbs(model, role, letters, "other vendor", foreign, acme.id, partner)
        yield from _verbs(model, role, letters, "no vendor", sql.SQL("true"), None, partner)
        if role == "partner" and access.partner_column and letters:
            column = access.partner_column
            other = sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(acme.partners[1]))
            yield from _verbs(model, role, letters, "other partner", other, acme.id, partner)
        if role == "visitor" and access.published and letters:
            hidden = sql.SQL("NOT {}").format(sql.Identifier(access.published))
            yield from _verbs(model, role, letters, "unpublished", hidden, acme.id, None)
        if "I" in letters:
            yield from _inserts(model, role, acme, globex, partner)
        if "U" in letters:
            yield _move(table, access.vendor_column, role, acme.id, globex.id, partner)
    if "S" not in access.login:
        statement = sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(table))
        yield Probe(table, "login", "bare select", statement, None, refused=True)
    elif access.login_rows not in ("", "true"):
        columns = sql.SQL("SELECT id FROM {}").format(sql.Identifier(table))
        yield Probe(table, "login", "bare select of nobody", columns, None)


def _shared(table: str, verbs: dict[str, str], acme: VendorCast) -> Iterator[Probe]:
    """Rows of no vendor: a role may what it was granted, so only what it was not granted is asked."""
    name = sql.Identifier(table)
    statements = {
        "S": sql.SQL("SELECT 1 FROM {}").format(name),
        "I": sql.SQL("INSERT INTO {} DEFAULT VALUES").format(name),
        "U": sql.SQL("UPDATE {} SET id = id").format(name),
        "D": sql.SQL("DELETE FROM {}").format(name),
    }
    for role in ("staff", "partner", "visitor", "login"):
        partner = acme.partners[0] if role == "partner" else None
        vendor = None if role == "login" else acme.id
        for letter, statement in statements.items():
            if letter not in verbs.get(role, ""):
                yield Probe(table, role, f"{letter} of shared rows", statement, vendor, partner, refused=True)


def _others(column: str, vendor: int) -> sql.Composed:
    return sql.SQL("{} IS DISTINCT FROM {}").format(sql.Identifier(column), sql.Literal(vendor))


def _verbs(
    model: type[models.Model],
    role: str,
    letters: str,
    whose: str,
    where: sql.Composable,
    vendor: int | None,
    partner: int | None,
) -> Iterator[Probe]:
    table, access = model._meta.db_table, access_of(model)
    name = sql.Identifier(table)
    # Naming a column in WHERE or SET needs the right to read it, so plain rows are asked for where there is none.
    statements = {
        "S": sql.SQL("SELECT 1 FROM {} WHERE {}").format(name, where),
        "U": sql.SQL("UPDATE {} SET {} = {} WHERE {} RETURNING 1").format(
            name, *[sql.Identifier(access.vendor_column)] * 2, where
        ),
        "D": sql.SQL("DELETE FROM {} WHERE {} RETURNING 1").format(name, where),
    }
    for letter, statement in statements.items():
        yield Probe(table, role, f"{letter} {whose}", statement, vendor, partner, refused=letter not in letters)


def _inserts(
    model: type[models.Model], role: str, acme: VendorCast, globex: VendorCast, partner: int | None
) -> Iterator[Probe]:
    access, table = access_of(model), model._meta.db_table
    wrong = {"other vendor": {access.vendor_column: globex.id}, "no vendor": {access.vendor_column: globex.id}}
    if role == "partner" and access.partner_column and access.partner_column != "id":
        wrong["other partner"] = {access.vendor_column: acme.id, access.partner_column: acme.partners[1]}
    for whose, values in wrong.items():
        columns = sql.SQL(", ").join(map(sql.Identifier, values))
        literals = sql.SQL(", ").join(map(sql.Literal, values.values()))
        # Row security speaks before NOT NULL and every constraint, so the rest of the row need not be there.
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), columns, literals)
        yield Probe(
            table, role, f"I {whose}", statement, None if whose == "no vendor" else acme.id, partner, refused=True
        )


def _move(table: str, column: str, role: str, vendor: int, target: int, partner: int | None) -> Probe:
    statement = sql.SQL("UPDATE {} SET {} = {}").format(
        sql.Identifier(table), sql.Identifier(column), sql.Literal(target)
    )
    return Probe(table, role, "U to other vendor", statement, vendor, partner, refused=True)


def all_probes(acme: VendorCast, globex: VendorCast) -> list[Probe]:
    """Every probe of every table."""
    return [probe for model in tenant_models() for probe in probes_of(model, acme, globex)]


def broken(connection: psycopg.Connection[Any], probe: Probe) -> str | None:
    """What the database answered instead, or None where the probe holds. Leaves nothing behind."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("SELECT set_config('portal.vendor', %s, true)", [str(probe.vendor or "")])
            connection.execute("SELECT set_config('portal.partner', %s, true)", [str(probe.partner or "")])
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role_name(probe.role))))
            cursor = connection.execute(probe.statement)
            rows = len(cursor.fetchall()) if cursor.description else cursor.rowcount
    except psycopg.errors.InsufficientPrivilege:
        return None if probe.refused else f"{probe}: refused, but the model says it may"
    except psycopg.Error as error:
        if probe.refused and error.diag.constraint_name in STRONGER:
            return None
        return f"{probe}: let through as far as {error.sqlstate} {str(error).splitlines()[0]}"
    if probe.refused:
        return f"{probe}: not refused"
    return f"{probe}: {rows} rows that are not its own" if rows else None
