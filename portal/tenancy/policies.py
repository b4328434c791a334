"""Stamps row security and grants from the model registry: a table nobody described has no grants."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from portal.tenancy.access import VERBS, Access
from portal.tenancy.roles import Role, role_name

#: Tables of Django and its libraries that the bare login needs: identity, and nothing of any vendor.
IDENTITY_TABLES = {
    "accounts_user": "SIU",
    "account_emailaddress": "SIUD",
    "account_emailconfirmation": "SIUD",
    "mfa_authenticator": "SIUD",
    "usersessions_usersession": "SIUD",
    "django_session": "SIUD",
    "django_content_type": "S",
    "auth_permission": "S",
    "django_migrations": "S",
}
#: Everybody reads these: they say nothing about a vendor.
SHARED_TABLES = ("django_content_type",)


@dataclass(frozen=True, slots=True)
class Policy:
    """One row of pg_policies as it ought to be."""

    table: str
    role: str
    condition: str

    @property
    def name(self) -> str:
        """Name inside the table."""
        return f"tenant_{self.role}"


def tenant_models() -> list[type[models.Model]]:
    """Every model that declares `tenancy`, in a stable order."""
    found = [model for model in apps.get_models() if isinstance(getattr(model, "tenancy", None), Access)]
    return sorted(found, key=lambda model: model._meta.db_table)


def access_of(model: type[models.Model]) -> Access:
    """What `model` declares."""
    access: Access = model.tenancy  # type: ignore[attr-defined]
    return access


def policies_of(model: type[models.Model]) -> list[Policy]:
    """The policies that the model's access asks for."""
    access = access_of(model)
    return [Policy(model._meta.db_table, role, access.condition(role)) for role in access.verbs()]


def table_sql(model: type[models.Model]) -> Iterator[str]:
    """Statements that bring one tenant table to its declared state."""
    access, table = access_of(model), model._meta.db_table
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    for role in (*(role.value for role in Role), "login"):
        yield f'DROP POLICY IF EXISTS tenant_{role} ON "{table}"'
        yield f'REVOKE ALL ON "{table}" FROM "{role_name(role)}"'
    for policy in policies_of(model):
        check = "" if policy.role == "backup" else f" WITH CHECK ({policy.condition})"
        command = "SELECT" if policy.role == "backup" else "ALL"
        yield (
            f'CREATE POLICY {policy.name} ON "{table}" FOR {command} TO "{role_name(policy.role)}" '
            f"USING ({policy.condition}){check}"
        )
    for role, letters in access.verbs().items():
        columns = f" ({', '.join(access.login_columns)})" if role == "login" and access.login_columns else ""
        verbs = ", ".join(VERBS[letter] + columns for letter in letters)
        yield f'GRANT {verbs} ON "{table}" TO "{role_name(role)}"'
        if "I" in letters and access.vendor_column == "vendor_id":
            # A set-based writer draws the ids itself: entry and legs have to know them within one statement.
            yield f'GRANT USAGE ON SEQUENCE "{table}_id_seq" TO "{role_name(role)}"'


def identity_sql() -> Iterator[str]:
    """Statements that give the bare login its identity tables."""
    login = role_name("login")
    for table, letters in IDENTITY_TABLES.items():
        yield f'REVOKE ALL ON "{table}" FROM "{login}"'
        yield f'GRANT {", ".join(VERBS[letter] for letter in letters)} ON "{table}" TO "{login}"'


def stamp_policies(**_: Any) -> None:
    """Bring grants and policies of the whole database to what the models declare. Runs after each migrate, as owner."""
    with connection.cursor() as cursor:
        for role in (*(role.value for role in Role), "login", "search"):
            cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role_name(role)}"')
        tables = set(connection.introspection.table_names(cursor))
        for model in tenant_models():
            if model._meta.db_table in tables:
                for statement in table_sql(model):
                    cursor.execute(statement)
        if set(IDENTITY_TABLES) <= tables:
            for statement in identity_sql():
                cursor.execute(statement)
