"""The launcher with real servers: whatever is killed, nothing is lost and nothing is left."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from portal.embedded import environment, places, processes


class Run:
    """One run of the launcher on a data directory of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.popen: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.popen = self.spawn()
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            if line.startswith("Open http"):
                return
        raise AssertionError(f"it ended with {self.popen.wait()}")

    def spawn(self) -> subprocess.Popen[str]:
        known = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        variables = {**known, "DATA_DIR": str(self.home), "PORT": str(self.port)}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.embedded.small_run"],
            cwd=places.ROOT,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def spawn_to_its_end(self) -> str:
        return self.spawn().communicate(timeout=150)[0]

    def end(self, sign: signal.Signals) -> int:
        assert self.popen is not None
        self.popen.send_signal(sign)
        self.popen.communicate(timeout=150)
        return self.popen.returncode

    def pid(self, name: str) -> int | None:
        return processes.find_recorded(self.home / "pids" / name)

    def pids(self) -> dict[str, int | None]:
        return {name: self.pid(name) for name in ("postgres", "redis", "web")}

    def processes(self) -> set[int]:
        """Everything alive that this run, or an earlier one on the same data, has started."""
        mark = f"{processes.MARK}={self.home}/".encode()
        # The two servers write their titles over their environment.
        found = {pid for name in ("postgres", "redis") for pid in processes.find_by_cwd(self.store / name)}
        for file in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if any(variable.startswith(mark) for variable in file.read_bytes().split(b"\0")):
                    found.add(int(file.parent.name))
        return found

    @property
    def store(self) -> Path:
        pointer = self.home / "elsewhere"
        return Path(pointer.read_text().strip()) if pointer.exists() else self.home / "servers"

    def query(self, statement: str) -> object:
        url = environment.read(self.home / "env")["DATABASE_OWNER_URL"]
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchone() if cursor.description else None


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    one = Run(tmp_path / "data")
    yield one
    if one.popen is not None and one.popen.poll() is None:
        one.end(signal.SIGTERM)
    places.remove_data(one.home)


@pytest.fixture(scope="module")
def standing_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """One run for the tests that leave it standing."""
    one = Run(tmp_path_factory.mktemp("standing") / "data")
    one.start()
    one.query("CREATE TABLE kept AS SELECT 7 AS number")
    yield one
    one.end(signal.SIGTERM)
    places.remove_data(one.home)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool]) -> None:
    processes.wait_until(condition, 120)
    assert condition()


@pytest.mark.parametrize("name", ["postgres", "redis", "web"])
def test_killed_child_is_started_again(standing_run: Run, name: str) -> None:
    run = standing_run
    before = run.pids()
    killed = before[name]
    assert killed is not None
    family = run.processes()
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: run.pid(name) not in (None, killed))
    after = run.pids()
    assert {other: after[other] for other in after if other != name} == {
        other: before[other] for other in before if other != name
    }
    assert len(run.processes() & family) < len(family)
    wait_for(lambda: _answers(run))
    assert run.query("SELECT number FROM kept") == (7,)


def _answers(run: Run) -> bool:
    try:
        return run.query("SELECT 1") == (1,)
    except psycopg.OperationalError:
        return False


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGHUP])
def test_stop_leaves_no_process(run: Run, sign: signal.Signals) -> None:
    run.start()
    began = run.processes()
    code = run.end(sign)
    assert len(began) >= 5  # PostgreSQL with its own, Redis, the child and its child
    assert code == 0
    assert run.processes() == set()
    assert list((run.home / "pids").iterdir()) == []


def test_start_after_a_killed_supervisor_finds_its_data_and_ends_what_was_left(run: Run) -> None:
    run.start()
    run.query("CREATE TABLE kept AS SELECT 7 AS number")
    left = run.processes()
    run.end(signal.SIGKILL)
    run.start()
    assert run.processes() & left == set()
    assert run.query("SELECT number FROM kept") == (7,)


def test_orphans_of_a_killed_child_and_a_killed_supervisor_are_ended(run: Run) -> None:
    run.start()
    web = run.pid("web")
    assert run.popen is not None
    assert web is not None
    os.kill(run.popen.pid, signal.SIGSTOP)  # it may not tidy up after its child
    os.kill(web, signal.SIGKILL)
    orphans = run.processes()
    run.end(signal.SIGKILL)
    run.start()
    assert run.processes() & orphans == set()


def test_second_run_of_the_same_tree_says_where_the_first_is(standing_run: Run) -> None:
    run = standing_run
    output = run.spawn_to_its_end()
    assert f"cannot run: this tree is running already at http://localhost:{run.port}" in output
    assert run.pid("web") is not None


def test_taken_port_is_one_line_and_starts_nothing(run: Run) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", run.port))
        holder.listen()
        output = run.spawn_to_its_end()
    assert output == f"cannot run: port {run.port} is taken; choose another: make run PORT={run.port + 1}\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as somebody else")
def test_closed_parent_stays_closed(run: Run) -> None:
    parent = run.home.parent
    parent.chmod(0o700)
    modes = {path: path.stat().st_mode for path in run.home.parents}
    run.start()
    code = run.end(signal.SIGINT)
    assert code == 0
    assert {path: path.stat().st_mode for path in run.home.parents} == modes
    assert not run.store.is_relative_to(run.home)
    store = run.store
    places.remove_data(run.home)
    assert not store.exists()
    assert not run.home.exists()


def test_path_too_long_for_a_socket_is_no_obstacle() -> None:
    parent = Path(tempfile.mkdtemp())
    parent.chmod(0o755)
    run = Run(parent / ("long-" * 20) / ("longer-" * 10))
    try:
        run.start()
        assert run.query("SELECT 1") == (1,)
        assert run.end(signal.SIGINT) == 0
    finally:
        places.remove_data(run.home)
        shutil.rmtree(parent)


def test_reused_pid_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file = tmp_path / "web"
        pid_file.write_text(f"{stranger.pid} 1\n")
        ended = processes.end_leftover(pid_file)
        time.sleep(0.1)
        alive = stranger.poll() is None
        stranger.kill()
    assert not ended
    assert alive
    assert not pid_file.exists()
