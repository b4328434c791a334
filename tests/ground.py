"""The database and Redis that tests run on: one private cluster in `.data/test`, one migrated template, many clones.

`DATABASE_URL`, `DATABASE_OWNER_URL` and `REDIS_URL`, where the caller set them, replace the private servers.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from portal.embedded import places, sources
from portal.embedded.postgres import Postgres, make_roles, role_prefix
from portal.embedded.redis_server import Redis
from portal.embedded.servers import locked_site, running_postgres, running_redis

ROOT = places.ROOT
HOME = ROOT / ".data" / "test"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
#: Set by the process that began the session, read by its workers.
OWNER, LOGIN, ADMIN, REDIS = "TEST_OWNER_URL", "TEST_LOGIN_URL", "TEST_ADMIN_URL", "TEST_REDIS_URL"
#: The day on which the history of the tests' demo ends.
DEMO_DAY = "2026-11-21"
#: Kept by ids of rows, for as long as a process lives.
MEMORIES = {
    "portal.guides.queries.versions": ("_read", "_leaves_open", "_with"),
    "tiering.services.engines": ("_engine",),
    "compliance.services.screening": ("_change",),
}


class TemplateFailed(Exception):
    """The template database could not be migrated or filled; the message is the command's output."""


def prepare_environment() -> None:
    """Point settings at this process's own clone and Redis database, before Django reads them. Starts nothing."""
    if OWNER not in os.environ:
        _choose_servers()
    os.environ.update(environment_for(clone_name(WORKER), redis_database=worker_number()))


def _choose_servers() -> None:
    if given := os.environ.get("DATABASE_OWNER_URL"):
        login = os.environ["DATABASE_URL"]
        os.environ.update({OWNER: given, ADMIN: given, LOGIN: login, "TEST_IS_EXTERNAL": "yes"})
    else:
        postgres = Postgres(_site(), throwaway=True)
        os.environ.update(
            {OWNER: postgres.url("owner"), ADMIN: postgres.url("superuser"), LOGIN: postgres.url("login")}
        )
    os.environ[REDIS] = os.environ.get("REDIS_URL") or Redis(_site(), throwaway=True).url()


def _site() -> places.Site:
    return places.prepare_site(HOME)


def _is_ours(url: str) -> bool:
    return any(ours in unquote(url) for ours in (str(HOME), places.ELSEWHERE_PREFIX))


def worker_number() -> int:
    return int(WORKER.removeprefix("gw")) + 1 if WORKER.startswith("gw") else 0


def environment_for(database: str, *, redis_database: int) -> dict[str, str]:
    """The variables with which any process, this one or another, works on `database`."""
    return {
        "PORTAL_ENV": "test",
        "DATABASE_URL": with_database(os.environ[LOGIN], database),
        "DATABASE_OWNER_URL": with_database(os.environ[OWNER], database),
        "REDIS_URL": _with_redis_database(os.environ[REDIS], redis_database),
        "SECRET_KEY": "known to everyone: tests only",
        "FIELD_KEYS": "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "DATA_DIR": str(HOME / "files" / database),
        "ROLE_PREFIX": role_prefix(),
    }


def with_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _with_redis_database(url: str, number: int) -> str:
    if url.startswith("unix:"):
        return f"{url.partition('?')[0]}?db={number}"
    return urlsplit(url)._replace(path=f"/{number}").geturl()


def clone_name(suffix: str) -> str:
    """A database of this tree's tests; on somebody's server the tree's digest keeps two checkouts apart."""
    digest = "" if _is_ours(os.environ[OWNER]) else hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:6] + "_"
    return f"{role_prefix()}_test_{digest}{suffix}"


@contextmanager
def running_ground() -> Iterator[None]:
    """Servers up and template ready, until the session ends."""
    with running_servers():
        ensure_template()
        yield


@contextmanager
def running_servers() -> Iterator[None]:
    """Servers up, until the session ends. A second session in this tree waits for its turn."""
    with ExitStack() as stack:
        stack.enter_context(locked_site(HOME, wait=True, waiting=_say_waiting))
        if _is_ours(os.environ[REDIS]):
            stack.enter_context(running_redis(_site(), throwaway=True))
        if _is_ours(os.environ[OWNER]):
            stack.enter_context(running_postgres(_site(), throwaway=True))
        yield


def _say_waiting() -> None:
    print("another test session holds .data/test, waiting for it", file=sys.stderr, flush=True)


@cache
def ensure_template() -> None:
    """The database that clones are made of: the schema with the cast in it; made again when what it is made of changed.

    Whoever comes first makes it, others wait.
    """
    with _one_at_a_time():
        _make_template()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (HOME / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_template() -> None:
    schema = sources.digests_of(sources.SCHEMA)
    _ensure_schema(schema)
    whole = json.dumps({**schema, **sources.digests_of(["tests/cast.py"])})
    if _made_from("template") == whole:
        return
    with _partial(of="schema", becomes="template", made_from=whole) as environment:
        if (ROOT / "tests/cast.py").exists():
            _run([sys.executable, "-m", "tests.build_cast"], environment)


def _ensure_schema(wanted: dict[str, str]) -> None:
    """Migrated, without rows. Migrating from nothing takes half a minute, so added migrations are applied to what is there."""
    known = json.loads(_made_from("schema") or "{}")
    if known == wanted:
        return
    if known and all(wanted.get(name) == digest for name, digest in known.items() if _is_history(name)):
        try:
            _make_schema(of="schema", made_from=wanted)
        except TemplateFailed:
            pass  # such as a migration put before one that was applied: begin again
        else:
            return
    _make_schema(of="template0", made_from=wanted)


def _is_history(name: str) -> bool:
    return "/migrations/" in name or "/sql/" in name


def _make_schema(*, of: str, made_from: dict[str, str]) -> None:
    with _partial(of=of, becomes="schema", made_from=json.dumps(made_from)) as environment:
        password = urlsplit(os.environ[LOGIN]).password or ""
        make_roles(owner_url=environment["DATABASE_OWNER_URL"], login_password=password)
        _run([sys.executable, "manage.py", "migrate", "--no-input", "-v0"], environment)


@contextmanager
def _partial(*, of: str, becomes: str, made_from: str) -> Iterator[dict[str, str]]:
    """A database under another name until it is finished, so that half a one never counts."""
    partial, final = clone_name("partial"), clone_name(becomes)
    drop_database(partial)
    template = of if of == "template0" else clone_name(of)
    _as_owner(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(partial), sql.Identifier(template)))
    yield {**os.environ, **environment_for(partial, redis_database=0)}
    drop_database(final)
    _as_owner(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(partial), sql.Literal(made_from)))
    _as_owner(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(partial), sql.Identifier(final)))


def _made_from(suffix: str) -> str | None:
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with _connect(OWNER) as connection:
        row = connection.execute(query, [clone_name(suffix)]).fetchone()
    return row[0] if row else None


def ensure_demo() -> None:
    """The template with the demo in it, for tests that look at one: made by the worker that first needs it, once for each source."""
    made_from = sources.digest_of([*sources.EVERYTHING, "tests/cast.py"])
    with _one_at_a_time():
        if _made_from("demo") != made_from:
            with _partial(of="template", becomes="demo", made_from=made_from) as environment:
                _run([sys.executable, "manage.py", "demo", "--today", DEMO_DAY], environment)


def _run(argv: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        argv, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise TemplateFailed(f"{' '.join(argv[1:])}\n{done.stdout}{done.stderr}")


def make_clone(database: str, *, of: str = "template") -> None:
    drop_database(database)
    template = sql.Identifier(clone_name(of))
    _as_owner(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), template))


@dataclass(frozen=True)
class FreshDatabase:
    """A clone that Django's default connection points at."""

    name: str
    login_url: str
    owner_url: str
    env: dict[str, str]
    """The whole environment for a subprocess that shall work on this database."""


@contextmanager
def opened_clone(suffix: str, *, of: str = "template") -> Iterator[FreshDatabase]:
    """One more clone, which Django's default connection uses until the end. Needs the servers."""
    name = clone_name(suffix)
    make_clone(name, of=of)
    try:
        with working_on(name) as database:
            yield database
    finally:
        drop_database(name)


@contextmanager
def working_on(name: str) -> Iterator[FreshDatabase]:
    """Django's default connection uses that database until the end."""
    from django.db import connections

    variables = environment_for(name, redis_database=worker_number())
    settings = connections.settings["default"]
    usual = settings["NAME"]
    connections.close_all()
    _forget_rows()
    settings["NAME"] = name  # other threads make their connections from these settings too
    try:
        urls = variables["DATABASE_URL"], variables["DATABASE_OWNER_URL"]
        yield FreshDatabase(name, *urls, {**os.environ, **variables})
    finally:
        connections.close_all()
        _forget_rows()
        settings["NAME"] = usual


def _forget_rows() -> None:
    """What this process remembers by ids of rows: in another database they are other rows."""
    for module, names in MEMORIES.items():
        for name in names if module in sys.modules else ():
            getattr(sys.modules[module], name).cache_clear()


def drop_database(database: str) -> None:
    """Drop with whoever is connected; on somebody's server the owner may end only its own sessions."""
    with _connect(ADMIN) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _as_owner(statement: sql.Composed) -> None:
    with _connect(OWNER) as connection:
        connection.execute(statement)


def _connect(which: str) -> psycopg.Connection:
    return psycopg.connect(with_database(os.environ[which], "postgres"), autocommit=True)
