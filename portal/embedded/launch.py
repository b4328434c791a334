"""`make run`: everything up, in order, and down again."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from portal.embedded import environment, places, portal_processes, sources
from portal.embedded.account import AccountMissing
from portal.embedded.places import ROOT, ServerMissing, Site
from portal.embedded.postgres import DATABASE, Postgres, ServerFailed, make_roles, role_prefix
from portal.embedded.processes import Process, Program, end_leftover
from portal.embedded.redis_server import Redis
from portal.embedded.servers import SiteBusy, locked_site
from portal.embedded.supervisor import Stopped, StopRequest, Supervisor

OURS = ("beat", "worker", "web", "manage")


class CannotRun(Exception):
    """Why there is nothing to start; one line for the person who typed `make run`."""


def main(make: "type[Launch] | None" = None) -> int:
    stop = StopRequest()
    try:
        return _run(stop, make or Launch)
    except (CannotRun, ServerMissing, ServerFailed, AccountMissing) as error:
        print(f"cannot run: {error}", file=sys.stderr)
        return 1


def _run(stop: StopRequest, make: "type[Launch]") -> int:
    home = places.data_dir()
    refuse_half_given(os.environ)
    try:
        with locked_site(home, wait=False) as note:
            port = int(os.environ.get("PORT") or 8000)
            end_what_was_left(home)
            if not portal_processes.is_free(port):
                raise CannotRun(f"port {port} is taken; choose another: make run PORT={port + 1}")
            note(f"http://localhost:{port} (process {os.getpid()})")
            make(stop, places.prepare_site(home), port).run()
    except SiteBusy as busy:
        raise CannotRun(f"this tree is running already at {busy}") from None
    return 0


def refuse_half_given(variables: "os._Environ[str]") -> None:
    given = {name for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if variables.get(name)}
    if len(given) == 1:
        missing = ({"DATABASE_URL", "DATABASE_OWNER_URL"} - given).pop()
        raise CannotRun(f"{given.pop()} is set, {missing} is not: the portal logs in as one and migrates as the other")


def end_what_was_left(home: Path) -> None:
    """A supervisor that was killed may have left processes; work on its database must end before ours begins."""
    left = [name for name in OURS if end_leftover(home / "pids" / name)]
    if left:
        print(f"ended what a killed run had left: {', '.join(left)}")


class Launch:
    """One run, from the servers to the last process."""

    def __init__(self, stop: StopRequest, site: Site, port: int) -> None:
        self.stop_request = stop
        self.site = site
        self.port = port
        self.supervisor = Supervisor(stop, lambda line: print(f"  {line}", flush=True))
        self.variables: dict[str, str] = {}
        self.is_external = bool(os.environ.get("DATABASE_URL"))

    def run(self) -> None:
        begin = time.monotonic()
        print(f"Partner portal, data in {self.site.home}", flush=True)
        try:
            self.start_everything()
            logins = self.demo_logins()
            print(f"ready after {time.monotonic() - begin:.1f} s\n{logins}", flush=True)
            print(f"Mail is written to {self.site.home / 'mail'}")
            print(f"Open http://localhost:{self.port}   (Ctrl-C stops everything)", flush=True)
            self.supervisor.watch()
        except Stopped:
            pass
        finally:
            with timed("stopped"):
                self.supervisor.stop(last=("postgres", "redis"))

    def start_everything(self) -> None:
        urls = self.start_servers()
        self.remember(urls)
        self.prepare_database()
        with timed("web, worker, beat"):
            self.start_portal()

    def start_servers(self) -> dict[str, str]:
        urls = {
            name: os.environ[name]
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
            if os.environ.get(name)
        }
        if not self.is_external:
            with timed("PostgreSQL"):
                postgres = self.start_postgres()
            urls |= {"DATABASE_URL": postgres.url("login"), "DATABASE_OWNER_URL": postgres.url("owner")}
        if "REDIS_URL" not in urls:
            with timed("Redis"):
                urls["REDIS_URL"] = self.start_redis().url()
        return urls

    def start_postgres(self) -> Postgres:
        postgres = Postgres(self.site)
        postgres.end_leftover()
        postgres.make_cluster()
        process = Process(postgres.program)
        self.supervisor.start(process, before_restart=postgres.end_leftover)
        postgres.wait_until_ready(process)
        postgres.bootstrap()
        return postgres

    def start_redis(self) -> Redis:
        redis = Redis(self.site)
        redis.end_leftover()
        redis.make_directory()
        process = Process(redis.program)
        self.supervisor.start(process, before_restart=redis.end_leftover)
        redis.wait_until_ready(process)
        return redis

    def remember(self, urls: dict[str, str]) -> None:
        """Write `.data/env`, so that `manage.py` in a second terminal finds the same servers and keys."""
        file = self.site.home / "env"
        settings = {
            "PORTAL_ENV": os.environ.get("PORTAL_ENV") or "demo",
            "ROLE_PREFIX": role_prefix(),
            "PORT": str(self.port),
        }
        keys = {**environment.make_keys(environment.read(file)), **given("SECRET_KEY", "FIELD_KEYS")}
        kept = {**urls, **keys, **settings, "DEMO": os.environ.get("DEMO") or "1", "DATA_DIR": str(self.site.home)}
        environment.write(file, kept)
        self.variables = {**os.environ, **kept}

    def prepare_database(self) -> None:
        """Roles, schema and demo data, unless this very source already made them in this database."""
        digest = sources.digest_of(sources.EVERYTHING, besides=self.variables["DEMO"])
        if not self.is_external and _made_from(self.variables["DATABASE_OWNER_URL"]) == digest:
            print("  roles, schema, demo data      unchanged", flush=True)
            return
        with timed("roles"):
            login = urlsplit(self.variables["DATABASE_URL"]).password or ""
            make_roles(owner_url=self.variables["DATABASE_OWNER_URL"], login_password=login)
        with timed("schema"):
            self.manage("migrate", "--no-input", "-v0")
        if self.variables["DEMO"] != "0" and has_command("demo"):
            with timed("demo data"):
                self.manage("demo")
        if not self.is_external:
            _note_made_from(self.variables["DATABASE_OWNER_URL"], digest)

    def start_portal(self) -> None:
        env, home = self.variables, self.site.home
        web = Process(portal_processes.web_program(port=self.port, env=env, home=home))
        self.supervisor.start(web)
        self.supervisor.start(Process(portal_processes.worker_program(env=env, home=home)))
        if portal_processes.has_scheduler():
            self.supervisor.start(Process(portal_processes.beat_program(env=env, home=home)))
        self.wait_until_it_answers(web)

    def wait_until_it_answers(self, web: Process, *, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not answers(self.port):
            self.stop_request.check()
            if not web.is_alive or time.monotonic() > end:
                raise CannotRun(f"the web process did not answer, see {web.program.log}")
            self.stop_request.sleep(0.1)

    def demo_logins(self) -> str:
        if self.variables["DEMO"] == "0" or not has_command("demo"):
            return ""
        return self.manage("demo", "logins")

    def manage(self, *words: str) -> str:
        """Run a management command to its end; a stop asked for meanwhile ends it."""
        log = self.site.logs / f"manage-{words[0]}.log"
        log.unlink(missing_ok=True)
        argv = [sys.executable, "manage.py", *words]
        process = Process(Program("manage", argv, log, self.site.pids / "manage", env=self.variables, cwd=ROOT))
        process.start()
        try:
            while process.is_alive:
                self.stop_request.check()
                self.stop_request.sleep(0.5)
        finally:
            process.stop()
        if process.popen is None or process.popen.returncode != 0:
            raise CannotRun(f"manage.py {' '.join(words)} failed:\n{log.read_text().strip()}")
        return log.read_text()


def given(*names: str) -> dict[str, str]:
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def has_command(name: str) -> bool:
    return any(any(ROOT.glob(f"{depth}/management/commands/{name}*")) for depth in ("*", "*/*"))


def answers(port: int) -> bool:
    """Whether a web server answers there, whatever it says."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/livez", headers={"Host": "localhost"})
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def _made_from(owner_url: str) -> str | None:
    with psycopg.connect(owner_url) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return row[0] if row else None


def _note_made_from(owner_url: str, digest: str) -> None:
    with psycopg.connect(owner_url) as connection:
        connection.execute(f"COMMENT ON DATABASE \"{DATABASE}\" IS '{digest}'".encode())


@contextmanager
def timed(step: str) -> Iterator[None]:
    begin = time.monotonic()
    yield
    print(f"  {step:<28}{time.monotonic() - begin:5.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
