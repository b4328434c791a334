"""The bytes: one folder, by vendor and digest. Nothing here knows of rows.

A file appears under its name whole or not at all: written under a temporary name, flushed to the disk, then renamed.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

PARTIAL = ".partial"


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(vendor_id: int, sha256: str) -> Path:
    return Path(settings.FILES_DIR) / str(vendor_id) / sha256[:2] / sha256


def write_content(vendor_id: int, content: bytes) -> str:
    """Keep the bytes and return their digest. Bytes that are there already are only marked as fresh."""
    sha256 = digest_of(content)
    path = path_of(vendor_id, sha256)
    if path.exists():
        os.utime(path)
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{sha256}.{secrets.token_hex(4)}{PARTIAL}")
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    _flush_directory(path.parent)
    return sha256


def _flush_directory(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def files_older_than(moment: float, *, vendor_id: int, prefix: str) -> Iterator[Path]:
    """Files of a vendor under the digests that begin with `prefix`, last touched before `moment` (seconds of the epoch)."""
    folder = Path(settings.FILES_DIR) / str(vendor_id) / prefix
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if path.stat().st_mtime < moment)
