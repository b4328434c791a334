"""The database roles of one installation, as SQL that may be run again and again.

Row-level security is only as good as the role that asks. Web and workers log in as `login`, which owns nothing and inherits
nothing; for each transaction it chooses one of the others.
"""

import os
from enum import StrEnum

from psycopg import sql


class Role(StrEnum):
    """What a transaction may see; the value is the last word of the role's name in the database."""

    STAFF = "staff"
    PARTNER = "partner"
    VISITOR = "visitor"
    PLATFORM = "platform"
    BACKUP = "backup"


#: Owns the search functions (SECURITY DEFINER); nobody may become it but the owner, who creates them.
SEARCH = "search"
LOGIN = "login"
OWNER = "owner"
CHOSEN = tuple(role.value for role in Role if role is not Role.BACKUP)


def prefix() -> str:
    """The installation's prefix: roles belong to the whole server, so two installations need two prefixes."""
    return os.environ.get("ROLE_PREFIX", "portal")


def role_name(role: str, of: str | None = None) -> str:
    """The name of `role` in the database."""
    return f"{of or prefix()}_{role}"


def bootstrap_sql(of: str, owner_password: str, login_password: str) -> list[str]:
    """Statements for the embedded superuser: the owner, which may create roles and databases but is no superuser."""
    owner = role_name(OWNER, of)
    return [
        _create(owner, "LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS"),
        _text(
            "ALTER ROLE {} LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD {}", owner, literal=owner_password
        ),
    ]


def role_sql(of: str, login_password: str) -> list[str]:
    """Statements for the owner: every other role, and who may become whom. Needs CREATEROLE."""
    login = role_name(LOGIN, of)
    statements = [_create(role_name(role, of), "NOLOGIN NOSUPERUSER NOBYPASSRLS") for role in (*Role, SEARCH)]
    statements.append(_create(login, "LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS"))
    statements.append(_text("ALTER ROLE {} LOGIN NOINHERIT PASSWORD {}", login, literal=login_password))
    for role in CHOSEN:
        statements.append(_text("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE", role_name(role, of), login))
    for role in (*Role, SEARCH, LOGIN):
        statements.append(_text("GRANT {} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE", role_name(role, of)))
    return statements


def _create(name: str, options: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {_quote(name)}) "
        f'THEN CREATE ROLE "{name}" {options}; END IF; END $$'
    )


def _text(template: str, *names: str, literal: str | None = None) -> str:
    parts: list[sql.Composable] = [sql.Identifier(name) for name in names]
    if literal is not None:
        parts.append(sql.Literal(literal))
    return sql.SQL(template).format(*parts).as_string()


def _quote(text: str) -> str:
    return sql.Literal(text).as_string()
