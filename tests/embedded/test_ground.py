"""The ground that every other test stands on."""

import os
import subprocess
import sys

import psycopg
import pytest

from tests import ground
from tests.ground import FreshDatabase


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
