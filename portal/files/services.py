"""Keeping files and handing them out again."""

from pathlib import PurePosixPath
from typing import BinaryIO, Protocol
from urllib.parse import quote

from django.db import connection
from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.files.models import StoredFile
from portal.files.purposes import PURPOSES, Purpose
from portal.files.store import digest_of, path_of, write_content
from portal.files.suspects import FileRefused
from portal.files.types import detect_type
from portal.problems import Refusal
from portal.tenancy import current_scope, current_vendor_id

NAME_LENGTH = 150


class Readable(Protocol):
    """An upload, or an open file."""

    def read(self, size: int = -1, /) -> bytes: ...


class FileMissing(Exception):
    """A row whose bytes are gone: the folder was lost, or not restored with the database."""


def store_file(
    content: bytes | Readable, *, name: str, purpose: str, partner_id: int | None = None, by: Actor | None = None
) -> StoredFile:
    """Check and keep a file; its row belongs to the running transaction.

    Raises Refusal at the field `file` for a file that is too large, of no type the purpose takes, or dangerous.
    """
    known = PURPOSES.get(purpose)
    data = _read(content, known)
    try:
        content_type = detect_type(data, wanted=known.types)
    except FileRefused as refused:
        raise Refusal(gettext(str(refused)), field="file", code="file-refused") from None
    scope, vendor_id = current_scope(), current_vendor_id()
    lock_digest(vendor_id, digest_of(data), shared=True)
    stored = StoredFile(
        sha256=write_content(vendor_id, data),
        size=len(data),
        content_type=content_type.value,
        name=clean_name(name),
        purpose=purpose,
        partner_id=partner_id if partner_id is not None else (scope.partner if scope else None),
        membership_id=by.membership_id if by else None,
    )
    stored.save(force_insert=True)
    return stored


def _read(content: bytes | Readable, purpose: Purpose) -> bytes:
    data = content if isinstance(content, bytes) else content.read(purpose.limit + 1)
    if len(data) > purpose.limit:
        limit = purpose.limit // 1024
        raise Refusal(
            _("This file is larger than %(limit)s KB.") % {"limit": limit}, field="file", code="file-too-large"
        )
    return data


def lock_digest(vendor_id: int, sha256: str, *, shared: bool = False) -> None:
    """Hold a digest until the transaction ends, so that the sweeper takes no file away that gets its row just now."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"file {vendor_id} {sha256}"])


def open_file(stored: StoredFile) -> BinaryIO:
    """The bytes, open for reading. Raises FileMissing."""
    try:
        return path_of(int(stored.vendor_id or 0), stored.sha256).open("rb")
    except FileNotFoundError:
        raise FileMissing(f"file {stored.pk}: {stored.sha256}") from None


def attachment(stored: StoredFile) -> HttpResponseBase:
    """An answer that downloads the file and lets no browser show or run it. Raises FileMissing."""
    response = FileResponse(open_file(stored), content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = disposition(stored.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def disposition(name: str) -> str:
    """Content-Disposition after RFC 6266 and 8187: a plain name for old programs, the real one for all others."""
    clean = clean_name(name)
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._- ") else "_" for letter in clean)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def clean_name(name: str) -> str:
    """A download name: the last part of a path, without what a system or a header would read as something else."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"/|?*;').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(kept) > NAME_LENGTH:
        kept = f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
    return kept[:NAME_LENGTH] or "file"
