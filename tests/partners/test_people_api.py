"""People and an academy's certificates over the interface, and imports on their pages."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from partners.models import Certificate, Person, Post, RecordImport
from partners.services.records import load_chunk
from tests.cast import VendorCast
from tests.partners.test_people_pages import signed_in, text_of
from tests.tiering.staff import at_work, staff_of

pytestmark = pytest.mark.django_db
ADA = {
    "name": "Ada",
    "mail": "ada@birch.example",
    "country": "DE",
    "role": "support",
    "customer_facing": True,
    "begins": "2025-01-01",
}
LINE = {"partner": "P1", "mail": "ada@birch.example", "code": "GCP8-CIV", "issued_on": "2025-05-01"}


class Machine:
    """A key at work."""

    def __init__(self, vendor: VendorCast, role: str, partner: int = 0) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {vendor.key(role, partner)}"})
        self.count = 0

    def post(self, path: str, body: Any, key: str = "") -> Any:
        self.count += 1
        return self.client.post(
            f"/api/v1/acme/{path}",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": key or f"k{self.count}"},
        )

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/acme/{path}").json()


def read(vendor: VendorCast, batch: int) -> None:
    """What the job does."""
    with at_work(vendor):
        load_chunk(RecordImport.objects.get(pk=batch), at=None, now=timezone.now())


@pytest.fixture
def hired(acme: VendorCast) -> int:
    """Ada at Birch."""
    with at_work(acme):
        staff = staff_of(acme)
        staff.domain()
        return staff.hire(mail="ada@birch.example").pk


@pytest.mark.rule("G-REQ-05")
def test_partner_key_adds_moves_and_ends_its_own_people(acme: VendorCast) -> None:
    machine, rival = Machine(acme, "partner_admin"), Machine(acme, "partner_admin", 1)
    with at_work(acme):
        staff_of(acme).domain()

    made = machine.post("people/", ADA, key="one").json()
    again = machine.post("people/", ADA, key="one")
    here = f"people/{made['id']}/"

    assert (made["counts"], made["partner"], made["last_day"]) == (True, acme.partners[0], None)
    assert (again.status_code, again.json()) == (201, made)
    assert machine.post("people/", ADA).status_code == 422
    assert machine.post("people/", ADA | {"mail": "x@y.zz", "partner": acme.partners[1]}).status_code == 422
    moved = {**ADA, "begins": "2025-06-01", "role": "sales"}
    del moved["name"]
    assert machine.post(f"{here}posts/", moved).json()["role"] == "sales"
    assert rival.post(f"{here}leaving/", {"last_day": "2025-07-01"}).status_code == 404
    assert machine.get(f"{here}leaving/?last_day=2025-07-31") == {"as_of": None, "breaks": []}
    assert machine.post(f"{here}leaving/", {"last_day": "2025-07-31"}).status_code == 200
    assert machine.get(here)["last_day"] == "2025-07-31"
    assert rival.get("people/")["results"] == []
    with at_work(acme):
        assert [post.role for post in Post.objects.order_by("id")] == ["support", "sales"]


def test_name_of_a_person_hides_nothing(acme: VendorCast) -> None:
    machine = Machine(acme, "partner_admin")
    with at_work(acme):
        staff_of(acme).domain()

    assert machine.post("people/", ADA | {"name": "Ada\u202e \u200bStone"}).json()["name"] == "Ada Stone"
    assert machine.post("people/", ADA | {"name": "\u2060", "mail": "x@birch.example"}, key="k2").status_code == 422


@pytest.mark.rule("G-REQ-08")
def test_academy_sends_certificates_again_and_nothing_is_new(acme: VendorCast, hired: int) -> None:
    academy = Machine(acme, "program_admin")
    body = {
        "program": "flow",
        "certificates": [LINE, LINE | {"mail": "who@birch.example"}, LINE | {"issued_on": "soon"}],
    }

    first = academy.post("certificates/", body)
    read(acme, first.json()["id"])
    second = academy.post("certificates/", body)
    read(acme, second.json()["id"])
    faults = academy.get(f"record-imports/{second.json()['id']}/faults/")["results"]

    assert (first.status_code, first["Location"]) == (202, f"/api/v1/acme/record-imports/{first.json()['id']}/")
    counts = [academy.get(f"record-imports/{answer.json()['id']}/") for answer in (first, second)]
    assert [(one["kept"], one["known"], one["bad"]) for one in counts] == [(1, 0, 2), (0, 1, 2)]
    assert [(one["row"], one["faults"][0]["code"]) for one in faults] == [(3, "unknown_person"), (4, "no_date")]
    found = Machine(acme, "partner_sales").get("certificates/?code=GCP8-CIV")["results"]
    assert [(one["person"], one["expires_on"]) for one in found] == [(hired, "2026-05-01")]
    assert Machine(acme, "partner_sales", 1).get("certificates/")["results"] == []


@pytest.mark.parametrize(
    ("role", "body", "status"),
    [
        ("partner_admin", {"program": "flow", "certificates": [LINE]}, 403),
        ("finance", {"program": "flow", "certificates": [LINE]}, 403),
        ("program_admin", {"program": "none", "certificates": [LINE]}, 422),
        ("program_admin", {"program": "flow", "certificates": []}, 422),
        ("program_admin", {"program": "flow", "certificates": [LINE | {"pass": "yes"}]}, 422),
        ("program_admin", {"program": "flow", "certificates": [{"partner": "P1"}]}, 422),
        ("program_admin", {"program": "flow", "certificates": "all"}, 422),
    ],
)
def test_academy_is_refused_where_it_is_wrong(acme: VendorCast, hired: int, role: str, body: Any, status: int) -> None:
    assert Machine(acme, role).post("certificates/", body).status_code == status
    with at_work(acme):
        assert not RecordImport.objects.exists()


def test_row_with_quotes_and_line_breaks_stays_one_row_and_its_name_one_line(acme: VendorCast) -> None:
    rows = [
        {
            "partner": "P1", "name": 'A "B"\r\n, =C', "mail": "a@birch.example", "country": "US", "role": "sales",
            "customer_facing": "yes", "since": "2025-01-01",
        }
    ]  # fmt: skip
    academy = Machine(acme, "program_admin")

    answer = academy.post("record-imports/", {"program": "flow", "kind": "people", "rows": rows})
    read(acme, answer.json()["id"])

    with at_work(acme):
        assert list(Person.objects.values_list("name", flat=True)) == ['A "B" , =C']
    unknown = {"program": "flow", "kind": "people", "rows": [{"salary": "1"}]}
    assert academy.post("record-imports/", unknown).status_code == 422


def test_manager_uploads_a_file_and_downloads_its_bad_rows(acme: VendorCast, hired: int) -> None:
    manager = signed_in(acme, "channel_manager")
    content = (
        b"partner,mail,code,issued_on\nP1,ada@birch.example,GCP8-CIV,2025-05-01\nP1,=1+1@x.yz,GCP8-CIV,2025-05-01\n"
    )
    typed = {"kind": "certificates", "program": str(acme.program), "file": SimpleUploadedFile("c.csv", content)}

    page = manager.post("/acme/record-imports/new/", typed)["Location"]
    with at_work(acme):
        batch = RecordImport.objects.get()
    waiting = manager.get(page, headers={"HX-Request": "true", "HX-Target": f"job-{batch.job_id}"}).content.decode()
    read(acme, batch.pk)
    text = text_of(manager, page)
    report = manager.get(f"{page}faults/")

    assert f'hx-get="{page}"' in waiting
    assert "Nobody at this partner has this mail address" in text
    rows = list(csv.reader(io.StringIO(report.content.decode("utf-8-sig"))))
    assert (rows[1][0], rows[1][2]) == ("3", "mail:unknown_person")
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert report["Content-Disposition"].startswith("attachment")
    assert "partner,mail" not in text_of(manager, "/acme/record-imports/")
    with at_work(acme):
        assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04zip", b"%PDF-1.7", b"a,b\n1,2\n", b"\xff\xfep\0", b"partner,partner\n"]
)
def test_file_of_something_else_is_refused_and_not_kept(acme: VendorCast, content: bytes) -> None:
    manager = signed_in(acme, "channel_manager")
    typed = {"kind": "people", "program": str(acme.program), "file": SimpleUploadedFile("../x.csv", content)}

    answer = manager.post("/acme/record-imports/new/", typed)

    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    with at_work(acme):
        assert not RecordImport.objects.exists()


def test_template_of_each_kind_is_read_back_without_a_column_too_many(acme: VendorCast) -> None:
    manager = signed_in(acme, "channel_manager")
    for kind in ("people", "certificates", "trainings", "countries"):
        answer = manager.get(f"/acme/record-imports/template.csv?kind={kind}")
        file = SimpleUploadedFile("x.csv", answer.content)
        typed = {"kind": kind, "program": str(acme.program), "file": file}
        assert manager.post("/acme/record-imports/new/", typed).status_code == 302, kind
    assert manager.get("/acme/record-imports/template.csv?kind=secrets").status_code == 404
