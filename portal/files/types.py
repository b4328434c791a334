"""What a file is, decided by its content. Its name and what the sender called it do not count. No Django here.

Each check is narrow: a file has to be wholly of its type, from the first byte to the last, so that nothing can be two things
at once. Whatever could run in a browser, in an office program or on a machine is refused.
"""

import re
import zlib
from collections.abc import Callable
from enum import StrEnum

from portal.files.suspects import FileRefused
from portal.files.workbooks import inspect_workbook
from portal.wording import gettext_noop as _


class Type(StrEnum):
    """Types that the portal keeps."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    CSV = "text/csv"
    TEXT = "text/plain"
    XML = "application/xml"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


#: How each is called where a person is told what may be uploaded.
LABELS = {
    Type.PDF: "PDF", Type.PNG: "PNG", Type.JPEG: "JPEG", Type.CSV: "CSV", Type.TEXT: _("text"), Type.XML: "XML", Type.XLSX: "XLSX",
}  # fmt: skip

# Split, so that no scanner takes this source for what it looks for.
_TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|script|svg|iframe|\?php|!--)", re.IGNORECASE
)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b")
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"\xd0\xcf\x11\xe0",
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HTML_ROOTS = re.compile(rb"<(?:\w+:)?(?:svg|html|script|stylesheet|transform)[\s>/]", re.IGNORECASE)


def detect_type(content: bytes, *, wanted: frozenset[Type]) -> Type:
    """The one of the `wanted` types that `content` is, wholly. Raises FileRefused with words for a person."""
    if not content:
        raise FileRefused(_("This file is empty."))
    if _TEST_VIRUS in content:
        raise FileRefused(_("A virus scanner would stop this file."))
    if content.startswith(_PROGRAMS):
        raise FileRefused(_("Programs and old office files are not taken."))
    if _MARKUP.match(content):
        raise FileRefused(_("Web pages and SVG pictures are not taken."))
    found = _by_signature(content)
    if found is None:
        found = Type.CSV if Type.CSV in wanted else Type.TEXT
    if found not in wanted:
        raise FileRefused(_("This kind of file is not taken here."))
    CHECKS[found](content)
    return found


def _by_signature(content: bytes) -> Type | None:
    for start, kind in _SIGNATURES:
        if content.startswith(start):
            return kind
    return Type.XML if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") else None


def _check_pdf(content: bytes) -> None:
    _refuse_archive(content)
    end = content.rstrip(b"\r\n\t \x00")
    if not end.endswith(b"%%EOF"):
        raise FileRefused(_("This PDF does not end as one should."))
    if re.search(rb"<(?:script|html|svg)[\s>]", content[:1024], re.IGNORECASE):
        raise FileRefused(_("This file is two things at once."))
    if _ACTIVE_PDF.search(content):
        raise FileRefused(_("This PDF contains scripts, forms or attachments: print it to a new PDF."))


def _check_png(content: bytes) -> None:
    place = 8
    while place + 12 <= len(content):
        size = int.from_bytes(content[place : place + 4])
        name, end = content[place + 4 : place + 8], place + 12 + size
        if end > len(content) or zlib.crc32(content[place + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            raise FileRefused(_("This picture is damaged."))
        place = end
        if name == b"IEND":
            break
    if place != len(content) or content[12:16] != b"IHDR":
        raise FileRefused(_("This picture is damaged, or something is hidden behind it."))
    if max(int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) > 10_000:
        raise FileRefused(_("This picture is more than 10,000 pixels wide or high."))


def _check_jpeg(content: bytes) -> None:
    _refuse_archive(content)
    if not content.endswith(b"\xff\xd9"):
        raise FileRefused(_("This picture is damaged, or something is hidden behind it."))


def _check_text(content: bytes) -> None:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(_("This text is not written in UTF-8.")) from None
    _refuse_controls(content)


def _check_csv(content: bytes) -> None:
    """Rows in a wrong encoding are told one by one by whoever imports them; a file in UTF-16 is told here."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(_("This table is written in UTF-16: save it as CSV UTF-8."))
    _refuse_controls(content)


def _check_xml(content: bytes) -> None:
    _check_text(content)
    if _ENTITIES.search(content):
        raise FileRefused(_("This XML declares a document type or entities."))
    if _HTML_ROOTS.search(content):
        raise FileRefused(_("Web pages and SVG pictures are not taken."))


def _refuse_controls(content: bytes) -> None:
    if _CONTROLS.search(content):
        raise FileRefused(_("This is no text: it contains control characters."))


def _refuse_archive(content: bytes) -> None:
    """An archive is read from its end, so it can hide behind anything."""
    if b"PK\x05\x06" in content[-65_557:] or b"Rar!\x1a\x07" in content or b"7z\xbc\xaf\x27\x1c" in content:
        raise FileRefused(_("This file is two things at once."))


_SIGNATURES = (
    (b"%PDF-", Type.PDF),
    (b"\x89PNG\r\n\x1a\n", Type.PNG),
    (b"\xff\xd8\xff", Type.JPEG),
    (b"PK\x03\x04", Type.XLSX),
)
CHECKS: dict[Type, Callable[[bytes], None]] = {
    Type.PDF: _check_pdf,
    Type.PNG: _check_png,
    Type.JPEG: _check_jpeg,
    Type.CSV: _check_csv,
    Type.TEXT: _check_text,
    Type.XML: _check_xml,
    Type.XLSX: inspect_workbook,
}
