"""Variables that a second terminal needs: `make run` writes them to `.data/env`, `manage.py` reads them there."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from portal.embedded.passwords import write_private
from portal.embedded.places import data_dir


def load() -> None:
    """Fill variables that are unset; what the caller's environment says always wins."""
    for name, value in read(data_dir() / "env").items():
        os.environ.setdefault(name, value)


def read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = (line.partition("=") for line in file.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return {name: value for name, _, value in lines}


def write(file: Path, variables: Mapping[str, str]) -> None:
    write_private(file, "".join(f"{name}={value}\n" for name, value in variables.items()))


def make_keys(known: Mapping[str, str]) -> dict[str, str]:
    """The installation's own secrets: those already known, else new ones. `k1` names the key inside each value."""
    return {
        "SECRET_KEY": known.get("SECRET_KEY") or secrets.token_urlsafe(50),
        "FIELD_KEYS": known.get("FIELD_KEYS") or f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }
