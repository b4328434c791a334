"""The portal's own three processes: web, worker, beat. The same for `make run` and for the tests' stack."""

import socket
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from portal.embedded.places import ROOT
from portal.embedded.processes import Program


def web_program(*, port: int, env: Mapping[str, str], home: Path) -> Program:
    """Gunicorn on this machine's loopback only: plain http has no business elsewhere."""
    binds = [word for host in loopbacks() for word in ("--bind", f"{host}:{port}")]
    words = [
        "--workers",
        "2",
        "--threads",
        "4",
        "--graceful-timeout",
        "5",
        "--no-control-socket",
        "--access-logfile",
        "-",
    ]
    return _program("web", ["-m", "gunicorn", "portal.wsgi", *binds, *words], env, home)


def worker_program(*, env: Mapping[str, str], home: Path) -> Program:
    words = ["worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    return _program("worker", ["-m", "celery", "-A", "portal", *words], env, home)


def beat_program(*, env: Mapping[str, str], home: Path) -> Program:
    words = ["beat", "--scheduler", "portal.jobs.scheduler:SlotScheduler", "--loglevel", "INFO", "--pidfile="]
    return _program("beat", ["-m", "celery", "-A", "portal", *words], env, home)


def has_scheduler() -> bool:
    return (ROOT / "portal/jobs/scheduler.py").exists()


def _program(name: str, words: list[str], env: Mapping[str, str], home: Path) -> Program:
    return Program(
        name=name,
        argv=[sys.executable, *words],
        log=home / "log" / f"{name}.log",
        pid_file=home / "pids" / name,
        # Present and empty: nothing fills it in again, and no process but `manage.py` may log in as owner.
        env={**env, "DATABASE_OWNER_URL": "", "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"},
        cwd=ROOT,
    )


def loopbacks() -> list[str]:
    """`localhost` is one address or two; a browser may try the second one first."""
    return ["127.0.0.1", "[::1]"] if _can_bind(socket.AF_INET6, 0) else ["127.0.0.1"]


def is_free(port: int) -> bool:
    return _can_bind(socket.AF_INET, port) and (len(loopbacks()) == 1 or _can_bind(socket.AF_INET6, port))


def _can_bind(family: socket.AddressFamily, port: int) -> bool:
    try:
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", port))
    except OSError:
        return False
    return True
