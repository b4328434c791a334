"""Real workers and a real beat under fire: killed at seeded random moments, started again, until the work is done.

with running_crew(redis_database=60) as crew:
    ...enqueue...
    kills = Fire(crew, seed).burn(finished=..., kills=60)
"""

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from django.db import connections

from portal.embedded.portal_processes import beat_program, worker_program
from portal.embedded.processes import Process, wait_until
from tests import ground
from tests.stack import flush_redis

#: Short leases, so that a drill's hundred deaths are not a hundred waits.
QUICK = {"JOB_LEASE_SECONDS": "2", "JOB_SWEEP_SECONDS": "0.5", "JOB_RESEND_SECONDS": "3", "LOG_LEVEL": "WARNING"}
#: What is killed, and how often. `backend` is SIGKILL to a server process: PostgreSQL then restarts all of them.
EVERYTHING = {"child": 8, "worker": 3, "beat": 2, "connection": 6, "backend": 3}
SECONDS_TO_FORK = 30
NEIGHBOURLY = {"child": 4, "worker": 2, "beat": 2, "connection": 2}


@dataclass
class Crew:
    """A worker and a beat on the database that Django's default connection points at."""

    database: str
    owner_url: str
    env: dict[str, str]
    home: Path
    worker: Process
    beat: Process

    def children(self) -> list[int]:
        with suppress(OSError):
            listed = Path(f"/proc/{self.worker.pid}/task/{self.worker.pid}/children").read_text()
            return [int(pid) for pid in listed.split()]
        return []

    def keep_running(self) -> None:
        for process in (self.worker, self.beat):
            if not process.is_alive:
                process.start()

    def log(self, name: str) -> str:
        return (self.home / "log" / f"{name}.log").read_text()


@contextmanager
def running_crew(
    *, redis_database: int, variables: Mapping[str, str] = QUICK, application: str = "tests.drill.app"
) -> Iterator[Crew]:
    """Start worker and beat, end them afterwards. `application` is the portal's own where drills bring no kinds."""
    database = connections.settings["default"]["NAME"]
    settings = ground.environment_for(database, redis_database=redis_database)
    env = {**os.environ, **settings, **variables}
    home = Path(settings["DATA_DIR"])
    for name in ("worker", "beat"):
        (home / "log" / f"{name}.log").unlink(missing_ok=True)
    shutil.rmtree(home / "mail", ignore_errors=True)  # an earlier round's
    flush_redis(settings["REDIS_URL"])
    programs = (worker_program(env=env, home=home), beat_program(env=env, home=home))
    worker, beat = (Process(replace(one, argv=_for(application, one.argv))) for one in programs)
    crew = Crew(database, settings["DATABASE_OWNER_URL"], env, home, worker, beat)
    try:
        crew.keep_running()
        yield crew
    finally:
        for process in (worker, beat):
            process.stop()


def _for(application: str, argv: object) -> list[str]:
    words = [str(word) for word in argv]  # type: ignore[attr-defined]
    words[words.index("-A") + 1] = application
    return words


class Fire:
    """Kills, seeded: the same seed chooses the same victims and pauses, the machine decides where they are hit."""

    def __init__(
        self, crew: Crew, seed: int, *, targets: Mapping[str, int] = EVERYTHING, pause: tuple[float, float] = (0.1, 1.2)
    ) -> None:
        self.crew = crew
        self.random = random.Random(seed)
        self.targets = targets
        self.pause = pause
        self.kills: Counter[str] = Counter()

    def burn(self, *, finished: Callable[[], bool], kills: int, seconds: float = 600) -> float:
        """Kill until `kills` were made or the work is done, then let it finish. Returns the seconds it took.

        Raises AssertionError when the work is not done in time.
        """
        begin = time.monotonic()
        while self.kills.total() < kills and not _ask(finished):
            self.crew.keep_running()
            # Killing what has not begun proves nothing: there is a pool at work whenever something is hit.
            wait_until(lambda: bool(self.crew.children()), SECONDS_TO_FORK)
            time.sleep(self.random.uniform(*self.pause))
            self.strike()
        wait_until(lambda: self._helped(finished), seconds - (time.monotonic() - begin))
        assert _ask(finished), f"not done after {seconds} s and {dict(self.kills)}\n{self.crew.log('worker')[-4000:]}"
        return time.monotonic() - begin

    def _helped(self, finished: Callable[[], bool]) -> bool:
        self.crew.keep_running()
        time.sleep(0.2)
        return _ask(finished)

    def strike(self) -> None:
        """Kill one victim, if there is one."""
        target = self.random.choices(list(self.targets), list(self.targets.values()))[0]
        if getattr(self, f"_kill_{target}")():
            self.kills[target] += 1

    def _kill_child(self) -> bool:
        children = self.crew.children()
        if children:
            with suppress(ProcessLookupError):
                os.kill(self.random.choice(children), signal.SIGKILL)
        return bool(children)

    def _kill_worker(self) -> bool:
        return _kill_group(self.crew.worker)

    def _kill_beat(self) -> bool:
        return _kill_group(self.crew.beat)

    def _kill_connection(self) -> bool:
        backends = self._backends()
        if backends:
            self._as_admin("SELECT pg_terminate_backend(%s)", [self.random.choice(backends)])
        return bool(backends)

    def _kill_backend(self) -> bool:
        backends = self._backends()
        if backends:
            with suppress(ProcessLookupError):
                os.kill(self.random.choice(backends), signal.SIGKILL)
        return bool(backends)

    def _backends(self) -> list[int]:
        query = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND usename LIKE '%%login' ORDER BY pid"
        mine = _own_backend()
        return [pid for (pid,) in self._as_admin(query, [self.crew.database]) if pid != mine]

    def _as_admin(self, query: str, values: list[object]) -> list[tuple[int]]:
        try:
            with psycopg.connect(
                ground.with_database(os.environ[ground.ADMIN], "postgres"), autocommit=True
            ) as connection:
                return connection.execute(query.encode(), values).fetchall()
        except psycopg.OperationalError:
            return []


def _kill_group(process: Process) -> bool:
    if not process.is_alive:
        return False
    os.killpg(process.pid, signal.SIGKILL)
    if process.popen is not None:
        process.popen.wait()
    return True


def _own_backend() -> int | None:
    raw = connections["default"].connection
    return raw.info.backend_pid if raw is not None and not raw.closed else None


def _ask(finished: Callable[[], bool]) -> bool:
    """Whether the work is done; a question that the server's restart cut off is no answer."""
    from django.db import DatabaseError, InterfaceError

    try:
        return finished()
    except (DatabaseError, InterfaceError):
        connections["default"].close()
        return False
