"""Both embedded servers of a site, for whoever needs them up for a while: `make run`, a test session, a bench."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from portal.embedded.places import Site
from portal.embedded.postgres import Postgres
from portal.embedded.processes import Process
from portal.embedded.redis_server import Redis


class SiteBusy(Exception):
    """Another process holds this site's servers; the message is what it noted about itself."""


@contextmanager
def locked_site(
    home: Path, *, wait: bool, waiting: Callable[[], None] = lambda: None
) -> Iterator[Callable[[str], None]]:
    """Hold the site for this process; the kernel lets go of it however the process ends.

    Yields a function that leaves a note for others. Raises SiteBusy when another holds it and `wait` is false.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            if not wait:
                raise SiteBusy(lock.read().strip()) from None
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)

        def note(text: str) -> None:
            lock.truncate(0)
            lock.write(text)
            lock.flush()

        note("")
        yield note


@contextmanager
def running_postgres(site: Site, *, throwaway: bool = False) -> Iterator[Postgres]:
    postgres = Postgres(site, throwaway)
    postgres.end_leftover()
    is_new = postgres.make_cluster()
    with _running(Process(postgres.program)) as process:
        postgres.wait_until_ready(process)
        if is_new or not (site.store / "bootstrapped").exists():
            postgres.bootstrap()
            (site.store / "bootstrapped").touch()
        yield postgres


@contextmanager
def running_redis(site: Site, *, throwaway: bool = False) -> Iterator[Redis]:
    redis = Redis(site, throwaway)
    redis.end_leftover()
    redis.make_directory()
    with _running(Process(redis.program)) as process:
        redis.wait_until_ready(process)
        yield redis


@contextmanager
def running_servers(site: Site, *, throwaway: bool = False) -> Iterator[tuple[Postgres, Redis]]:
    with ExitStack() as stack:
        redis = stack.enter_context(running_redis(site, throwaway=throwaway))
        postgres = stack.enter_context(running_postgres(site, throwaway=throwaway))
        yield postgres, redis


@contextmanager
def _running(process: Process) -> Iterator[Process]:
    try:
        process.start()
        yield process
    finally:
        process.stop()
