"""Pages and API of runs, statements, payments and the ledger, asked by the people they are for."""

import json
from typing import Any

import pytest
from django.test import Client

from commissions.models import Entry, Payout, PayoutRun, Statement
from commissions.services.statement_pdf import draw_pdf, keep_pdf
from partners.models import CompanyFact
from portal.accounts.models import User
from portal.jobs.models import Job
from portal.tenancy import Role, acting_as
from tests import cast
from tests.commissions.sales_world import Sales, begin_sales

pytestmark = pytest.mark.django_db


@pytest.fixture
def sales(db: None) -> Sales:
    with acting_as(Role.STAFF, vendor=cast.look_up("acme").id):
        sales = begin_sales()
        birch, cedar = sales.cast.partners
        sales.rate(birch)
        sales.sale(birch, 1000)
        sales.sale(cedar, 2000)
        sales.run()
    return sales


def signed_in(person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=cast.mail_of("acme", person)))
    return client


def ask(person: str, path: str, method: str = "get", body: Any = None, key: str = "k") -> Any:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {cast.key_of('acme', person)}", "HTTP_IDEMPOTENCY_KEY": key}
    extra = {"data": json.dumps(body or {}), "content_type": "application/json"} if method == "post" else {}
    return getattr(Client(), method)(f"/api/v1/acme{path}", **extra, **headers)


def one(model: Any) -> Any:
    with acting_as(Role.STAFF, vendor=cast.look_up("acme").id):
        return model.objects.get()


@pytest.mark.parametrize("path", ["commissions/", "commissions/payouts/", "commissions/statements/"])
def test_partner_reads_own_pages(sales: Sales, path: str) -> None:
    answer = signed_in("partner_finance1").get(f"/acme/{path}")

    assert answer.status_code == 200
    assert "2.00" in answer.content.decode()


def test_partner_reads_a_statement_and_its_payment(sales: Sales) -> None:
    client = signed_in("partner_finance1")

    statement = client.get(f"/acme/commissions/statements/{one(Statement).pk}/")
    payment = client.get(f"/acme/commissions/payouts/{one(Payout).pk}/")

    assert (statement.status_code, payment.status_code) == (200, 200)
    assert "INV-1" in statement.content.decode()
    assert "PayPal" in payment.content.decode()


def test_rival_finds_nothing(sales: Sales) -> None:
    client = signed_in("partner_finance2")

    assert client.get(f"/acme/commissions/statements/{one(Statement).pk}/").status_code == 404
    assert client.get(f"/acme/commissions/payouts/{one(Payout).pk}/").status_code == 404


@pytest.fixture
def finance(sales: Sales) -> Client:
    """The cast's finance has its second factor."""
    return signed_in("finance")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("commissions/", "2026-10"),
        ("commissions/runs/", "2026-10"),
        ("commissions/runs/2026-10/", "The agreement has no commission rate"),
        ("commissions/payouts/", "On hold"),
        ("commissions/statements/", "Birch"),
        ("commissions/paying-accounts/", "IBAN"),
        ("ledger/", "Commission expense"),
    ],
)
def test_finance_reads_every_page(finance: Client, path: str, words: str) -> None:
    answer = finance.get(f"/acme/{path}")

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_finance_reads_an_entry_with_both_sides(finance: Client, sales: Sales) -> None:
    answer = finance.get(f"/acme/ledger/entries/{one(Entry).pk}/")

    assert "Commissions payable" in answer.content.decode()


def test_finance_submits_in_the_browser(finance: Client) -> None:
    answer = finance.post("/acme/commissions/runs/2026-10/submission/")

    assert answer.status_code == 302
    assert one(PayoutRun).state == "submitted"


def test_second_submission_says_why_not(finance: Client) -> None:
    finance.post("/acme/commissions/runs/2026-10/submission/")

    answer = finance.post("/acme/commissions/runs/2026-10/submission/")

    assert answer.status_code == 409
    assert "Waiting for approval" in answer.content.decode()


def test_month_that_is_none_is_said_at_the_field(finance: Client) -> None:
    answer = finance.post("/acme/commissions/runs/", {"period": "2026-13"})

    assert answer.status_code == 422
    assert "2026-10" in answer.content.decode()


def test_key_of_finance_runs_submits_and_another_approves(sales: Sales) -> None:
    run = one(PayoutRun)

    read = ask("finance", f"/payout-runs/{run.pk}/")
    submitted = ask("finance", f"/payout-runs/{run.pk}/submission/", "post")
    own = ask("finance", f"/payout-runs/{run.pk}/approval/", "post", {"approve": True}, key="k2")

    assert read.json()["totals"][0]["held"] == 200
    assert [row["reason"] for row in read.json()["exceptions"]] == ["missing_rate"]
    assert submitted.json()["state"] == "submitted"
    assert (own.status_code, own.json()["code"]) == (422, "four-eyes")


def test_asking_for_the_same_month_twice_is_one_run(sales: Sales) -> None:
    first = ask("finance", "/payout-runs/", "post", {"period": "2026-10"}, key="a")
    second = ask("finance", "/payout-runs/", "post", {"period": "2026-10"}, key="b")

    assert (first.status_code, second.json()["id"]) == (202, first.json()["id"])


def test_lines_of_a_statement_name_sale_rule_and_guide(sales: Sales) -> None:
    answer = ask("partner_finance1", f"/statements/{one(Statement).pk}/lines/").json()

    line = answer["results"][0]
    assert (line["invoice"], line["basis_minor"], line["percent"], line["amount_minor"], line["rule"]) == (
        "INV-1", 1000, "0.200000", 200, "F-COM-01",
    )  # fmt: skip
    assert answer["next_after"] is None


@pytest.mark.rule("F-COM-03")
def test_statement_says_who_answers_questions_by_the_guide_of_its_month(sales: Sales) -> None:
    page = signed_in("partner_finance1").get(f"/acme/commissions/statements/{one(Statement).pk}/").content.decode()

    assert 'href="mailto:freshchannel@freshworks.com"' in page


def test_pdf_is_asked_for_once_and_kept(sales: Sales) -> None:
    client = signed_in("partner_finance1")
    statement = one(Statement)
    path = f"/acme/commissions/statements/{statement.pk}/pdf/"

    first, second = client.get(path), client.get(path)
    with acting_as(Role.STAFF, vendor=sales.cast.id):
        jobs = Job.objects.filter(kind="commissions.statement_pdf").count()
        keep_pdf(statement.pk)
    kept = client.get(path)

    assert (first.status_code, second.status_code, jobs) == (200, 200, 1)
    assert kept["Content-Type"] == "application/pdf"
    assert b"".join(kept.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_pdf_of_hostile_names_fetches_nothing(sales: Sales) -> None:
    hostile = '</p><img src="file:///etc/passwd"><link rel=stylesheet href="http://127.0.0.1:9/x"><script>1</script>'
    birch = sales.cast.partners[0]
    with acting_as(Role.STAFF, vendor=sales.cast.id):
        CompanyFact.objects.filter(partner_id=birch, kind="legal_name").update(value=hostile)

        drawn = draw_pdf(Statement.objects.get())

    assert drawn.startswith(b"%PDF")
    assert b"root:x" not in drawn
