"""Imports as people and machines do them: the form with its totals, the page of one import, the same over the API."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from commissions.models import ImportBatch, Sale
from portal.files.models import StoredFile
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, key_of
from tests.commissions.import_world import finish, import_lines, make_lines, receive, totals_of, write_lines
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
NEW = "/acme/commissions/imports/new/"
API = "/api/v1/acme/sale-batches/"


def typed(acme: VendorCast, content: bytes, **changes: Any) -> dict[str, Any]:
    values = {
        "program": str(acme.program), "system": "erp", "rows": "3", "sum_USD": "306.06", "sum_EUR": "", "other_sums": "",
        "bad_rows": "keep_good", "file": SimpleUploadedFile("sales.csv", content, content_type="text/csv"),
    }  # fmt: skip
    return values | changes


def stored(acme: VendorCast) -> tuple[int, int, int]:
    with acting_as(Role.STAFF, vendor=acme.id):
        return ImportBatch.objects.count(), StoredFile.objects.count(), Sale.objects.count()


def test_finance_uploads_a_file_and_sees_what_came_of_it(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    lines = make_lines(3)
    lines[1] |= {"partner": "NOBODY"}

    answer = client.post(NEW, typed(acme, write_lines(lines)))

    with acting_as(Role.STAFF, vendor=acme.id):
        batch = ImportBatch.objects.get()
    page = f"/acme/commissions/imports/{batch.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    waiting = client.get(page, headers={"HX-Request": "true", "HX-Target": f"job-{batch.job_id}"})
    assert f'hx-get="{page}"' in waiting.content.decode()
    finish(acme, batch)
    text = client.get(page).content.decode()
    assert "No partner has this id" in text
    assert "hx-get" not in text.split("<main")[1]
    report = client.get(f"{page}report/")
    assert b"unknown_partner" in b"".join(report.streaming_content)  # type: ignore[attr-defined]
    assert report["Content-Disposition"].startswith("attachment")
    assert stored(acme)[2] == 2


def test_job_that_ends_while_its_page_is_read_leaves_no_page_of_before(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    answer = client.post(NEW, typed(acme, write_lines(make_lines(3))))
    with acting_as(Role.STAFF, vendor=acme.id):
        batch = ImportBatch.objects.get()
    ended: list[str] = []

    def ends_between(execute: Any, sql: str, *rest: Any) -> Any:
        if not ended and sql.startswith("SELECT") and 'FROM "jobs_job"' in sql:
            ended.append(sql)
            finish(acme, batch)
        return execute(sql, *rest)

    with connection.execute_wrapper(ends_between):
        text = client.get(answer["Location"]).content.decode()

    assert len(ended) == 1
    assert "</svg>Loaded</span>" in text.split('<header class="title-block">')[1].split("</header>")[0]
    assert "hx-get" not in text.split("<main")[1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sum_USD": "1,000"}, "plain digits"),
        ({"other_sums": "GBP"}, "plain digits"),
        ({"other_sums": "USD 5.00"}, "currency code and an amount"),
        ({"rows": "0"}, "greater than or equal to 1"),
        ({"system": "other"}, "not one of the available choices"),
        ({"program": "999999"}, "not one of the available choices"),
        ({"file": SimpleUploadedFile("sales.csv", b"PK\x03\x04zip")}, "not a CSV file"),
        ({"file": SimpleUploadedFile("sales.csv", b"a,b\n1,2\n")}, "Columns are missing"),
    ],
)
def test_what_cannot_be_right_is_marked_and_nothing_is_stored(
    client: Client, acme: VendorCast, changes: dict[str, Any], words: str
) -> None:
    sign_in(client, acme, "finance")

    answer = client.post(NEW, typed(acme, write_lines(make_lines(3)), **changes))

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert stored(acme) == (0, 0, 0)


def test_programs_of_another_vendor_cannot_be_chosen(client: Client, acme: VendorCast, globex: VendorCast) -> None:
    sign_in(client, acme, "finance")
    answer = client.post(NEW, typed(acme, write_lines(make_lines(3)), program=str(globex.program)))
    assert answer.status_code == 422
    assert stored(acme) == (0, 0, 0)


def test_stopped_import_shows_both_figures_and_goes_on_after_a_correction(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    lines = make_lines(3)
    batch = finish(acme, receive(acme, write_lines(lines), rows=4, sums={"USD": 30_000}))
    page = f"/acme/commissions/imports/{batch.pk}/"
    text = client.get(page).content.decode()
    assert ("300.00" in text, "306.06" in text, text.count("differs")) == (True, True, 2)

    refused = client.post(f"{page}totals/", {"rows": "3", "sum_USD": "306.06", "reason": ""})
    answer = client.post(f"{page}totals/", {"rows": "3", "sum_USD": "306.06", "reason": "Wrong line"})

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert (finish(acme, batch).state, stored(acme)[2]) == ("loaded", 3)


def test_stopped_import_is_given_up_with_a_reason(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    batch = finish(acme, receive(acme, write_lines(make_lines(3)), rows=4, sums={}))
    path = f"/acme/commissions/imports/{batch.pk}/refusal/"

    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Wrong month"}).status_code == 302
    assert client.post(path, {"reason": "Wrong month"}).status_code == 422


def test_list_shows_the_newest_first_and_the_template_is_a_file_of_this_import(
    client: Client, acme: VendorCast
) -> None:
    sign_in(client, acme, "finance")
    assert "No sales have come in yet" in client.get("/acme/commissions/imports/").content.decode()
    first, second = import_lines(acme, make_lines(2)), import_lines(acme, make_lines(2))
    text = client.get("/acme/commissions/imports/").content.decode()
    assert text.index(f"Import {second.pk}") < text.index(f"Import {first.pk}")
    assert "This file came before" in client.get(f"/acme/commissions/imports/{second.pk}/").content.decode()
    template = client.get("/acme/commissions/imports/template.csv").content
    batch = receive(acme, template, rows=1, sums={"USD": 123450})
    assert batch.declared_rows == 1


def headers(role: str = "finance", key: str = "import-1") -> dict[str, str]:
    return {"Authorization": f"Bearer {key_of('acme', role)}", "Idempotency-Key": key}


def body_of(sales: list[dict[str, str]], **changes: Any) -> str:
    rows, sums = totals_of(sales)
    totals = {"rows": rows, "sums": {code: f"{minor // 100}.{minor % 100:02}" for code, minor in sums.items()}}
    return json.dumps({"program": "flow", "system": "erp", "lines": sales, "control": totals} | changes)


def test_api_brings_sales_in_once_for_one_key(client: Client, acme: VendorCast) -> None:
    lines = make_lines(4)
    lines[2] |= {"amount": "twelve"}
    content = body_of(lines)

    first = client.post(API, content, content_type="application/json", headers=headers())
    again = client.post(API, content, content_type="application/json", headers=headers())

    assert (first.status_code, again.status_code, again.json()) == (202, 202, first.json())
    assert stored(acme)[0] == 1
    batch_id = first.json()["id"]
    with acting_as(Role.STAFF, vendor=acme.id):
        batch = ImportBatch.objects.get(pk=batch_id)
    finish(acme, batch)
    found = client.get(f"{API}{batch_id}/", headers=headers()).json()
    assert (found["state"], found["loaded"], found["bad"]) == ("loaded", 3, 1)
    bad = client.get(f"{API}{batch_id}/rows/?state=bad", headers=headers()).json()["results"]
    assert [(row["row"], [fault["code"] for fault in row["faults"]]) for row in bad] == [(4, ["bad_amount"])]
    assert len(client.get(f"{API}{batch_id}/rows/?limit=2", headers=headers()).json()["results"]) == 2


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"program": "nothing"}, 422, "program"),
        ({"system": "unknown"}, 422, "system"),
        ({"lines": []}, 422, "lines"),
        ({"control": {"rows": 1, "sums": {"USD": "1,0"}}}, 422, "control"),
        ({"control": {"rows": 1, "sums": {"usd": "1.0"}}}, 422, "control"),
        ({"surprise": 1}, 422, "surprise"),
    ],
)
def test_api_says_where_a_batch_is_wrong(
    client: Client, acme: VendorCast, changes: dict[str, Any], status: int, field: str
) -> None:
    answer = client.post(API, body_of(make_lines(1), **changes), content_type="application/json", headers=headers())

    assert (answer.status_code, field in answer.json()["errors"]) == (status, True)
    assert stored(acme) == (0, 0, 0)


def test_only_finance_imports(client: Client, acme: VendorCast) -> None:
    for role in ("channel_manager", "partner_finance1", "program_admin"):
        answer = client.post(API, body_of(make_lines(1)), content_type="application/json", headers=headers(role))
        assert answer.status_code == 403
    assert stored(acme) == (0, 0, 0)
