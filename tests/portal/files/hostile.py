"""Files that are what they seem, and files that are not."""

import io
import zipfile
import zlib

from openpyxl import Workbook

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(inside: bytes = b"", after: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj << /Type /Catalog " + inside + b" >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n" + after


def png(after: bytes = b"", size: int = 1) -> bytes:
    head = size.to_bytes(4) + b"\x00\x00\x00\x01\x08\x00\x00\x00\x00"
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\x00\x00")), (b"IEND", b""))
    body = b"".join(len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4) for name, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body + after


def jpeg(after: bytes = b"") -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9" + after


def xlsx() -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(["invoice", "amount"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(parts: dict[str, bytes], *, workbook: bool = True, comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        if workbook:
            file.writestr("[Content_Types].xml", "<Types/>")
            file.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in parts.items():
            file.writestr(name, content)
        file.comment = comment
    return stream.getvalue()


def lying_archive() -> bytes:
    """Its directory says 10 bytes, its content is two million."""
    content = bytearray(archive({"xl/big.xml": b"0" * 2_000_000}))
    where = content.rindex(b"PK\x01\x02")
    content[where + 24 : where + 28] = (10).to_bytes(4, "little")
    return bytes(content)


def encrypted_archive() -> bytes:
    content = bytearray(archive({"xl/secret.xml": b"<x/>"}))
    where = content.rindex(b"PK\x01\x02")
    content[where + 8] |= 1
    return bytes(content)


GOOD = {
    "application/pdf": pdf(),
    "image/png": png(),
    "image/jpeg": jpeg(),
    "text/csv": b"invoice,amount\n1,2.00\n",
    "application/xml": b"<?xml version='1.0'?>\n<Document/>",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": xlsx(),
}
HOSTILE = {
    "empty": b"",
    "html": b"<!DOCTYPE html><html><script>alert(1)</script>",
    "html after spaces": b"\n\n   <HTML><body>",
    "html after a byte order mark": b"\xef\xbb\xbf<script>alert(1)</script>",
    "php": b"<?php system($_GET[0]); ?>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "svg as xml": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "svg with a prefix": b"<?xml version='1.0'?><s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
    "xhtml as xml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
    "stylesheet as xml": b"<?xml version='1.0'?><xsl:stylesheet xmlns:xsl='x'/>",
    "xml with entities": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    "billion laughs": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>",
    "windows program": b"MZ\x90\x00\x03" + b"\x00" * 60,
    "linux program": b"\x7fELF\x02\x01\x01" + b"\x00" * 60,
    "mac program": b"\xcf\xfa\xed\xfe" + b"\x00" * 60,
    "java class": b"\xca\xfe\xba\xbe\x00\x00",
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "old office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60,
    "eicar": EICAR,
    "eicar in a pdf": pdf(EICAR),
    "eicar in a csv": b"a,b\n" + EICAR,
    "binary as csv": b"a,b\n\x00\x01\x02",
    "escape codes as csv": b"a,b\n\x1b[31mred",
    "utf-16 csv": "a,b\n1,2".encode("utf-16"),
    "pdf with a script": pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
    "pdf that starts programs": pdf(b"/AA << /S /Launch >>"),
    "pdf with an attachment": pdf(b"/EmbeddedFiles 3 0 R"),
    "pdf that ends in html": pdf(after=b"<html><script>alert(1)</script>"),
    "pdf that is an archive": pdf(after=archive({}) + b"%%EOF"),
    "pdf that begins as html": b"%PDF-1.4 <html><script>alert(1)</script>\n%%EOF",
    "half a pdf": pdf()[:40],
    "png with html behind": png(b"<script>alert(1)</script>"),
    "png that is an archive": png(archive({})),
    "half a png": png()[:-8],
    "png with a wrong checksum": png()[:20] + b"\xff" + png()[21:],
    "huge png": png(size=100_000),
    "jpeg with html behind": jpeg(b"<script>alert(1)</script>"),
    "jpeg that is an archive": jpeg(archive({}) + b"\xff\xd9"),
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "bare archive": archive({"a.txt": b"x"}, workbook=False),
    "word file": archive({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<Types/>"}, workbook=False),
    "workbook with macros": archive({"xl/vbaProject.bin": b"x"}),
    "workbook with old macros": archive({"xl/macrosheets/sheet1.xml": b"<x/>"}),
    "workbook with a control": archive({"xl/activeX/activeX1.xml": b"<x/>"}),
    "workbook with an embedded file": archive({"xl/embeddings/oleObject1.bin": b"x"}),
    "workbook with links outside": archive({"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    "workbook with entities": archive({"xl/x.xml": b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"}),
    "workbook that climbs out": archive({"../../etc/cron.d/x": b"x"}),
    "workbook with a note behind": archive({}, comment=b"<script>alert(1)</script>"),
    "workbook behind something else": b"PK\x03\x04" + b"\x00" * 30 + xlsx(),
    "zip bomb": archive({"xl/sheet.xml": b"0" * 60_000_000}),
    "many parts": archive({f"xl/{number}.xml": b"" for number in range(2_100)}),
    "lying archive": lying_archive(),
    "locked workbook": encrypted_archive(),
    "half a workbook": xlsx()[:-30],
}
