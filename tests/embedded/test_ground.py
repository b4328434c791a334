"""The ground that every other test stands on."""

import ast
import os
import subprocess
import sys
from datetime import date
from fnmatch import fnmatchcase

import psycopg
import pytest

from tests import ground
from tests.ground import FreshDatabase
from tests.guards.code import modules

NEXT_GUIDE = date(2025, 1, 1)
#: Code that reads no database: what it keeps follows from what it was given.
PURE = (
    "*/rules/*",
    "compliance/screening/*",
    "portal/guides/checking.py",
    "portal/guides/documents.py",
    "portal/tenancy/querysets.py",
)


@pytest.mark.django_db
def test_default_connection_is_the_bare_login() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user, current_database(), rolsuper FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    assert row == ("portal_login", ground.clone_name(ground.WORKER), False)


@pytest.mark.django_db
def test_cluster_has_the_locale_that_full_text_needs() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datlocprovider, datlocale, datcollate, datctype, lower('ПРИВЕТ'),"
            " current_setting('listen_addresses') FROM pg_database WHERE datname = current_database()"
        )
        row = cursor.fetchone()
    assert row == ("b", "C.UTF-8", "C", "C.UTF-8", "привет", "")


def test_fresh_database_is_reached_by_every_way_in(fresh_database: FreshDatabase) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        by_django = cursor.fetchone()
    with psycopg.connect(fresh_database.owner_url) as owner:
        by_owner = owner.execute("SELECT current_database(), current_user").fetchone()
    program = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).info.dbname)"
    by_child = subprocess.run(
        [sys.executable, "-c", program], env=fresh_database.env, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert by_django == (fresh_database.name,)
    assert by_owner == (fresh_database.name, "portal_owner")
    assert by_child == fresh_database.name


def test_fresh_databases_share_nothing(fresh_database: FreshDatabase) -> None:
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE left_behind ()")
    other = ground.clone_name(f"{ground.WORKER}_other")
    ground.make_clone(other)
    try:
        with psycopg.connect(ground.with_database(fresh_database.owner_url, other)) as owner:
            row = owner.execute("SELECT to_regclass('left_behind')").fetchone()
    finally:
        ground.drop_database(other)
    assert row == (None,)


def test_nothing_kept_by_ids_is_taken_along_into_another_database(fresh_database: FreshDatabase) -> None:
    """The same version of the same program is another text in the next clone, and the first one again after it."""
    assert _published_name("First") == "First Flow"
    with ground.opened_clone(f"{ground.WORKER}_other"):
        assert _published_name("Other") == "Other Flow"
    assert _name_in_force() == "First Flow"


def _published_name(name: str) -> str:
    from portal.guides.models import Program
    from portal.guides.services import publish_guide
    from portal.tenancy import Role, acting_as
    from tests import cast

    vendor = cast.look_up("acme")
    with acting_as(Role.STAFF, vendor=vendor.id):
        program = Program.objects.get(pk=vendor.program)
        publish_guide(program, source=cast.guide_source(name), effective_from=NEXT_GUIDE)
    return _name_in_force()


def _name_in_force() -> str:
    from portal.guides.services import guide_on
    from portal.tenancy import Role, acting_as
    from tests import cast

    vendor = cast.look_up("acme")
    with acting_as(Role.STAFF, vendor=vendor.id):
        name: str = guide_on(vendor.program, NEXT_GUIDE).document.head.name
    return name


def test_every_cache_that_outlives_a_request_is_pure_or_forgotten() -> None:
    """What is neither would answer for rows of the database before."""
    kept = {
        (".".join(module.parts), node.name)
        for module in modules()
        if not any(fnmatchcase(module.path, pure) for pure in PURE)
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and any(map(_keeps, node.decorator_list))
    }

    assert kept == {(module, name) for module, names in ground.MEMORIES.items() for name in names}


def _keeps(decorator: ast.expr) -> bool:
    name = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(name).rpartition(".")[2] in ("cache", "lru_cache")


def test_server_asks_everyone_for_a_password(ground_servers: None) -> None:
    stranger = os.environ["DATABASE_URL"].replace("portal_login:", "portal_login:not-", 1)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)


def test_redis_refuses_when_full_instead_of_forgetting(redis_url: str) -> None:
    import redis

    with redis.Redis.from_url(redis_url) as client:
        policy = client.config_get("maxmemory-policy")
        size = client.dbsize()
    assert policy == {"maxmemory-policy": "noeviction"}
    assert size == 0
