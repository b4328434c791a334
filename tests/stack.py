"""The real portal on a clone of its own: web, worker and beat as processes, for journeys and kill tests."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from portal.embedded.launch import answers
from portal.embedded.portal_processes import beat_program, has_scheduler, web_program, worker_program
from portal.embedded.postgres import role_prefix
from portal.embedded.processes import Process, wait_until
from tests import ground

SECONDS_TO_ANSWER = 120
#: What waits for the scheduler's next look waits less.
HURRIED = {"JOB_SWEEP_SECONDS": "0.5"}


@dataclass
class Stack:
    """A running portal. A test's own process talks to it by HTTP and by commands, never by the ORM."""

    base_url: str
    """`http://localhost:PORT`, without a slash at its end."""
    database: str
    login_url: str
    owner_url: str
    env: dict[str, str]
    """The whole environment for a subprocess on this stack's database, such as `manage.py`."""
    home: Path
    """Logs in `log/`, mail in `mail/`."""
    port: int
    web: Process
    worker: Process
    beat: Process
    sign_ins: dict[str, Any] = field(default_factory=dict)
    """By person: when a browser signed in, and the cookies it got."""

    @property
    def processes(self) -> tuple[Process, Process, Process]:
        return self.web, self.worker, self.beat

    def kill(self, process: Process) -> None:
        """SIGKILL to the process and, as a machine's failure would, to all its children."""
        os.killpg(process.pid, signal.SIGKILL)
        if process.popen is not None:
            process.popen.wait()

    def restart(self, process: Process) -> None:
        """Start it again, after `kill` or instead of what runs; waits until the web process answers."""
        process.stop()
        process.start()
        if process is self.web:
            self.wait_until_web_answers()

    def children(self, process: Process) -> list[int]:
        """Pids of its living children (the worker's pool, gunicorn's workers)."""
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def log(self, name: str) -> str:
        """What `web`, `worker` or `beat` has written so far."""
        return (self.home / "log" / f"{name}.log").read_text()

    def as_platform(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement finds over all vendors."""
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            connection.execute(f'SET ROLE "{role_prefix()}_platform"'.encode())
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []

    def wait_until_web_answers(self) -> None:
        wait_until(lambda: answers(self.port) or not self.web.is_alive, SECONDS_TO_ANSWER)
        if not answers(self.port):
            raise AssertionError(f"the web process does not answer:\n{self.log('web')}")

    def wait_until_worker_listens(self) -> None:
        wait_until(lambda: " ready." in self.log("worker") or not self.worker.is_alive, SECONDS_TO_ANSWER)
        if " ready." not in self.log("worker"):
            raise AssertionError(f"the worker does not listen:\n{self.log('worker')}")


@contextmanager
def running_stack(suffix: str, *, redis_database: int) -> Iterator[Stack]:
    """Needs the servers (fixture `ground_servers`). Ends its processes and drops its clone."""
    database = ground.clone_name(suffix)
    port = _free_port()
    variables = ground.environment_for(database, redis_database=redis_database)
    env = {**os.environ, **variables, **HURRIED, "PORT": str(port), "SITE_URL": f"http://localhost:{port}"}
    home = Path(variables["DATA_DIR"])
    ground.make_clone(database)
    flush_redis(variables["REDIS_URL"])
    for log in (home / "log").glob("*.log"):
        log.unlink()
    programs = (
        web_program(port=port, env=env, home=home),
        worker_program(env=env, home=home),
        beat_program(env=env, home=home),
    )
    web, worker, beat = (Process(program) for program in programs)
    urls = variables["DATABASE_URL"], variables["DATABASE_OWNER_URL"]
    stack = Stack(f"http://localhost:{port}", database, *urls, env, home, port, web, worker, beat)
    # As old as the clone, not as its template: what the calendar has missed since would be done in a test's way.
    stack.as_platform("UPDATE tenancy_vendor SET created_at = now()")
    try:
        for process in stack.processes:
            if process is not beat or has_scheduler():
                process.start()
        stack.wait_until_web_answers()
        stack.wait_until_worker_listens()
        yield stack
    finally:
        for process in stack.processes:
            process.ask_to_stop()
        for process in stack.processes:
            process.stop()
        ground.drop_database(database)


def flush_redis(url: str) -> None:
    import redis

    with redis.Redis.from_url(url) as client:
        client.flushdb()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
