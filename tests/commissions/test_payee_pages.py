"""Payees as partners and finance see them, and the same over the API."""

import base64
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commissions.models import Payee, PayeeDocument, PayoutMethod
from commissions.queries.payees import missing_documents
from portal.audit.models import AuditRecord
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, key_of
from tests.commissions.test_payees import IBAN, PDF, make_payee, propose
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
OWN = "/acme/commissions/payee/"
QUEUE = "/acme/commissions/payees/"
ACCOUNT = "DE89370400440532013000"


def test_partner_and_finance_make_a_payee_ready_page_by_page(client: Client, acme: VendorCast) -> None:
    partner = sign_in(client, acme, "partner_finance", fresh=True)
    assert "Nobody is named yet" in partner.get(OWN).content.decode()
    assert '<option value="DE">Germany</option>' in partner.get(f"{OWN}new/").content.decode()
    payee = {"legal_name": "Birch Ltd", "country": "DE", "us_person": "no", "currency": "USD"}
    assert partner.post(f"{OWN}new/", payee | {"country": "XX"}).status_code == 422
    assert partner.post(f"{OWN}new/", payee).status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        made = Payee.objects.get()
    assert (
        partner.post(f"{QUEUE}{made.pk}/account/", {"kind": "bank", "account": IBAN, "bank_code": ""}).status_code
        == 302
    )
    for kind in ("w8", "bank_letter"):
        file = SimpleUploadedFile("paper.pdf", PDF)
        assert partner.post(f"{QUEUE}{made.pk}/papers/", {"kind": kind, "file": file}).status_code == 302
    page = partner.get(OWN).content.decode()
    assert ("Payments wait" in page, ACCOUNT in page, "…3000" in page) == (True, False, True)

    finance = sign_in(Client(), acme, "finance", fresh=True)
    queue = finance.get(QUEUE).content.decode()
    assert ("Birch Ltd" in queue, f'href="/acme/partners/{acme.partners[0]}/"' in queue) == (True, True)
    with acting_as(Role.STAFF, vendor=acme.id):
        method, papers = PayoutMethod.objects.get(), list(PayeeDocument.objects.order_by("pk"))
    decision = f"{QUEUE}methods/{method.pk}/"
    assert ACCOUNT in finance.get(decision).content.decode()
    assert finance.post(decision, {"decision": "confirm"}).status_code == 302
    form, letter = (f"{QUEUE}documents/{paper.pk}/" for paper in papers)
    assert finance.post(form, {"decision": "confirm"}).status_code == 302
    assert finance.post(letter, {"decision": "confirm", "signed": "on"}).status_code == 422
    assert finance.post(letter, {"decision": "confirm", "signed": "on", "stamped": "on"}).status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        assert [ready.missing for ready in missing_documents()] == [()]
        assert AuditRecord.objects.filter(kind="payee.account_shown").count() == 1
    assert "Ready to be paid" in partner.get(OWN).content.decode()
    assert "Nothing waits for you" in finance.get(QUEUE).content.decode()


def test_accounts_are_changed_and_confirmed_only_after_a_fresh_sign_in(client: Client, acme: VendorCast) -> None:
    payee = make_payee(acme)
    method = propose(acme, payee)
    asked = sign_in(client, acme, "partner_admin").post(
        f"{QUEUE}{payee.pk}/account/", {"kind": "bank", "account": IBAN}
    )
    confirmed = sign_in(client, acme, "finance").post(f"{QUEUE}methods/{method.pk}/", {"decision": "confirm"})

    for answer in (asked, confirmed):
        assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)
    with acting_as(Role.STAFF, vendor=acme.id):
        assert list(PayoutMethod.objects.values_list("pk", "confirmed_at")) == [(method.pk, None)]


def test_refusal_needs_a_reason_and_the_partner_reads_it(client: Client, acme: VendorCast) -> None:
    method = propose(acme, make_payee(acme))
    finance = sign_in(client, acme, "finance", fresh=True)
    path = f"{QUEUE}methods/{method.pk}/"
    assert finance.post(path, {"decision": "refuse", "reason": ""}).status_code == 422
    assert finance.post(path, {"decision": "refuse", "reason": "Another name in the letter"}).status_code == 302

    text = sign_in(Client(), acme, "partner_admin").get(OWN).content.decode()
    assert "Another name in the letter" in text


def test_partner_cannot_reach_the_payee_of_another_partner(client: Client, acme: VendorCast) -> None:
    payee = make_payee(acme)
    other = sign_in(client, acme, "partner_admin", partner=1, fresh=True)
    assert other.get(f"{QUEUE}{payee.pk}/account/").status_code == 404
    assert other.post(f"{QUEUE}{payee.pk}/papers/", {"kind": "w8"}).status_code == 404
    assert "Birch" not in other.get(OWN).content.decode().split("<main")[1]


def ask(client: Client, role: str, path: str, body: dict[str, Any], key: str) -> Any:
    headers = {"Authorization": f"Bearer {key_of('acme', role)}", "Idempotency-Key": key}
    return client.post(f"/api/v1/acme/{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_api_proposes_and_a_person_confirms(client: Client, acme: VendorCast) -> None:
    payee = {"legal_name": "Birch Ltd", "country": "US", "us_person": True, "currency": "USD"}
    made = ask(client, "partner_admin1", "payees/", payee, "a").json()
    assert made["missing"] == ["pay_method", "w9"]
    path = f"payees/{made['id']}/"
    account = ask(
        client, "partner_finance1", f"{path}accounts/", {"kind": "paypal", "account": "pay@birch.example"}, "b"
    )
    content = base64.b64encode(PDF).decode()
    paper = ask(client, "partner_admin1", f"{path}papers/", {"kind": "w9", "name": "w9.pdf", "content": content}, "c")
    assert (account.status_code, paper.status_code, "account" in account.json()) == (201, 201, False)
    mine = ask(client, "partner_admin1", f"payees/methods/{account.json()['id']}/decision/", {"confirm": True}, "d")
    assert mine.status_code == 403

    method = f"payees/methods/{account.json()['id']}"
    by_key = ask(client, "finance", f"{method}/decision/", {"confirm": True}, "e")
    assert (by_key.status_code, by_key.json()["code"]) == (422, "needs-a-person")
    by_person = sign_in(client, acme, "finance", fresh=True).post(
        f"{QUEUE}methods/{account.json()['id']}/", {"decision": "confirm"}
    )
    assert by_person.status_code == 302
    seen = ask(client, "finance", f"payees/documents/{paper.json()['id']}/decision/", {"confirm": True}, "f")
    assert seen.status_code == 201
    headers = {"Authorization": f"Bearer {key_of('acme', 'finance')}"}
    (found,) = client.get("/api/v1/acme/payees/", headers=headers).json()["results"]
    assert (found["legal_name"], found["missing"]) == ("Birch Ltd", [])


def test_paper_whose_file_is_gone_is_still_decided(client: Client, acme: VendorCast) -> None:
    payee = make_payee(acme)
    with acting_as(Role.STAFF, vendor=acme.id):
        paper = PayeeDocument.objects.create(payee=payee, partner_id=payee.partner_id, kind="w8", file=None)

    answer = ask(
        client, "finance", f"payees/documents/{paper.pk}/decision/", {"confirm": False, "reason": "no file"}, "a"
    )

    assert (answer.status_code, answer.json()["name"]) == (201, "")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("payees/", {"legal_name": "x", "country": "de", "us_person": True, "currency": "USD"}, "country"),
        ("payees/", {"legal_name": "x", "country": "DE", "us_person": True, "currency": "XYZ"}, "currency"),
        ("payees/", {"legal_name": "  ", "country": "DE", "us_person": True, "currency": "USD"}, "legal_name"),
    ],
)
def test_api_says_what_is_wrong_with_a_payee(
    client: Client, acme: VendorCast, path: str, body: dict[str, Any], field: str
) -> None:
    answer = ask(client, "partner_admin1", path, body, "a")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


def test_papers_that_are_no_papers_are_refused(client: Client, acme: VendorCast) -> None:
    payee = make_payee(acme)
    path = f"payees/{payee.pk}/papers/"
    html = base64.b64encode(b"<html><script>alert(1)</script>").decode()
    pdf = base64.b64encode(PDF).decode()
    for number, (kind, content) in enumerate([("w8", html), ("w8", "%%%"), ("w9", pdf), ("bank_letter", pdf)]):
        body = {"kind": kind, "name": "x", "content": content}
        assert ask(client, "partner_admin1", path, body, str(number)).status_code == 422
    with acting_as(Role.STAFF, vendor=acme.id):
        assert PayeeDocument.objects.count() == 0
