"""Every field of every form of every page fed hostile texts end to end: no 5xx, and a refused form stores nothing.

What is proved where: test_fields.py feeds the whole corpus to each declared field in process. Here each form found on a page
is posted with each of its fields hostile in turn, with all of them hostile at once, and with a body that is no form; the corpus is
dealt out over fields and forms, so that all of it comes along. Reading a body is one piece for all forms: the first form gets every
broken one. The drill posts everything to everything.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.hostile.corpus import TEXTS, Upload, uploads
from tests.hostile.stage import Dealer, FoundForm, HostileStage, forms_of

#: How many of the corpus each field, and each form as a whole, gets in `make test`; the drill feeds it all.
FEW = 1
FEW_FILES = 10
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
#: A body that is no form: multipart cut off, a wrong boundary, another charset.
BROKEN: dict[str, tuple[bytes, str]] = {
    "cut off": (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nab', "multipart/form-data; boundary=x"),
    "no boundary": (b"--x--", "multipart/form-data"),
    "other boundary": (b"--y--", "multipart/form-data; boundary=x"),
    "bad header": (b'--x\r\nContent-Disposition: form-data; name="a\0"\r\n\r\nb\r\n--x--\r\n', "multipart/form-data; boundary=x"),
    "long boundary": (b"", "multipart/form-data; boundary=" + "x" * 300),
    "utf-16": ("a=1".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
    "not utf-8": (b"a=%ff%fe&b=\xff", "application/x-www-form-urlencoded"),
    "utf-7": (b"a=+ADw-", "application/x-www-form-urlencoded; charset=utf-7"),
    "surrogate": (b"a=%ED%A0%80", "application/x-www-form-urlencoded"),
    "many fields": (b"&".join(b"f%d=1" % number for number in range(5_000)), "application/x-www-form-urlencoded"),
    "json": (b'{"a": 1}', "application/json"),
    "base64 part": (PART + b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n", "multipart/form-data; boundary=x"),
}  # fmt: skip


def feed_forms(stage: HostileStage, many: int | None, seed: int = 0) -> list[str]:
    """What went wrong, over every form and field."""
    wrong: list[str] = []
    texts, whole, bodies = Dealer(TEXTS, many, seed), Dealer(TEXTS, many, seed + 1), Dealer(BROKEN, many, seed)
    for number, form in enumerate(forms_of(stage)):
        for name in [*form.values, *form.files]:
            for text_name, text in texts.hand():
                wrong.append(_send(stage, form, {**form.values, name: text}, f"{name} = {text_name}"))
        for text_name, text in whole.hand():
            wrong.append(_send(stage, form, dict.fromkeys(form.values, text), f"every field = {text_name}"))
        for broken, (body, kind) in bodies.hand() if number else bodies.all:
            answer = stage.ask(form.person, "POST", form.action, body, content_type=kind)
            wrong.append(answer.breach(f"{form.action} as {form.person}: {broken}"))
    return [line for line in wrong if line]


def feed_uploads(stage: HostileStage, many: int | None, seed: int = 0) -> list[str]:
    """The same for fields that take a file."""
    wrong: list[str] = []
    files = Dealer(uploads(), many, seed)
    for form in forms_of(stage):
        for name in form.files:
            for file_name, upload in files.hand():
                wrong.append(_send(stage, form, {**form.values, name: _file(upload)}, f"{name} = {file_name}"))
    return [line for line in wrong if line]


def _file(upload: Upload) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x", upload.content, upload.kind)
    file._name = upload.name  # type: ignore[attr-defined] # the setter would make it safe, as no attacker does
    return file


def _send(stage: HostileStage, form: FoundForm, values: dict[str, Any], what: str) -> str:
    """As a browser does, or as curl where no browser would."""
    values = {
        name: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        for name, value in values.items()
    }
    answer = stage.ask(form.person, "POST", form.action, values)
    return answer.breach(f"{form.action} as {form.person}: {what}")


@pytest.mark.timeout(400)
def test_hostile_fields_are_refused_or_kept_as_text(hostile_stage: HostileStage) -> None:
    assert "\n".join(feed_forms(hostile_stage, FEW)) == ""
    assert hostile_stage.asked > 200


@pytest.mark.timeout(400)
def test_hostile_files_are_refused_or_kept_as_files(hostile_stage: HostileStage) -> None:
    assert "\n".join(feed_uploads(hostile_stage, FEW_FILES)) == ""
