"""What the shell shows of people and of going live."""

import pytest
from django.test import Client

from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor
from tests.cast import VendorCast
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "seen"), [("program_admin", {1, 2}), ("partner_admin", {1}), ("finance", set()), ("partner_sales", set())]
)
def test_search_finds_people_in_reach(client: Client, acme: VendorCast, role: str, seen: set[int]) -> None:
    text = sign_in(client, acme, role).get("/acme/search/?q=partner_FINANCE").content.decode()
    assert {number for number in (1, 2) if f"partner_finance{number}@acme.example" in text} == seen
    assert "globex" not in text


@pytest.mark.parametrize("words", ["%", "_____", "\\", "' OR 1=1 --", "a" * 5000, "😀😀"])
def test_search_takes_words_as_words(client: Client, acme: VendorCast, words: str) -> None:
    response = sign_in(client, acme, "program_admin").get("/acme/search/", {"q": words})
    assert response.status_code == 200
    assert [hit.title for hit in response.context["found"]] == []


def test_home_of_an_admin_shows_the_way_to_live_until_it_is(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "program_admin")
    assert "points are settled" in client.get("/acme/home/").content.decode()
    with acting_as(Role.STAFF, vendor=acme.id):
        Vendor.objects.update(mode="live")
    assert "points are settled" not in client.get("/acme/home/").content.decode()
    assert "points are settled" not in sign_in(Client(), acme, "finance").get("/acme/home/").content.decode()
