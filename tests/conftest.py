"""What every test may ask for.

* `db` (or `@pytest.mark.django_db`): this worker's clone of the migrated template with the cast in it, inside a
  transaction that is rolled back. The connection logs in as `portal_login`, as the web process does: choose a role with
  `tenancy.acting_as(...)`.
* `fresh_database`: one more clone, for a test that commits (races, kills, subprocesses). Django's default connection
  points at it during the test; `.env` is for subprocesses, `.login_url` and `.owner_url` for connections of one's own.
  Do not mix with `db`.
* `demo_database`: the same with the demo of `ground.DEMO_DAY` in it, which is built once for all tests.
* `stack`: the real portal (web, worker, beat) on a clone of its own, one per worker and session, for tests that leave
  it usable; `own_stack` for tests that break it. `.base_url`, `.env` for subprocesses (`manage.py`), `.login_url`,
  `.owner_url`, `.web`, `.worker`, `.beat` with `.pid`, `.kill(process)`, `.restart(process)`, `.children(process)`,
  `.log("web")`.
* `page` (pytest-playwright): Debian's Chromium; skipped by name where none is found. Beside `stack` or `own_stack`,
  `page.goto("/x/")` is a path of that portal.
* `redis_url`: this worker's own Redis database, emptied before the test.

Nothing may TRUNCATE a ledger, so `transaction=True`, `live_server` and TransactionTestCase are refused.
The servers start with the first test that needs them and stop when the session ends.
"""

import gc
import itertools
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

from tests import ground
from tests.ground import FreshDatabase as FreshDatabase  # for tests that name its type
from tests.stack import Stack, flush_redis, running_stack

if TYPE_CHECKING:
    from tests.cast import VendorCast

# Two shared cores: a slow moment is no failure. The same examples each time: a red run can be looked at again.
hypothesis.settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis.settings.load_profile("portal")

ground.prepare_environment()
# Playwright's loop stays in its worker's thread after a journey; nothing here is asynchronous, so Django need not fear it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()


def share_middleware() -> None:
    """One chain for all clients, as one web process has: each new one looked through every static file first, for 0.15 s."""
    from django.core.signals import setting_changed
    from django.test.client import ClientHandler

    chain: dict[str, Any] = {}
    names = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")
    load = ClientHandler.load_middleware

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if not chain:
            load(self, is_async)
            chain.update({name: getattr(self, name) for name in names})
        vars(self).update(chain)

    ClientHandler.load_middleware = load_once  # type: ignore[method-assign, assignment]
    setting_changed.connect(lambda **_: chain.clear(), weak=False)


share_middleware()

FORBIDDEN_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
SERVERS = pytest.StashKey[ExitStack]()
CHROMIUM_ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
numbers = itertools.count(1)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """With workers, the process that starts them holds the servers, and they make the template."""
    if getattr(session.config.option, "numprocesses", None) and not session.config.option.collectonly:
        # A worker that inherits it reads the settings before its conftest has named its own clone.
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        hold_servers(session.config)


def hold_servers(config: pytest.Config) -> None:
    """Until this process ends its session."""
    if SERVERS not in config.stash:
        config.stash[SERVERS] = ExitStack()
        config.stash[SERVERS].enter_context(ground.running_servers())


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVERS in config.stash:
        config.stash[SERVERS].close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        refuse_truncation(item)
        if "browser" in getattr(item, "fixturenames", ()) and find_chromium() is None:
            reason = f"browser test {item.name}: no Chromium found (Debian: apt-get install chromium)"
            item.add_marker(pytest.mark.skip(reason=reason))
    items[:] = in_order_of_work(items)


def in_order_of_work(items: list[pytest.Item]) -> list[pytest.Item]:
    """Long tests first, so that none begins when the other worker is done already.

    Two workers get a half each, and who is done steals from the other's end. The first begins with the journeys (one stack
    serves them all) and makes the template for that; the second begins with what needs no database meanwhile. Who looks at the
    demo comes before all else that is long, so that never two wait for the one who builds it.
    """
    places: dict[str, list[pytest.Item]] = {"stack": [], "demo": [], "long": [], "database": [], "pure": []}
    for item in items:
        places[_kind_of_work(item)].append(item)
    ahead = places["stack"] + places["demo"] + places["long"]
    middle = max(len(items) // 2 - len(ahead), 0)
    return ahead + places["database"][:middle] + places["pure"] + places["database"][middle:]


def _kind_of_work(item: pytest.Item) -> str:
    fixtures = set(getattr(item, "fixturenames", ()))
    if fixtures & {"stack", "own_stack"}:
        return "stack"
    if "demo_database" in fixtures:
        return "demo"
    if item.get_closest_marker("timeout"):
        return "long"
    return "database" if needs_servers(item) else "pure"


def needs_servers(item: pytest.Item) -> bool:
    return "ground_servers" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """The first test with a database starts the servers and makes the template, or waits for them, outside of its own time."""
    if needs_servers(item):
        if not hasattr(item.config, "workerinput"):
            hold_servers(item.config)
        ground.ensure_template()
    return (yield)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays until the end: looking through it for garbage again and again took a sixth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def refuse_truncation(item: pytest.Item) -> None:
    from django.test import TestCase, TransactionTestCase

    marker = item.get_closest_marker("django_db")
    wanted = FORBIDDEN_FIXTURES & set(getattr(item, "fixturenames", ()))
    owner = getattr(item, "cls", None)
    truncates = owner is not None and issubclass(owner, TransactionTestCase) and not issubclass(owner, TestCase)
    if wanted or truncates or (marker is not None and (marker.args or marker.kwargs.get("transaction"))):
        raise pytest.UsageError(f"{item.nodeid}: would TRUNCATE tables; ask for the fixture fresh_database instead")


@pytest.fixture(scope="session")
def ground_servers() -> None:
    """PostgreSQL and Redis are up and the template is ready: `pytest_runtest_protocol` has seen to it."""


@pytest.fixture(scope="session")
def django_db_setup(ground_servers: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This worker's clone; replaces pytest-django's own database, which would be migrated by the wrong role."""
    from django.db import connections

    name = ground.clone_name(ground.WORKER)
    ground.make_clone(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    ground.drop_database(name)


@pytest.fixture
def fresh_database(
    request: pytest.FixtureRequest, ground_servers: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[FreshDatabase]:
    """A clone of its own for one test that commits."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        raise pytest.UsageError(f"{request.node.nodeid}: fresh_database and db exclude each other")
    with django_db_blocker.unblock(), ground.opened_clone(f"{ground.WORKER}_{next(numbers)}") as database:
        yield database


@pytest.fixture
def demo_database(ground_servers: None, django_db_blocker: DjangoDbBlocker) -> Iterator[FreshDatabase]:
    """A clone of its own with the demo in it."""
    ground.ensure_demo()
    with django_db_blocker.unblock(), ground.opened_clone(f"{ground.WORKER}_{next(numbers)}", of="demo") as database:
        yield database


@pytest.fixture
def redis_url(ground_servers: None) -> str:
    """This worker's Redis database, emptied."""
    flush_redis(os.environ["REDIS_URL"])
    return os.environ["REDIS_URL"]


@pytest.fixture(scope="session")
def stack(ground_servers: None) -> Iterator[Stack]:
    """The running portal, shared by the tests of this worker."""
    with running_stack(f"{ground.WORKER}_stack", redis_database=20 + ground.worker_number()) as running:
        yield running


@pytest.fixture
def own_stack(ground_servers: None) -> Iterator[Stack]:
    """A running portal for one test that kills or breaks it."""
    with running_stack(f"{ground.WORKER}_own_stack", redis_database=40 + ground.worker_number()) as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one, and silent on the network."""
    chromium = find_chromium()
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """Paths in `page.goto` are those of the portal that the test asked for."""
    wanted = [name for name in ("own_stack", "stack") if name in request.fixturenames]
    if not wanted:
        return browser_context_args
    return {**browser_context_args, "base_url": request.getfixturevalue(wanted[0]).base_url}


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def cast(db: None) -> "tuple[VendorCast, VendorCast]":
    """The two vendors of tests/cast.py: acme, and globex the outsider."""
    return look_up_once("acme"), look_up_once("globex")


@cache
def look_up_once(slug: str) -> "VendorCast":
    """Its ids are the same in every clone."""
    from tests import cast as cast_module

    return cast_module.look_up(slug)


@pytest.fixture
def acme(cast: "tuple[VendorCast, VendorCast]") -> "VendorCast":
    """The vendor at work."""
    return cast[0]


@pytest.fixture
def globex(cast: "tuple[VendorCast, VendorCast]") -> "VendorCast":
    """The outsider, who must never be seen."""
    return cast[1]
