"""Pages and machines about papers and doors: who may press what, what each reads, and the file that leaves through its door alone."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.holds import HOLDS, Hold, partner_hold
from partners.models import DoorException, DoorFile, Paper, Partner
from partners.panels import sections_of
from partners.services.doors import put_behind, take_away
from partners.services.papers import accept_paper
from portal.guides.models import Program
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.papers import NOW, PDF, as_partner, birch, cedar, give, marketplace, technology
from tests.partners.signing import actor_of
from tests.partners.test_agreement_pages import client_of

pytestmark = pytest.mark.django_db


def at_work(vendor: VendorCast) -> Any:
    """As the vendor's people; requests choose their own role and are made outside of this."""
    return acting_as(Role.STAFF, vendor=vendor.id)


@pytest.fixture
def network(acme: VendorCast) -> Program:
    with at_work(acme):
        return technology(acme)


@pytest.fixture
def market(acme: VendorCast) -> Program:
    with at_work(acme):
        return marketplace(acme)


@pytest.mark.rule("A-ONB-02")
def test_partner_and_manager_make_no_exceptions(acme: VendorCast, market: Program) -> None:
    here = f"/acme/partners/{acme.partners[0]}/doors/exception/"
    typed = {"door": f"{market.pk}:listing:other", "reason": "Please."}

    refused = {
        role: client_of(acme.user(role)).post(here, typed).status_code
        for role in ("partner_admin", "channel_manager", "compliance")
    }
    made = client_of(acme.user("program_admin")).post(here, typed)

    assert refused == dict.fromkeys(refused, 403)
    assert made.status_code == 302
    with at_work(acme):
        one = DoorException.objects.get()
        assert (one.door, one.choice, one.granted_by_id) == ("listing", "other", acme.member("program_admin"))
    with as_partner(birch(acme)), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        DoorException.objects.create(
            partner_id=acme.partners[0], program=market, door="listing", choice="x", reason="y", granted_at=NOW
        )


@pytest.mark.rule("A-CRT-01")
@pytest.mark.rule("G-TECH-02")
def test_file_behind_a_door_is_reached_through_the_door_alone(acme: VendorCast, network: Program) -> None:
    """Its title is read by all, the bytes only by whom the door is open to, and by no other way."""
    admin = actor_of(acme, "program_admin")
    with at_work(acme):
        plan = give(network, "development_plan", by=birch(acme))
        accept_paper(plan.pk, by=actor_of(acme, "channel_manager"), at=NOW)
        put = put_behind(network, "validation", title="Test kit", file=ContentFile(PDF), name="t.pdf", by=admin, at=NOW)
    here, stored = f"/acme/door-files/{put.pk}/", f"/acme/files/{put.file_id}/"
    inside, outside = client_of(acme.user("partner_admin")), client_of(acme.user("partner_admin", 1))

    got: Any = inside.get(here)
    refused = outside.get(here, follow=True)

    assert got.status_code == 200
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment")
    assert refused.redirect_chain == [("/acme/doors/", 302)]
    assert "not open to you yet" in refused.content.decode()
    assert "Test kit" in refused.content.decode()
    assert here not in refused.content.decode()
    assert {client.get(stored).status_code for client in (inside, outside)} == {404}
    with at_work(acme):
        take_away(put.pk, by=admin, at=NOW)
        with pytest.raises(Conflict):
            take_away(put.pk, by=admin, at=NOW)
        with pytest.raises(Http404):
            take_away(2**40, by=admin, at=NOW)
        with pytest.raises(Refusal, match="no such door"):
            put_behind(network, "cellar", title="x", file=ContentFile(PDF), name="x.pdf", by=admin, at=NOW)
        assert DoorFile.objects.count() == 1
    gone, never = inside.get(here), inside.get("/acme/door-files/4611686018427387904/")
    assert gone.status_code == never.status_code == 302
    assert client_of(acme.user("program_admin")).get(here).status_code == 404


def test_pages_ask_as_much_for_two_waiting_papers_as_for_one(acme: VendorCast, market: Program) -> None:
    """Every page counts what waits."""
    manager = client_of(acme.user("channel_manager"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert manager.get("/acme/inbox/").status_code == 200
        return len(captured)

    give(market, "licence", by=birch(acme))
    queries()
    one = queries()
    give(market, "licence", by=cedar(acme))

    assert queries() == one
    assert manager.get("/acme/inbox/").content.decode().count("is to be looked at") == 2


@pytest.mark.rule("G-TECH-02")
@pytest.mark.rule("G-TECH-03")
def test_partner_hands_in_from_its_page_and_a_manager_accepts_it(acme: VendorCast, network: Program) -> None:
    partner, manager = client_of(acme.user("partner_admin")), client_of(acme.user("channel_manager"))
    here = f"/acme/papers/new/?program={network.pk}&paper=development_plan"
    before = partner.get("/acme/doors/").content.decode()
    whole = {"contains": ["solution_outline", "validation_approach"]}

    half = partner.post(here, {"contains": ["solution_outline"], "file": SimpleUploadedFile("p.pdf", PDF)})
    html = partner.post(here, whole | {"file": SimpleUploadedFile("p.pdf", b"<html>")})
    done = partner.post(here, whole | {"file": SimpleUploadedFile("p.pdf", PDF), "note": "<b>First</b>"})

    assert here.replace("&", "&amp;") in before
    assert (half.status_code, html.status_code, done.status_code) == (422, 422, 302)
    assert "not complete" in half.content.decode()
    with at_work(acme):
        paper = Paper.objects.get()
    page = f"/acme/papers/{paper.pk}/"
    assert done["Location"] == page
    assert "&lt;b&gt;First&lt;/b&gt;" in partner.get(page).content.decode()
    assert "to be looked at" in manager.get("/acme/inbox/").content.decode()
    assert partner.post(f"{page}acceptance/", {"note": ""}).status_code == 403
    assert client_of(acme.user("partner_admin", 1)).get(page).status_code == 404
    assert manager.post(f"{page}acceptance/", {"note": "Good plan."}).status_code == 302
    assert manager.post(f"{page}acceptance/", {"note": "Good plan."}).status_code == 422
    told = partner.get(page).content.decode()
    assert "Good plan." in told
    assert "Acme channel_manager" not in told


def test_address_of_what_a_partner_may_not_hand_in_is_nothing(acme: VendorCast, network: Program) -> None:
    partner = client_of(acme.user("partner_admin"))
    for query in (
        "?program=x&paper=development_plan", f"?program={network.pk}&paper=", f"?program={network.pk}&paper=roadmap",
        f"?program={'9' * 30}&paper=development_plan", f"?program={network.pk}٣&paper=development_plan",
    ):  # fmt: skip
        assert partner.get(f"/acme/papers/new/{query}").status_code == 404


@pytest.mark.rule("X-06")
def test_hold_is_said_once_above_all_doors(acme: VendorCast, network: Program) -> None:
    held = acme.partners[0]
    with HOLDS.opened():
        partner_hold("test", held=lambda at: [held])(lambda partner, at: Hold() if partner == held else None)
        own = client_of(acme.user("partner_admin")).get("/acme/doors/").content.decode()
        staff = client_of(acme.user("channel_manager")).get(f"/acme/partners/{held}/doors/").content.decode()

    assert [page.count("review of your company") for page in (own, staff)] == [1, 1]
    assert "every door is shut. The partner reads" in staff
    assert "every door is shut" not in own


def test_panel_and_pages_for_managers_name_what_is_missing(acme: VendorCast, network: Program) -> None:
    with at_work(acme):
        partner = Partner.objects.get(pk=acme.partners[0])
        panels = sections_of(actor_of(acme, "channel_manager"), partner)
    panel = next(section.panel for section in panels if section.key == "doors")
    here = f"/acme/partners/{partner.pk}/doors/"

    page = client_of(acme.user("channel_manager")).get(here).content.decode()
    desk = client_of(acme.user("program_admin")).get("/acme/doors/").content.decode()
    rivals = client_of(acme.user("partner_admin")).get(f"/acme/partners/{acme.partners[1]}/doors/")

    assert panel.url == here
    assert f'href="/acme/partners/{partner.pk}/"' in page
    assert "Accepted: Technology development plan" in page
    assert network.name in desk
    assert rivals.status_code == 404


def test_machine_reads_doors_and_decides_papers_with_the_rights_of_its_person(
    acme: VendorCast, market: Program
) -> None:
    with at_work(acme):
        paper = give(market, "licence", by=birch(acme))
    partner, other = acme.partners

    def ask(role: str, path: str, body: Any = None, number: int = 0) -> Any:
        headers = {"Authorization": f"Bearer {acme.key(role, number)}", "Idempotency-Key": uuid4().hex}
        here = f"/api/v1/acme/{path}"
        if body is None:
            return Client().get(here, headers=headers)
        return Client().post(here, body, content_type="application/json", headers=headers)

    doors = ask("partner_admin", f"partners/{partner}/doors/").json()
    assert {(one["door"], one["choice"], one["is_open"]) for one in doors if one["program_id"] == market.pk} == {
        ("support", "", False), ("sdk", "", False), ("listing", "genesys_cloud", False), ("listing", "other", False),
    }  # fmt: skip
    assert ask("partner_admin", f"partners/{other}/doors/").status_code == 404
    assert ask("partner_admin", f"papers/{paper.pk}/decision/", {"decision": "accepted"}).status_code == 403
    assert ask("partner_admin", f"papers/{paper.pk}/", number=1).status_code == 404
    nameless = ask("channel_manager", f"papers/{paper.pk}/decision/", {"decision": "accepted"})
    assert (nameless.status_code, list(nameless.json()["errors"])) == (422, ["valid_until"])
    accepted = {"decision": "accepted", "valid_until": "2099-01-31"}
    decided = ask("channel_manager", f"papers/{paper.pk}/decision/", accepted)
    assert (decided.status_code, decided.json()["state"]) == (200, "accepted")
    excepted = {"program": market.pk, "door": "listing", "choice": "other", "reason": "Built before."}
    assert ask("channel_manager", f"partners/{partner}/exceptions/", excepted).status_code == 403
    made = ask("program_admin", f"partners/{partner}/exceptions/", excepted)
    assert made.status_code == 201
    ended = ask("program_admin", f"door-exceptions/{made.json()['id']}/end/", {"reason": "Moved."})
    assert ended.json()["end_reason"] == "Moved."
    whole = ask("partner_admin", f"papers/{paper.pk}/").json()
    assert [move["after"] for move in whole["moves"]] == ["accepted", "handed_in"]
