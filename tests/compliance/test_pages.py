"""What the compliance officer sees and does on pages and through the API, and that nobody else learns of a hit."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from compliance.models import Case, Screening
from compliance.queries.cases import hits_of, lines_of, screening_of
from compliance.services.nightly import screen_case
from compliance.states import Check
from portal.accounts.models import User
from portal.jobs.models import Job
from tests.cast import STAFF, mail_of
from tests.compliance.world import ENTRIES, NOW, WANTED, Office, entry, load


def signed_in(vendor: str, person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor, person)))
    return client


@pytest.fixture
def officer(office: Office) -> Client:
    return signed_in("acme", "compliance")


@pytest.fixture
def hit_case(office: Office) -> Case:
    """An escalated case: an owner stands on a list."""
    load(*ENTRIES)
    application = office.apply(owners=((WANTED, "55.00"),))
    with office.at_work():
        screen_case(office.case_of(application).pk, at=NOW)
    return office.case_of(application)


def url_of(case: Case, rest: str = "") -> str:
    return f"/acme/cases/{case.pk}/{rest}"


def api(client_key: str, method: str, path: str, body: Any = None) -> Any:
    headers = {
        "HTTP_AUTHORIZATION": f"Bearer {client_key}",
        "HTTP_IDEMPOTENCY_KEY": f"{path}{body}"[:200].replace(" ", ""),
    }
    return getattr(Client(), method)(f"/api/v1/acme/{path}", body, content_type="application/json", **headers)


def test_queue_shows_what_waits_and_how_old_the_lists_are(officer: Client, office: Office) -> None:
    empty = officer.get("/acme/cases/")
    assert b"No list is loaded" in empty.content
    load(*ENTRIES)
    office.apply("Larch Systems")

    page = officer.get("/acme/cases/")
    assert page.status_code == 200
    assert b"Larch Systems" in page.content
    assert b"No list is loaded" not in page.content
    assert b"Larch Systems" not in officer.get("/acme/cases/?state=approved").content
    assert b"Larch Systems" in officer.get("/acme/home/").content
    assert b"Larch Systems" in officer.get("/acme/inbox/").content


def test_case_page_puts_a_hit_beside_the_list_entry(officer: Client, hit_case: Case) -> None:
    page = officer.get(url_of(hit_case)).content.decode()

    for words in (
        WANTED,
        "Named to us",
        "On the list",
        "Part of the score",
        "Word by word",
        "Restricted party screening",
    ):
        assert words in page


def test_how_was_screened_is_said_once_and_on_a_row_where_it_differs(officer: Client, office: Office) -> None:
    load(*ENTRIES)
    application = office.apply(owners=((WANTED, "55.00"), ("Vera Plain", "45.00")))
    with office.at_work():
        case = office.case_of(application)
        screen_case(case.pk, at=NOW)
        one = Screening.objects.filter(subject__name="Vera Plain").get()
        least = sorted(set(Screening.objects.values_list("threshold", flat=True)))

    def told() -> tuple[list[str], list[str]]:
        page = officer.get(url_of(case)).content.decode()
        above, rows = page[page.index("Who is screened") :].split("<tbody>", 1)
        said = re.compile(r"version \w{8}, matcher \S+, from (\d+) points")
        return said.findall(above), said.findall(rows.split("</tbody>")[0])

    above, rows = told()
    assert len(above) == 1
    assert rows == [str(one) for one in least if str(one) not in above]

    with office.at_work():
        one.pk, one.threshold = None, 1
        one.save(force_insert=True)
    assert told() == (above, [*rows, "1"])


def test_many_hits_are_ticked_at_once_and_each_opens_when_asked(officer: Client, office: Office) -> None:
    many = 5
    load(*(entry(f"P{number}", WANTED) for number in range(many)))
    application = office.apply(executives=(WANTED,))
    with office.at_work():
        screen_case(office.case_of(application).pk, at=NOW)
    page = officer.get(url_of(office.case_of(application))).content.decode()

    assert page.count('name="ids"') == many
    assert page.count("data-tick-all") == 1
    assert 'href="#ruling"' in page
    assert 'id="ruling"' in page
    assert page.count("Side by side") == many
    assert "<details open>" not in page


@pytest.mark.rule("A-DD-02")
def test_officer_answers_a_check_with_evidence(officer: Client, office: Office, hit_case: Case) -> None:
    with office.at_work():
        line = next(one.row.pk for one in lines_of(hit_case) if one.row.check_kind == Check.WEBSITE)
    form = url_of(hit_case, f"checks/{line}/")
    assert officer.get(form).status_code == 200
    assert officer.post(form, {"outcome": "finding", "note": ""}).status_code == 422
    assert officer.post(form, {"outcome": "not_applicable", "note": "x"}).status_code == 422
    hostile = SimpleUploadedFile("page.pdf", b"<html><script>alert(1)</script>")
    assert officer.post(form, {"outcome": "clear", "file": hostile}).status_code == 422
    shown = SimpleUploadedFile("site.txt", b"seen today")
    assert officer.post(form, {"outcome": "clear", "note": "A shop", "file": shown}).status_code == 302

    page = officer.get(url_of(hit_case)).content
    assert b"site.txt" in page
    assert b"A shop" in page


def test_refused_upload_leaves_no_answer(officer: Client, office: Office, hit_case: Case) -> None:
    with office.at_work():
        line = next(one.row.pk for one in lines_of(hit_case) if one.row.check_kind == Check.WEBSITE)
    answer = {"outcome": "clear", "file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00 a program")}
    assert officer.post(url_of(hit_case, f"checks/{line}/"), answer).status_code == 422

    with office.at_work():
        assert next(one for one in lines_of(hit_case) if one.row.pk == line).result is None


def test_officer_rules_on_many_hits_with_one_reason(officer: Client, office: Office, hit_case: Case) -> None:
    with office.at_work():
        ids = [one.hit.pk for one in hits_of(hit_case)]
    rulings = url_of(hit_case, "rulings/")
    refused = officer.post(rulings, {"ids": ids, "ruling": "dismissed", "reason": ""})
    assert refused.status_code == 422
    assert b"checked" in refused.content
    assert (
        officer.post(rulings, {"ids": ["1e9", "-1", "9" * 30], "ruling": "dismissed", "reason": "no"}).status_code
        == 422
    )
    assert officer.post(rulings, {"ids": ids, "ruling": "dismissed", "reason": "Another birth date"}).status_code == 302

    page = officer.get(url_of(hit_case)).content
    assert b"Another birth date" in page
    with office.at_work():
        assert not any(one.is_open for one in hits_of(hit_case))


@pytest.mark.rule("A-DD-04")
def test_decision_is_a_second_persons(officer: Client, office: Office, hit_case: Case) -> None:
    with office.at_work():
        ids = [one.hit.pk for one in hits_of(hit_case)]
    officer.post(url_of(hit_case, "rulings/"), {"ids": ids, "ruling": "true_match", "reason": "Same number"})
    decision = url_of(hit_case, "decision/")
    mine = officer.get(decision)
    assert mine.status_code == 200
    assert b"a second person decides it" in mine.content
    assert officer.post(decision, {"decision": "reject", "reason": "It is them"}).status_code == 422
    office.second_officer()
    second = signed_in("acme", "second")
    assert second.post(decision, {"decision": "reject", "reason": ""}).status_code == 422
    assert second.post(decision, {"decision": "reject", "reason": "It is them"}).status_code == 302
    assert office.case_of_id(hit_case.pk).state == "rejected"


@pytest.mark.rule("X-06")
@pytest.mark.parametrize("person", [one for one in STAFF if one != "compliance"] + ["partner_admin1", "partner_sales1"])
def test_nobody_else_sees_cases(office: Office, hit_case: Case, person: str) -> None:
    client = signed_in("acme", person)
    for rest in ("", f"{hit_case.pk}/", f"{hit_case.pk}/decision/"):
        assert client.get(f"/acme/cases/{rest}").status_code == 403
    for page in ("home/", "inbox/", "search/?q=Larch", "search/?q=Zoltan"):
        shown = client.get(f"/acme/{page}").content.decode()
        assert WANTED not in shown
        assert "Due diligence" not in shown


@pytest.mark.rule("X-06")
def test_partner_and_applicant_have_no_way_to_a_hit(office: Office, hit_case: Case) -> None:
    """No grant at all: not one of the tables can be read in a partner's or a visitor's transaction."""
    from compliance import models
    from portal.tenancy.policies import access_of

    tables = [
        models.Subject, models.Screening, models.Hit, models.Case, models.CaseSubject, models.CaseCheck,
        models.CheckResult, models.Evidence, models.HitDecision, models.CaseTransition,
    ]  # fmt: skip
    assert {role for table in tables for role in access_of(table).verbs()} == {"staff", "platform", "backup"}


def test_officer_works_a_case_through_the_api(office: Office, hit_case: Case) -> None:
    key = office.vendor.key("compliance")
    (row,) = api(key, "get", "cases/?state=escalated").json()["results"]
    assert (row["id"], row["company"]) == (hit_case.pk, "Larch Systems")
    case = api(key, "get", f"cases/{hit_case.pk}/").json()
    (hit,) = case["hits"]
    assert (hit["entry"], hit["ruling"]) == ("P1", None)
    body = {"hits": [hit["id"]], "ruling": "dismissed", "reason": "Another birth date"}
    assert api(key, "post", f"cases/{hit_case.pk}/rulings/", body).json()["hits"][0]["ruling"] == "dismissed"
    line = next(one["id"] for one in case["checks"] if one["check"] == "website")
    answered = api(key, "post", f"cases/{hit_case.pk}/checks/{line}/", {"outcome": "clear"})
    assert answered.status_code == 200
    refused = api(key, "post", f"cases/{hit_case.pk}/decision/", {"approve": True, "reason": "fine"})
    assert (refused.status_code, refused.json()["code"]) == (422, "four-eyes")
    assert api(office.vendor.key("channel_manager"), "get", "cases/").status_code == 403
    assert api(office.vendor.key("partner_admin"), "get", f"cases/{hit_case.pk}/").status_code == 403


def test_case_page_follows_its_screening_until_the_hits_are_there(officer: Client, office: Office) -> None:
    load(*ENTRIES)
    case = office.case_of(office.apply(owners=((WANTED, "55.00"),)))
    page, asked = url_of(case), {"HX-Request": "true", "HX-Target": "job-1"}
    with office.at_work():
        job = screening_of(case)
    assert job is not None

    waiting = officer.get(page).content.decode()
    moving = officer.get(page, headers=asked)
    with office.at_work():
        screen_case(case.pk, at=NOW)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)

    assert f'id="job-{job.pk}" hx-get="{page}"' in waiting
    assert f'hx-get="{page}"' in moving.content.decode()
    assert "HX-Refresh" not in moving
    assert officer.get(page, headers=asked)["HX-Refresh"] == "true"
    assert f'hx-get="{page}"' not in officer.get(page).content.decode()
