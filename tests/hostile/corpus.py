"""What nobody types by accident: texts, JSON values and files that broke other portals."""

import io
import json
import zipfile
from dataclasses import dataclass

#: An element and an attribute that no page of ours has: where a parser finds one, a text became markup.
MARK = "hostile-mark"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

XSS = {
    "element": f"<{MARK}>",
    "script": f"</textarea></title></script><script>{MARK}()</script><{MARK}>",
    "attribute": f'"\'><{MARK} x="',
    "event": f'" {MARK}=1 onmouseover=alert(1) x="',
    "single": f"' {MARK}='1' onfocus='alert(1)",
    "image": f"<img src=x {MARK} onerror=alert(1)>",
    "svg": f"<svg/{MARK}/onload=alert(1)>",
    "url": "javascript:alert(document.domain)",
    "template": "{{ 7|add:7 }}{% load static %}${7*7}#{7*7}<%= 7*7 %>",
    "comment": f"--><{MARK}><!--",
    "data": f"</script><script src=data:,{MARK}></script>",
}
SQL = {
    "quote": "'",
    "or": "' OR '1'='1' --",
    "drop": "'); DROP TABLE leads_lead; --",
    "role": "1; RESET ROLE; SELECT set_config('portal.vendor','2',true)",
    "dollar": "$$;ROLLBACK;$$",
    "like": "%_\\",
    "percent": "%s %(vendor)s %",
    "backslash": "\\' OR 1=1",
}
FORMULAS = {
    "equals": "=cmd|'/C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1+1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "wide": "＝1+1",
    "link": '=HYPERLINK("http://evil.example","x")',
}
ENCODING = {
    "nul": "a\0b",
    "lone surrogate": "a\ud800b",
    "pair": "\U0001f600",
    "right to left": "\u202etxt.exe\u2066\u2069",
    "zero width": "\u200b\u200d\ufeff",
    "combining": "e" + "\u0301" * 300,
    "unicode digits": "١٢٣",
    "wide digits": "１２３",
    "not a character": "\ufffe\uffff",
    "separators": "a\u2028b\u2029c\x85d",
    "controls": "\x01\x07\x08\x1b[31m\x7f",
    "crlf": "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "mail header": "x\nBcc: all@evil.example",
    "fold": "İıſK",
}
SHAPES = {
    "empty": "",
    "spaces": "   ",
    "nbsp": "\u00a0\u2003",
    "long": "A" * 100_000,
    "long word": "ab " * 40_000,
    "path": "../../../../etc/passwd",
    "path nul": "..%2f..%2f\0.png",
    "windows": "C:\\con\\aux:stream",
    "null": "null",
    "undefined": "undefined",
    "bool": "true",
    "nan": "NaN",
    "infinity": "-Infinity",
    "huge": "9" * 400,
    "beyond 64 bits": str(2**63),
    "beyond 32 bits": str(2**31),
    "minus zero": "-0",
    "exponent": "1e999999",
    "hex": "0x7f",
    "underscored": "1_000",
    "comma": "1,000.00",
    "far date": "9999-12-31",
    "zero date": "0000-00-00",
    "leap": "2026-02-29",
    "early date": "0001-01-01",
    "week date": "2026-W05-1",
    "list": "[]",
    "object": "{}",
    "mail": f'"<{MARK}>"@example.com',
    "long mail": "a" * 250 + "@example.com",
    "url user": "https://user:pass@127.0.0.1:6379/",
}
TEXTS: dict[str, str] = {
    f"{group}: {name}": text
    for group, texts in (("xss", XSS), ("sql", SQL), ("formula", FORMULAS), ("encoding", ENCODING), ("shape", SHAPES))
    for name, text in texts.items()
}
#: Besides every text: what only JSON can say.
VALUES: dict[str, object] = {
    "null": None,
    "true": True,
    "zero": 0,
    "minus one": -1,
    "beyond 64 bits": 2**63,
    "far below": -(2**80),
    "huge": 10**300,
    "fraction": 0.1,
    "tiny": 1e-300,
    "list": [],
    "list of lists": [[[[]]]],
    "object": {},
    "operator": {"$ne": None},
    "prototype": {"__proto__": {"x": 1}, "constructor": 1},
    "nested id": {"id": 1},
    "list of 2,000": list(range(2_000)),
}
#: Bodies that are no JSON object at all.
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'"x"',
    "number": b"1",
    "broken": b'{"a": ',
    "trailing": b"{} {}",
    "not utf-8": b'{"a": "\xff\xfe"}',
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"a": 1}',
    "nan": b'{"a": NaN}',
    "deep list": b"[" * 20_000 + b"]" * 20_000,
    "deep object": b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    "twice": b'{"a": 1, "a": 2}',
    "lone surrogate": b'{"a": "\\ud800"}',
    "nul": b'{"a\\u0000": "\\u0000"}',
    "long number": b'{"a": ' + b"9" * 5_000 + b"}",
    "xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "form": b"a=1&b=2",
    "large": json.dumps({"a": "x" * 3_000_000}).encode(),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a browser sends it."""

    name: str
    content: bytes
    kind: str


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _zip(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def _workbook(sheet: bytes) -> bytes:
    return _zip({
        "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": sheet,
    })  # fmt: skip


def uploads() -> dict[str, Upload]:
    """Files for each upload field. Made on demand: some are large."""
    script = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"
    html = f"<html><script>{MARK}()</script>".encode()
    entity = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    )
    return {
        "empty": Upload("a.csv", b"", "text/csv"),
        "html as pdf": Upload("a.pdf", html, "application/pdf"),
        "pdf that is a zip": Upload("a.pdf", b"%PDF-1.7\n" + _zip({"a": b"b"}), "application/pdf"),
        "pdf with script": Upload("a.pdf", script, "application/pdf"),
        "svg": Upload("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
        "gif and script": Upload("a.gif", b"GIF89a/*" + html + b"*/=1;", "image/gif"),
        "png head only": Upload("a.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        "png of a giant": Upload("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\6\0\0\0", "image/png"),
        "executable": Upload("a.csv", b"MZ\x90\0" + b"\0" * 60, "text/csv"),
        "elf": Upload("a.pdf", b"\x7fELF\2\1\1", "application/pdf"),
        "zip bomb": Upload("a.xlsx", _workbook(b"\0" * 50_000_000), SHEET),
        "entities": Upload("a.xlsx", _workbook(entity), SHEET),
        "zip of paths": Upload("a.zip", _zip({"../../../etc/cron.d/x": b"x"}), "application/zip"),
        "csv not utf-8": Upload("a.csv", b"external_id,amount\n\xff\xfe,1\n", "text/csv"),
        "csv utf-16": Upload("a.csv", "external_id,amount\n1,1\n".encode("utf-16"), "text/csv"),
        "csv with nul": Upload("a.csv", b"external_id,amount\n1\0,1\n", "text/csv"),
        "csv of quotes": Upload("a.csv", b'"' * 100_000, "text/csv"),
        "csv of one line": Upload("a.csv", b"a," * 500_000, "text/csv"),
        "csv of formulas": Upload("a.csv", ("external_id,amount\n" + "\n".join(FORMULAS.values())).encode(), "text/csv"),
        "csv of 10 MB": Upload("a.csv", b"external_id,amount\n" + b"1,1\n" * 2_500_000, "text/csv"),
        "path as name": Upload("../../../../tmp/evil.csv", b"a,b\n1,2\n", "text/csv"),
        "markup as name": Upload(f"\"><{MARK}>.csv", b"a,b\n1,2\n", "text/csv"),
        "header as name": Upload("a\r\nX-Evil: 1.csv", b"a,b\n1,2\n", "text/csv"),
        "long name": Upload("a" * 4_000 + ".csv", b"a,b\n1,2\n", "text/csv"),
        "right to left name": Upload("\u202evsc.exe", b"a,b\n1,2\n", "text/csv"),
    }  # fmt: skip
