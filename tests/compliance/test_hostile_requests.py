"""Requests that lie about their size or name their file as a path, sent as bytes to where evidence and papers are taken (A-DD-02)."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from compliance.models import Evidence
from compliance.queries.cases import lines_of
from partners.models import ApplicationDocument
from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.files.store import path_of
from portal.tenancy import Role, acting_as, bare
from tests.cast import VendorCast
from tests.compliance.world import Office
from tests.leads.test_api import Machine
from tests.partners.applicants import Applicant
from tests.partners.applicants import publish as show
from tests.portal.files.hostile import pdf

GIGABYTE = 1024**3
BORDER = "border7f3a"
TRICKS = {
    "climbs out": "../../../../tmp/evil.pdf",
    "climbs out of windows": "..\\..\\windows\\evil.pdf",
    "absolute": "/etc/cron.d/evil.pdf",
    "drive": "C:\\evil.pdf",
    "nul": "evil.pdf\0.sh",
    "very long": "e" * 5_000 + ".pdf",
    "right to left": "evil\u202efdp.exe.pdf",
    "line": "evil.pdf\r\nSet-Cookie: a=b",
    "dots": "..",
    "hidden": ".htaccess",
}


@dataclass
class Door:
    """One endpoint that takes a file: how bytes reach it, and how many files came of it."""

    post: Callable[..., Any]
    fields: dict[str, str]


@pytest.fixture(params=["evidence", "application"])
def door(request: pytest.FixtureRequest, office: Office) -> Door:
    if request.param == "application":
        show(office.vendor)
        stranger = Applicant(office.vendor)
        stranger.begin()
        return Door(_sender(stranger.client, stranger.at("documents/")), {"kind": "registration"})
    case = office.case_of(office.apply())
    with office.at_work():
        line = next(one.row.pk for one in lines_of(case) if not one.is_screening)
    client = Client()
    with bare():
        client.force_login(User.objects.get(pk=office.vendor.user("compliance")))
    return Door(_sender(client, f"/acme/cases/{case.pk}/checks/{line}/"), {"outcome": "clear", "note": "Seen."})


def _sender(client: Client, path: str) -> Callable[..., Any]:
    def send(body: bytes, length: int | None = None) -> Any:
        more: dict[str, Any] = {"wsgi.input": BytesIO(body)}
        if length is not None:
            more["CONTENT_LENGTH"] = str(length)
        return client.generic("POST", path, body, f"multipart/form-data; boundary={BORDER}", **more)

    return send


def multipart(fields: dict[str, str], name: str, content: bytes) -> bytes:
    """A form as a browser sends it, the name of the file as it is."""
    parts = [
        f'--{BORDER}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    head = f'--{BORDER}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
    return "".join([*parts, head]).encode() + content + f"\r\n--{BORDER}--\r\n".encode()


def kept(vendor: VendorCast) -> tuple[int, int, int]:
    """How many files, evidence and documents there are."""
    with acting_as(Role.STAFF, vendor=vendor.id):
        return StoredFile.objects.count(), Evidence.objects.count(), ApplicationDocument.objects.count()


@pytest.mark.rule("A-DD-02")
@pytest.mark.parametrize("claim", [10 * GIGABYTE, 26_214_401, 10**30])
def test_claim_of_gigabytes_is_refused_before_a_byte_is_read(door: Door, office: Office, claim: int) -> None:
    before = kept(office.vendor)
    body = multipart(door.fields, "site.pdf", pdf())

    answer = door.post(body, length=claim)

    assert answer.status_code == 413
    assert answer.wsgi_request.META["wsgi.input"].tell() == 0
    assert kept(office.vendor) == before


@pytest.mark.rule("A-DD-02")
def test_length_that_promises_more_or_less_than_comes_keeps_nothing(door: Door, office: Office) -> None:
    before = kept(office.vendor)
    body = multipart(door.fields, "site.pdf", pdf())

    answers = [door.post(body[: len(body) // 2], length=20_000_000), door.post(body, length=len(body) // 2)]

    assert {answer.status_code for answer in answers} <= {302, 400, 422}
    assert kept(office.vendor) == before


@pytest.mark.rule("A-DD-02")
@pytest.mark.parametrize("trick", TRICKS)
def test_name_that_is_a_path_writes_nowhere_and_is_given_back_harmless(door: Door, office: Office, trick: str) -> None:
    """Bytes are kept by their digest alone; a name is words for the download, or the request is refused."""
    before, outside = kept(office.vendor), [Path("/", "tmp", "evil.pdf"), Path("/etc/cron.d/evil.pdf")]
    content = pdf() + f"% {trick}\n".encode()

    answer = door.post(multipart(door.fields, TRICKS[trick], content))

    assert answer.status_code in (302, 400, 422)
    assert not any(path.exists() for path in outside)
    if answer.status_code != 302 or kept(office.vendor)[0] == before[0]:
        assert kept(office.vendor) == before, "nothing is left of a file that is not taken"
        return
    with acting_as(Role.STAFF, vendor=office.vendor.id):
        stored = StoredFile.objects.latest("id")
    assert path_of(office.vendor.id, stored.sha256).read_bytes() == content
    assert not set(stored.name) & set("/\\\0\r\n:\u202e")
    assert not stored.name.startswith(".")
    assert len(stored.name) <= 150


@pytest.mark.rule("A-DD-02")
@pytest.mark.parametrize("trick", TRICKS)
def test_machine_that_names_a_path_is_refused_or_gets_a_harmless_name(office: Office, trick: str) -> None:
    case = office.case_of(office.apply())
    with office.at_work():
        line = next(one.row.pk for one in lines_of(case) if not one.is_screening)
    before = kept(office.vendor)
    sent = {"name": TRICKS[trick], "content": b64encode(pdf()).decode()}

    answer = Machine(office.vendor, "compliance").post(
        f"cases/{case.pk}/checks/{line}/evidence/", sent, key=trick.replace(" ", "-")
    )

    if answer.status_code == 201:
        (file,) = [one for check in answer.json()["checks"] for one in check["evidence"]]
        assert not set(file["name"]) & set("/\\\0\r\n:\u202e")
        assert not file["name"].startswith(".")
    else:
        assert answer.status_code in (400, 422)
        assert kept(office.vendor) == before
