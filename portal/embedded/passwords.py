"""Passwords of a site's servers, made once and readable by their owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Passwords:
    superuser: str
    owner: str
    login: str


def read_passwords(home: Path) -> Passwords:
    path = home / "passwords.json"
    if not path.exists():
        made = Passwords(secrets.token_hex(24), secrets.token_hex(24), secrets.token_hex(24))
        write_private(path, json.dumps(asdict(made)))
    return Passwords(**json.loads(path.read_text()))


def write_private(path: Path, text: str) -> None:
    """Write a file that was never readable by others, whole or not at all."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
