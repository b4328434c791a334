"""A look into a workbook before anything opens it: its directory, its sizes, and what hides in it. No Django here."""

import io
import re
import zipfile
import zlib

from portal.files.suspects import FileRefused
from portal.wording import gettext_noop as _

MOST_PARTS = 2_000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 200
SLACK = 1024 * 1024
ENCRYPTED = 0x1
_PIECE = 256 * 1024
_ACTIVE_PART = re.compile(r"vbaproject|macrosheet|activex|embeddings/|externallinks/|customui|\.bin$", re.IGNORECASE)
_HARMLESS_PART = re.compile(r"(^|/)printersettings\d*\.bin$", re.IGNORECASE)


def inspect_workbook(content: bytes) -> None:
    """Raises FileRefused for whatever is not a plain workbook: bombs, macros, embedded files, other archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, len(content))
            for part in archive.infolist():
                _check_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, UnicodeDecodeError):
        raise FileRefused(_("This workbook is damaged.")) from None


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    claimed = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or claimed > MOST_BYTES or claimed > size * MOST_RATIO + SLACK:
        raise FileRefused(_("This workbook would be far larger than it looks."))
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= set(names) or len(set(names)) != len(names):
        raise FileRefused(_("This archive is no workbook."))
    if archive.comment or min(part.header_offset for part in parts) != 0:
        raise FileRefused(_("This file is two things at once."))
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise FileRefused(_("This workbook is damaged."))
    if any(_ACTIVE_PART.search(name) and not _HARMLESS_PART.search(name) for name in names):
        raise FileRefused(_("This workbook contains macros, links or embedded files: save it as a plain .xlsx."))


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read it once through: what the directory claims may be a lie."""
    if part.flag_bits & ENCRYPTED:
        raise FileRefused(_("This workbook is locked with a password."))
    left, start = part.file_size, b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            start = start or piece[:4096]
            left -= len(piece)
            if left < 0:
                raise FileRefused(_("This workbook would be far larger than it looks."))
    if part.filename.endswith((".xml", ".rels")) and re.search(rb"<!(?:DOCTYPE|ENTITY)", start, re.IGNORECASE):
        raise FileRefused(_("This workbook declares a document type or entities."))
    if part.filename == "[Content_Types].xml" and b"macroEnabled" in start:
        raise FileRefused(_("This workbook contains macros, links or embedded files: save it as a plain .xlsx."))
