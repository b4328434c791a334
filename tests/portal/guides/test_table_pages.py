"""The tables of a draft on pages: opened as grids, out as a workbook, back with every changed cell looked at first."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.guides.models import GuideDraft, Program
from portal.guides.services.drafts import begin_draft
from portal.guides.shipped import LIBRARY
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.guides.people import admin_of
from tests.sign_in import sign_in

SOURCE = (LIBRARY / "gpn-2014.toml").read_text()
CELL = "requirements.customers.standard.quota.Gold.NA"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def page(acme: VendorCast, client: Client) -> str:
    """A draft of the network's guide at acme, and its program admin signed in."""
    with acting_as(Role.STAFF, vendor=acme.id):
        begin_draft(Program.objects.get(pk=acme.program), source=SOURCE, by=admin_of(acme))
    sign_in(client, acme, "program_admin")
    return f"/acme/guides/{acme.program}/draft/tables"


def draft_of(acme: VendorCast) -> GuideDraft:
    with acting_as(Role.STAFF, vendor=acme.id):
        draft: GuideDraft = GuideDraft.objects.get(program_id=acme.program)
        return draft


@pytest.mark.django_db
def test_typed_cell_is_looked_at_then_taken_and_nothing_else_changes(
    acme: VendorCast, client: Client, page: str
) -> None:
    assert f'name="{CELL}" value="8"' in client.get(f"{page}/").content.decode()

    preview = client.post(f"{page}/cells/", {CELL: "9", CELL.replace("NA", "MAJ"): "5"})
    assert preview.status_code == 200
    assert (preview.content.decode().count('type="hidden" name="requirements'), draft_of(acme).source) == (1, SOURCE)

    revision = draft_of(acme).revision
    assert client.post(f"{page}/taking/", {CELL: "9", "revision": revision}).status_code == 302
    assert draft_of(acme).source == SOURCE.replace(
        "quota.Gold = { NA = 8, MAJ = 5, LG = 3,", "quota.Gold = { NA = 9, MAJ = 5, LG = 3,", 1
    )

    late = client.post(f"{page}/taking/", {CELL: "10", "revision": revision})
    assert (late.status_code, "NA = 10" in draft_of(acme).source) == (409, False)


@pytest.mark.django_db
def test_workbook_goes_out_and_comes_back_with_its_changed_cells(acme: VendorCast, client: Client, page: str) -> None:
    answer = client.get(f"{page}.xlsx")
    assert answer["Content-Type"] == KIND
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    book["recovery"]["B2"] = 100
    file = io.BytesIO()
    book.save(file)

    preview = client.post(
        f"{page}/workbook/", {"file": SimpleUploadedFile("t.xlsx", file.getvalue(), content_type=KIND)}
    )

    assert preview.status_code == 200
    assert 'name="tiering.grace.days.value" value="100"' in preview.content.decode()
    assert draft_of(acme).source == SOURCE


@pytest.mark.django_db
def test_what_fits_no_cell_is_refused_and_stores_nothing(acme: VendorCast, client: Client, page: str) -> None:
    revision = draft_of(acme).revision
    bad = SimpleUploadedFile("t.xlsx", b"PK no workbook", content_type=KIND)

    assert client.post(f"{page}/cells/", {CELL: ""}).status_code == 422
    assert client.post(f"{page}/cells/", {"requirements.none": "1"}).status_code == 422
    assert (
        client.post(f"{page}/taking/", {"markets.use.BD.value": "\ud800".encode("utf-8", "replace")}).status_code == 409
    )
    assert client.post(f"{page}/taking/", {CELL: "x" * 3_000, "revision": revision}).status_code == 422
    assert client.post(f"{page}/workbook/", {"file": bad}).status_code == 422
    assert client.post(f"{page}/workbook/", {}).status_code == 422
    assert client.post(f"{page}/cells/", {CELL: "8"}).status_code == 302
    assert draft_of(acme).source == SOURCE
