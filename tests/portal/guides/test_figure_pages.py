import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.guides.go_live import every_figure_is_confirmed
from portal.guides.models import FigureBatch, GuideVersion, Program, YearlyFigure
from portal.guides.queries import figures_of, guide_on, guide_version
from portal.guides.queries.open_figures import open_figures
from portal.guides.services.publication import publish_guide
from portal.guides.services.typed_figures import copy_year
from portal.guides.sheets import SheetRefused, read_sheet
from portal.guides.shipped import find_guide
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.guides.people import admin_of, second_admin_of
from tests.sign_in import sign_in

YEAR = timezone.now().year
TODAY = timezone.now().date()


def confirm_all(acme: VendorCast) -> None:
    second = second_admin_of(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        for question in Approval.objects.filter(kind="guides.figures", state="open"):
            decide(question, approve=True, by=second, reason="", at=timezone.now())


@pytest.fixture
def network(acme: VendorCast) -> int:
    """The program with targets by letter, in force at acme."""
    path = find_guide("gpn-2014")
    assert path is not None
    with acting_as(Role.STAFF, vendor=acme.id):
        program = Program.objects.create(slug="gpn-2014", name="Network", legal_time_zone="America/Los_Angeles")
        publish_guide(program, source=path.read_text(), effective_from=date(2014, 1, 1))
        return int(program.pk)


@pytest.mark.django_db
@pytest.mark.rule("X-04")
def test_confirmed_figure_takes_the_place_of_the_proposal_without_a_new_version(
    acme: VendorCast, client: Client
) -> None:
    sign_in(client, acme, "program_admin")
    page = f"/acme/guides/{acme.program}/figures/"
    typed = {"year": YEAR, "name": "leads.reminder_days", "value": "21", "reason": "Decided in the meeting of May"}

    assert b"leads.reminder_days" in client.get(page).content
    answer = client.post(page + "entry/", typed)
    assert answer.status_code == 302
    entry = client.get(answer["Location"]).content.decode()
    assert "21" in entry
    assert "14<small>proposed by the guide" in entry
    with acting_as(Role.STAFF, vendor=acme.id):
        before = guide_on(acme.program, TODAY).section("leads").reminder_days  # type: ignore[attr-defined]
        unconfirmed = guide_on(acme.program, TODAY).document.unconfirmed()
    confirm_all(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        guide = guide_on(acme.program, TODAY)
        after = guide.section("leads").reminder_days  # type: ignore[attr-defined]
        old = guide_version(guide.version_id).section("leads").reminder_days  # type: ignore[attr-defined]
        assert GuideVersion.objects.filter(program_id=acme.program).count() == 1

    assert [(one.value, one.confirmed) for one in (before, after, old)] == [(14, False), (21, True), (14, False)]
    assert set(unconfirmed) - set(guide.document.unconfirmed()) == {"leads.reminder_days"}


@pytest.mark.django_db
@pytest.mark.rule("X-04")
def test_going_live_waits_for_every_figure(acme: VendorCast, client: Client) -> None:
    sign_in(client, acme, "program_admin")
    with acting_as(Role.STAFF, vendor=acme.id):
        finding = every_figure_is_confirmed()
        names = [figure.name for figure in open_figures(acme.program, YEAR, TODAY)]
    assert (finding.done, str(finding.line).split(":")[0]) == (False, str(len(names)))
    sheet = client.get(f"/acme/guides/{acme.program}/figures/figures.csv?year={YEAR}")
    content = b"".join(sheet.streaming_content)  # type: ignore[attr-defined]
    upload = SimpleUploadedFile("figures.csv", content, content_type="text/csv")

    typed = {"year": YEAR, "file": upload, "reason": "As proposed"}
    answer = client.post(f"/acme/guides/{acme.program}/figures/sheet/", typed)
    assert answer.status_code == 302, answer.content.decode()
    confirm_all(acme)

    with acting_as(Role.STAFF, vendor=acme.id):
        assert every_figure_is_confirmed().done
        assert guide_on(acme.program, TODAY).document.unconfirmed() == []


@pytest.mark.django_db
@pytest.mark.rule("G-REQ-02")
def test_targets_come_by_sheet_for_countries_and_tiers(acme: VendorCast, network: int, client: Client) -> None:
    sign_in(client, acme, "program_admin")
    page = f"/acme/guides/{network}/figures/"
    rows = "name,country,tier,category,value,currency\ntargets.mlb,US,Gold,,1000000,USD\ntargets.mlb,DE,Silver,VAR,400000,EUR\n"

    def send(text: str) -> int:
        upload = SimpleUploadedFile("letters.csv", text.encode(), content_type="text/csv")
        return client.post(page + "sheet/", {"year": YEAR, "file": upload, "reason": "Letters"}).status_code

    for wrong in (
        "targets.mlb,US,Copper,,1,USD",
        "targets.mlb,XX,Gold,,1,USD",
        "targets.mlb,US,Gold,,1.5.5,USD",
        "a.b,,,,1,",
    ):
        assert send(rows + wrong + "\n") == 422
    with acting_as(Role.STAFF, vendor=acme.id):
        assert FigureBatch.objects.count() == 0
    assert send(rows) == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        held = figures_of(network, YEAR, TODAY)
        assert [(one.country, one.tier, one.category, one.value, one.currency, one.confirmed) for one in held] == [
            ("DE", "Silver", "VAR", "400000.00", "EUR", False),
            ("US", "Gold", "", "1000000.00", "USD", False),
        ]
    shown = client.get(page)
    assert b"Minimum level of business" in shown.content


@pytest.mark.django_db
def test_workbook_goes_out_and_back(acme: VendorCast, network: int, client: Client) -> None:
    sign_in(client, acme, "program_admin")
    page = f"/acme/guides/{network}/figures/"
    book = openpyxl.load_workbook(io.BytesIO(client.get(page + "figures.xlsx").content))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if [cell.value for cell in row[:3]] == ["targets.mlb", "US", "Gold"]:
            row[4].value = 1000000.5
        elif str(row[0].value).startswith("targets."):
            row[4].value = None
    file = io.BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("figures.xlsx", file.getvalue())

    answer = client.post(page + "sheet/", {"year": YEAR, "file": upload, "reason": "Letters"})

    assert answer.status_code == 302, answer.content.decode()[-3000:]
    with acting_as(Role.STAFF, vendor=acme.id):
        assert [one.value for one in figures_of(network, YEAR, TODAY, name="targets.mlb")] == ["1000000.50"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 nothing", b"\xff\xfe", b"a,b\n1,2\n", b"name,value\n", b"%PDF", b"\x00" * 50]
)
@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_sheet_that_is_none_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(SheetRefused):
        read_sheet(content, name=name)


@pytest.mark.django_db
@pytest.mark.rule("X-04")
def test_new_year_begins_as_an_unconfirmed_copy(acme: VendorCast, network: int, client: Client) -> None:
    sign_in(client, acme, "program_admin")
    upload = SimpleUploadedFile("l.csv", b"name,country,tier,value\ntargets.mlb,US,Gold,5\n", content_type="text/csv")
    client.post(f"/acme/guides/{network}/figures/sheet/", {"year": YEAR, "file": upload, "reason": "Letters"})
    confirm_all(acme)

    assert client.post(f"/acme/guides/{network}/figures/copy/", {"year": YEAR + 1}).status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        [figure] = figures_of(network, YEAR + 1, date(YEAR + 1, 1, 1))
        source = YearlyFigure.objects.get(year=YEAR)
        copied = YearlyFigure.objects.get(year=YEAR + 1)
        assert (figure.value, figure.confirmed, copied.copied_from_id) == ("5.00", False, source.pk)
        program = Program.objects.get(pk=network)
        with pytest.raises(Exception, match="no figure that is not here"):
            copy_year(program, year=YEAR + 1, by=admin_of(acme), at=timezone.now())


@pytest.mark.django_db
def test_machines_do_what_people_do(acme: VendorCast, network: int) -> None:
    key: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {acme.key('program_admin')}"}
    post: dict[str, Any] = {**key, "content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "one"}
    client, base = Client(), f"/api/v1/acme/guides/{network}/"
    with acting_as(Role.STAFF, vendor=acme.id):
        source = GuideVersion.objects.get(program_id=network).source

    assert {one["slug"] for one in client.get("/api/v1/acme/guides/", **key).json()} == {"flow", "gpn-2014"}
    version = client.get(base + "versions/", **key).json()[0]
    assert client.get(f"/api/v1/acme/guides/versions/{version['id']}/", **key).json()["source"] == source
    begun = client.put(base + "draft/", {"source": source, "revision": 0}, **post)
    assert begun.json()["revision"] == 1
    assert client.put(base + "draft/", {"source": "a = ", "revision": 1}, **post).status_code == 422
    assert client.put(base + "draft/", {"source": source, "revision": 7}, **post).status_code == 409
    assert client.get(base + "draft/check/", **key).status_code == 200
    body = {"effective_from": f"{YEAR + 1}-01-01", "reason": "Same again"}
    assert client.post(base + "draft/publication/", body, **post).status_code == 202
    figures = {
        "year": YEAR,
        "reason": "Letter",
        "figures": [{"name": "targets.mlb", "country": "US", "tier": "Gold", "value": "7"}],
    }
    assert client.post(base + "figures/", figures, **post | {"HTTP_IDEMPOTENCY_KEY": "two"}).status_code == 202
    assert [one["value"] for one in client.get(base + "figures/", **key).json()] == ["7.00"]
    partner: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {acme.key('partner_admin')}"}
    assert client.get(base + "draft/", **partner).status_code == 403
