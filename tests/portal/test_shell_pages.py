"""The pages of the shell, as strangers and members see them."""

import re
from typing import Any

import pytest
from django.test import Client

from portal.tenancy import Role, acting_as
from portal.tenancy.models import Address, Brand
from tests.cast import VendorCast
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    """A page without the tokens that differ each time."""
    return re.sub(r'value="[A-Za-z0-9]{64}"|"X-CSRFToken": "[^"]*"', "", response.content.decode())


def test_front_page_names_every_vendor(client: Client, cast: tuple[VendorCast, VendorCast]) -> None:
    text = client.get("/").content.decode()
    assert 'href="/acme/"' in text
    assert 'href="/globex/"' in text


def test_vendor_page_is_public_and_says_nothing_of_others(client: Client, acme: VendorCast) -> None:
    response = client.get("/acme/")
    assert response.status_code == 200
    assert "OUTSIDER" not in response.content.decode()


@pytest.mark.parametrize("path", ["home", "inbox", "search"])
def test_member_page_asks_nobody_to_sign_in_and_back(client: Client, acme: VendorCast, path: str) -> None:
    response = client.get(f"/acme/{path}/?q=a%20b")
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next=%2Facme%2F{path}%2F%3Fq%3Da%2520b"


def test_page_of_another_vendor_is_as_missing_as_none(client: Client, cast: tuple[VendorCast, VendorCast]) -> None:
    sign_in(client, cast[0], "finance")
    foreign, missing = client.get("/globex/home/"), client.get("/globex/nothing/")
    assert (foreign.status_code, missing.status_code, client.get("/nobody/home/").status_code) == (404, 404, 404)
    assert text_of(foreign).replace("/home/", "/nothing/") == text_of(missing)


@pytest.mark.parametrize("role", ["partner_sales", "finance", "program_admin"])
@pytest.mark.parametrize("path", ["home", "inbox", "search"])
def test_member_page_opens_for_every_role(client: Client, acme: VendorCast, role: str, path: str) -> None:
    response = sign_in(client, acme, role).get(f"/acme/{path}/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "OUTSIDER" not in response.content.decode()


def test_switcher_shows_own_memberships_only(client: Client, cast: tuple[VendorCast, VendorCast]) -> None:
    acme, globex = cast
    assert "Your portals" not in sign_in(client, acme, "finance").get("/acme/home/").content.decode()
    with acting_as(Role.STAFF, vendor=globex.id):
        from portal.accounts.models import Membership

        Membership.objects.create(
            user_id=acme.user("finance"), role="finance", name="Guest", email="guest@acme.example"
        )
    text = client.get("/acme/home/").content.decode()
    assert "Your portals" in text
    assert 'href="/globex/home/"' in text
    other = sign_in(Client(), acme, "compliance").get("/acme/home/").content.decode()
    assert "globex" not in other


def test_brand_is_the_hue_of_today_and_its_address_changes_with_it(client: Client, acme: VendorCast) -> None:
    first = client.get("/acme/").content.decode()
    assert client.get("/acme/brand.css").content == b":root { --brand-hue: 250 }\n"
    with acting_as(Role.STAFF, vendor=acme.id):
        Brand.objects.update(hue=12)
    second = client.get("/acme/").content.decode()
    address = [text.split("brand.css?")[1][:12] for text in (first, second)]
    response = client.get(f"/acme/brand.css?{address[1]}")
    assert address[0] != address[1]
    assert response.content == b":root { --brand-hue: 12 }\n"
    assert response["Content-Type"] == "text/css"


def test_old_address_moves_with_its_query_for_pages_and_programs(client: Client, acme: VendorCast) -> None:
    with acting_as(Role.PLATFORM):
        Address.objects.filter(slug="acme").update(current=False)
        Address.objects.create(slug="acme-inc", vendor_id=acme.id)
    page = client.get("/acme/home/?q=a%2Fb&q=/acme")
    api = client.post("/api/v1/acme/leads/?x=1", b"{}", content_type="application/json")
    assert (page.status_code, page["Location"]) == (308, "/acme-inc/home/?q=a%2Fb&q=/acme")
    assert (api.status_code, api["Location"]) == (308, "/api/v1/acme-inc/leads/?x=1")


def test_liveness_needs_nothing_and_readiness_everything(client: Client, cast: object) -> None:
    assert client.get("/livez").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "database": True, "redis": True}


def test_missing_page_answers_people_in_words_and_programs_with_a_problem(client: Client, acme: VendorCast) -> None:
    page = client.get("/acme/no-such-page/")
    api = client.get("/api/v1/acme/no-such-thing/", headers={"Authorization": f"Bearer {acme.key('finance')}"})
    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert (api.status_code, api["Content-Type"]) == (404, "application/problem+json")


def test_static_file_is_served_from_where_it_stands(client: Client, cast: object) -> None:
    response = client.get("/static/css/tokens.css")
    text = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    response.close()
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")
    assert b"--brand-hue" in text
