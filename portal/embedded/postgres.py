"""The embedded PostgreSQL server: a private cluster on a socket, password asked of everyone."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg

from portal.embedded import places, processes
from portal.embedded.passwords import Passwords, read_passwords
from portal.embedded.places import Site

PORT = 5432
DATABASE = "portal"
#: With the C locale that an empty LANG gives, Cyrillic full text is case-sensitive and trigrams are empty.
LOCALE = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
)
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    # A page read by index costs a solid-state disk or a warm cache hardly more than its neighbour; the default of 4 tells of
    # turning disks, and the planner then reads tables whole.
    "random_page_cost": "1.1",
    "jit": "off",
    "log_lock_waits": "on",
    "log_line_prefix": "%m [%p] %u@%d ",
}
#: A crash of the machine may cost the tests' cluster; a killed process may not, and does not.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class ServerFailed(Exception):
    """A server did not start; the message names its log."""


@dataclass(frozen=True)
class Postgres:
    site: Site
    throwaway: bool = False

    @property
    def data(self) -> Path:
        return self.site.store / "postgres"

    @property
    def passwords(self) -> Passwords:
        return read_passwords(self.site.home)

    @property
    def program(self) -> processes.Program:
        settings = {
            **SETTINGS,
            "unix_socket_directories": str(self.site.sockets),
            **(THROWAWAY if self.throwaway else {}),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return processes.Program(
            name="postgres",
            argv=[str(places.find_postgres(self.site.account) / "postgres"), "-D", str(self.data), *options],
            log=self.site.logs / "postgres.log",
            pid_file=self.site.pids / "postgres",
            env=_bare_environment(),
            account=self.site.account,
            stop_signal=signal.SIGINT,  # "fast": connections are ended, nothing is lost
            patience=30,
        )

    def url(self, role: str, *, database: str = DATABASE) -> str:
        """A libpq URL for `owner`, `login`, or the `superuser` that nothing but bootstrap uses."""
        password = getattr(self.passwords, role)
        user = "postgres" if role == "superuser" else f"{role_prefix()}_{role}"
        query = urlencode({"host": str(self.site.sockets), "port": PORT}, quote_via=quote)
        return f"postgresql://{user}:{password}@/{database}?{query}"

    def make_cluster(self) -> bool:
        """Initialise the data directory unless it is there; a killed attempt leaves nothing that counts as one."""
        if (self.data / "PG_VERSION").exists():
            return False
        account = self.site.account
        partial = self.data.with_name("postgres.new")
        shutil.rmtree(partial, ignore_errors=True)
        password_file = self.site.store / "superuser"
        password_file.unlink(missing_ok=True)
        with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.passwords.superuser)
        account.own(password_file)
        try:
            words = ["-D", str(partial), "-U", "postgres", f"--pwfile={password_file}", "--auth=scram-sha-256", *LOCALE]
            self._run("initdb", *words, "--no-instructions", *(["--no-sync"] if self.throwaway else []))
        finally:
            password_file.unlink()
        partial.rename(self.data)
        return True

    def _run(self, tool: str, *words: str) -> None:
        account = self.site.account
        foreign = account.is_foreign
        done = subprocess.run(
            [str(places.find_postgres(account) / tool), *words],
            cwd="/", env=_bare_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            user=account.uid if foreign else None, group=account.gid if foreign else None,
            extra_groups=[] if foreign else None,
        )  # fmt: skip
        if done.returncode != 0:
            raise ServerFailed(f"{tool}: {(done.stderr or done.stdout).strip()}")

    def end_leftover(self) -> bool:
        """End the server, or the backends, of a supervisor that was killed, and clear the lock it left."""
        ended = processes.end_leftover(self.site.pids / "postgres", polite=signal.SIGINT, patience=20)
        orphans = processes.find_by_cwd(self.data)
        for pid in orphans:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        processes.wait_until(lambda: not processes.find_by_cwd(self.data), 10)
        for pid in processes.find_by_cwd(self.data):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # The pid in it may be another process of the same user by now, and PostgreSQL would refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        return ended or bool(orphans)

    def wait_until_ready(self, process: processes.Process, *, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                psycopg.connect(self.url("superuser", database="postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if not process.is_alive or time.monotonic() > end:
                    raise ServerFailed(f"PostgreSQL did not start, see {process.program.log}: {error}") from None
                time.sleep(0.05)

    def bootstrap(self) -> None:
        """As superuser, once: the owner's role and its database. Everything later is done by the owner."""
        from portal.tenancy.roles import bootstrap_sql

        passwords = self.passwords
        with psycopg.connect(self.url("superuser", database="postgres"), autocommit=True) as connection:
            execute_all(connection, bootstrap_sql(role_prefix(), passwords.owner, passwords.login))
        with psycopg.connect(self.url("owner", database="postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                execute_all(connection, [f'CREATE DATABASE "{DATABASE}"'])


def role_prefix() -> str:
    return os.environ.get("ROLE_PREFIX") or "portal"


def make_roles(*, owner_url: str, login_password: str) -> None:
    """As owner: every other role of the installation. May be run again at any time."""
    from portal.tenancy.roles import role_sql

    with psycopg.connect(owner_url, autocommit=True) as connection:
        execute_all(connection, role_sql(role_prefix(), login_password))


def execute_all(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())


def _bare_environment() -> dict[str, str]:
    """The servers get no variable of ours: no password, no locale of whoever started them."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
