"""Starting and ending processes so that none is left behind and none of somebody else's is touched.

Each runs in a session of its own, so Ctrl-C reaches only the one who started it. Its pid file holds the pid and the
moment the kernel started it: a pid that was given out again since is another process and is left alone.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.account import Account

PR_SET_PDEATHSIG = 1
MARK = "PORTAL_PROCESS_OF"


@dataclass(frozen=True)
class Program:
    """What is to run, and how it is asked to stop."""

    name: str
    argv: Sequence[str]
    log: Path
    pid_file: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    cwd: Path = Path("/")
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    """Seconds between the polite signal and SIGKILL."""


class Process:
    """One running program. Start it from the main thread: Linux ties the parent-death signal to the thread."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.popen is not None, f"{self.program.name} was not started"
        return self.popen.pid

    @property
    def is_alive(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def start(self) -> None:
        program = self.program
        foreign = program.account if program.account is not None and program.account.is_foreign else None
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("ab") as log:
            self.popen = subprocess.Popen(
                program.argv,
                cwd=program.cwd,
                env={**program.env, MARK: str(program.pid_file)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=foreign.uid if foreign else None,
                group=foreign.gid if foreign else None,
                extra_groups=[] if foreign else None,
                preexec_fn=_die_with_parent(program.stop_signal),
            )
        program.pid_file.parent.mkdir(parents=True, exist_ok=True)
        program.pid_file.write_text(f"{self.popen.pid} {started_at(self.popen.pid)}\n")

    def ask_to_stop(self) -> None:
        if self.popen is not None and self.is_alive:
            with suppress(ProcessLookupError):
                os.kill(self.popen.pid, self.program.stop_signal)

    def stop(self) -> None:
        """Ask politely, then not; afterwards nothing of its group is alive."""
        if self.popen is not None:
            if self.is_alive:
                self.ask_to_stop()
                with suppress(subprocess.TimeoutExpired):
                    self.popen.wait(self.program.patience)
            kill_group(self.popen.pid)
            self.popen.wait()
        self.program.pid_file.unlink(missing_ok=True)


def _die_with_parent(sign: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:  # it died between fork and the line above
            os._exit(1)

    return ask_kernel


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def started_at(pid: int) -> str | None:
    """When the kernel started `pid`, in its own notation; None for a pid that is free or a zombie's."""
    if not sys.platform.startswith("linux"):
        return _started_at_by_ps(pid)
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if after_name[0] == "Z" else after_name[19]


def _started_at_by_ps(pid: int) -> str | None:
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip().replace(" ", "_") or None


def find_recorded(pid_file: Path) -> int | None:
    """The living process that a pid file names; None if it ended, or its pid is another's by now."""
    try:
        pid, moment = pid_file.read_text().split()
    except (OSError, ValueError):
        return None
    return int(pid) if started_at(int(pid)) == moment else None


def end_leftover(pid_file: Path, *, polite: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> bool:
    """End what a killed supervisor left under this pid file: the process, and members of its group that outlived it."""
    pid = find_recorded(pid_file)
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, polite)
        wait_until(lambda: find_recorded(pid_file) is None, patience)
        if find_recorded(pid_file) is not None:
            kill_group(pid)
            wait_until(lambda: find_recorded(pid_file) is None, 5)
    orphans = list(_marked_by(pid_file))
    for orphan in orphans:
        with suppress(ProcessLookupError):
            os.kill(orphan, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)
    return pid is not None or bool(orphans)


def _marked_by(pid_file: Path) -> Iterator[int]:
    """Living processes that carry this pid file's mark in their environment (Linux only)."""
    mark = f"{MARK}={pid_file}".encode()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in entry.read_bytes().split(b"\0"):
                yield int(entry.parent.name)


def find_by_cwd(directory: Path) -> list[int]:
    """Living processes that stand in `directory`: PostgreSQL's backends leave its group, not its data (Linux)."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if link.readlink() == directory:
                found.append(int(link.parent.name))
    return found


def wait_until(condition: Callable[[], bool], seconds: float, *, pause: float = 0.02) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(pause)
