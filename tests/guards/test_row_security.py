"""Law 1 of the house for every table: the live catalog is what the models declare, and raw SQL proves that it works."""

from typing import Any

import psycopg
import pytest
from psycopg import sql

from portal.tenancy.fields import VendorKey
from portal.tenancy.policies import IDENTITY_TABLES, access_of, policies_of, tenant_models
from portal.tenancy.roles import CHOSEN, Role, role_name
from tests import cast
from tests.guards.probes import all_probes, broken, probes_of
from tests.guards.specimens import build_specimens

#: Tables without a vendor that are none of the bare login's business either.
OTHERS = {"django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}
#: What a trigger proves instead of a key: each row belongs to one of the other table, of the same vendor.
LAWS = {
    "commissions_entry": "commissions_leg", "commissions_leg": "commissions_account", "commissions_earning": "commissions_sale",
    "tiering_fact": "tiering_collection", "tiering_factsource": "tiering_collection",
    "tiering_scorecardline": "tiering_scorecard", "tiering_recognition": "tiering_scorecard",
}  # fmt: skip


@pytest.fixture
def owner(ground_servers: None, fresh_database: Any) -> Any:
    """A connection of the owner on a clone with specimens; it may become any role."""
    build_specimens(cast.look_up("acme"), cast.look_up("globex"))
    with psycopg.connect(fresh_database.owner_url) as connection:
        yield connection


def _plain(text: str) -> str:
    for noise in ("::text", "(", ")", " ", "\n"):
        text = text.replace(noise, "")
    return text.lower()


@pytest.mark.rule("X-06")
def test_probes_find_no_row_of_anybody_else(owner: psycopg.Connection[Any]) -> None:
    """Every table x role x verb x {other vendor, other partner, no vendor}, in raw SQL."""
    acme, globex = cast.look_up("acme"), cast.look_up("globex")
    probes = all_probes(acme, globex)

    answers = [broken(owner, probe) for probe in probes]

    assert "\n".join(answer for answer in answers if answer) == ""
    assert len(probes) > 20 * len(tenant_models())


def test_probes_notice_every_weakened_table(owner: psycopg.Connection[Any]) -> None:
    """Row security off on one table, or one policy widened to true, breaks a probe of that table: none guards nothing."""
    acme, globex = cast.look_up("acme"), cast.look_up("globex")
    unnoticed = []
    for model in tenant_models():
        table = sql.Identifier(model._meta.db_table)
        probes = list(probes_of(model, acme, globex))
        if access_of(model).shared:
            # Grants keep these apart, not rows: nobody but the platform writes, and only staff read.
            weaken = {
                f"{verb} for {role}": sql.SQL("GRANT {} ON {} TO {}").format(
                    sql.SQL(verb), table, sql.Identifier(role_name(role))
                )
                for verb, role in (("UPDATE", "staff"), ("SELECT", "partner"), ("SELECT", "visitor"))
            }
        else:
            weaken = {"row security off": sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(table)}
        for policy in policies_of(model):
            if policy.condition != "true":
                weaken[policy.role] = sql.SQL("ALTER POLICY {} ON {} USING (true) WITH CHECK (true)").format(
                    sql.Identifier(policy.name), table
                )
        for what, statement in weaken.items():
            with owner.transaction(force_rollback=True):
                owner.execute(statement)
                if not any(broken(owner, probe) for probe in probes):
                    unnoticed.append(f"{model._meta.db_table}: {what}")

    assert unnoticed == []


def test_catalog_is_what_the_models_declare(owner: psycopg.Connection[Any]) -> None:
    """Policies word for word, FORCE on every tenant table, and no policy anybody wrote by hand."""
    expected = {
        (p.table, p.name, role_name(p.role), _plain(p.condition))
        for model in tenant_models()
        for p in policies_of(model)
    }
    rows = owner.execute(
        "SELECT tablename, policyname, roles[1], qual FROM pg_policies WHERE schemaname = 'public'"
    ).fetchall()
    forced = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity"
    ).fetchall()

    assert {(table, name, role, _plain(qual)) for table, name, role, qual in rows} == expected
    assert {row[0] for row in forced} == {model._meta.db_table for model in tenant_models()}


def test_checks_of_policies_equal_their_conditions(owner: psycopg.Connection[Any]) -> None:
    rows = owner.execute(
        "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
    ).fetchall()

    assert [row for row in rows if row[2] == "ALL" and row[3] != row[4]] == []
    assert {row[2] for row in rows} == {"ALL", "SELECT"}


def test_every_table_is_a_tenant_table_or_is_named(owner: psycopg.Connection[Any]) -> None:
    tables = {row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()}

    assert tables == {model._meta.db_table for model in tenant_models()} | set(IDENTITY_TABLES) | OTHERS


def test_grants_are_what_the_models_declare(owner: psycopg.Connection[Any]) -> None:
    """No role may do more with a table than its model says; nobody may TRUNCATE, and PUBLIC may do nothing."""
    verbs = {"SELECT": "S", "INSERT": "I", "UPDATE": "U", "DELETE": "D"}
    declared = {
        (model._meta.db_table, role_name(role), letter)
        for model in tenant_models()
        for role, letters in access_of(model).verbs().items()
        for letter in letters
    }
    login = role_name("login")
    declared |= {(table, login, letter) for table, letters in IDENTITY_TABLES.items() for letter in letters}
    rows = owner.execute(
        """
        SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.grantee <> c.relowner
        UNION
        SELECT c.relname, r.rolname, a.privilege_type FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid,
        aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner
        """
    ).fetchall()

    assert {(table, role, verbs.get(verb, verb)) for table, role, verb in rows} == declared


def test_foreign_keys_between_tenant_tables_carry_the_vendor(owner: psycopg.Connection[Any]) -> None:
    rows = owner.execute(
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable FROM pg_constraint
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace
        """
    ).fetchall()
    tenant = {model._meta.db_table for model in tenant_models() if not access_of(model).shared} - {"tenancy_vendor"}
    between = [row for row in rows if row[0] in tenant and any(f"REFERENCES {table}(" in row[2] for table in tenant)]

    assert [row for row in between if "(vendor_id, id)" not in row[2] or row[3]] == []
    assert len(between) > 50


def test_every_row_has_a_vendor_and_no_key_waits_for_the_end_of_the_transaction(owner: psycopg.Connection[Any]) -> None:
    """A key to the vendor, or a row of the same vendor that it must belong to. Triggers over whole statements prove LAWS."""
    rows = owner.execute(
        """
        SELECT conrelid::regclass::text, confrelid::regclass::text, condeferrable FROM pg_constraint k
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey) AND NOT a.attnotnull)
        """
    ).fetchall()
    tenant = {model._meta.db_table for model in tenant_models() if _has_vendor(model)}
    proved = {"tenancy_vendor"}
    points = [*((table, target) for table, target, _ in rows), *LAWS.items()]
    while more := {table for table, target in points if target in proved} - proved:
        proved |= more

    # A job or an address may be the portal's own.
    assert tenant - proved == {"jobs_job"}
    assert [row for row in rows if row[0] in tenant and row[1] in tenant | {"tenancy_vendor"} and row[2]] == []


def _has_vendor(model: Any) -> bool:
    return any(isinstance(field, VendorKey) for field in model._meta.concrete_fields)


def test_nothing_in_the_schema_reads_with_other_rights(owner: psycopg.Connection[Any]) -> None:
    """No view, no materialised view, and no function with its owner's rights that is not named here."""
    views = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"
    )
    definers = owner.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef")

    assert views.fetchall() == []
    # It only renews the planner's statistics of tables it names itself, for a run that fills them in one transaction.
    assert definers.fetchall() == [("commissions_refresh_statistics",)]


def test_roles_are_weak_and_the_login_inherits_nothing(owner: psycopg.Connection[Any]) -> None:
    names = [role_name(role) for role in (*Role, "login", "search", "owner")]
    flags = owner.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls)", [names]
    ).fetchall()
    inherited = owner.execute(
        "SELECT r FROM unnest(%s::text[]) r WHERE pg_has_role(%s, r, 'USAGE')",
        [[role_name(role) for role in CHOSEN], role_name("login")],
    ).fetchall()

    assert flags == []
    assert inherited == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_orm_refuses_every_table_without_a_vendor(model: Any) -> None:
    from portal.tenancy import TenantNotSet

    for ask in (lambda q: q.exists(), lambda q: list(q.all()), lambda q: q.update(id=1), lambda q: q.all().delete()):
        with pytest.raises(TenantNotSet):
            ask(model._default_manager)
        with pytest.raises(TenantNotSet):
            ask(model._base_manager)
