from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leads.models import Lead
from leads.states import LeadStatus
from portal.accounts.models import User
from tests.cast import VendorCast, mail_of
from tests.leads.desk import OUTBOUND, Desk, as_actor, customer

TYPED = {
    "company": "Zephyr Foods GmbH",
    "country": "DE",
    "website": "https://zephyr-foods.example",
    "contact_name": "Zoe Zimmer",
    "contact_email": "zoe@zephyr-foods.example",
    "source": "inbound",
    "value": "12000.50",
    "currency": "EUR",
}


def signed_in(vendor: VendorCast, person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor.slug, person)))
    return client


@pytest.fixture
def sales(acme: VendorCast) -> Client:
    return signed_in(acme, "partner_sales1")


@pytest.fixture
def manager(acme: VendorCast) -> Client:
    return signed_in(acme, "channel_manager")


@pytest.mark.rule("F-LEAD-01", "F-LEAD-02")
def test_salesperson_registers_a_lead_in_the_form(sales: Client, desk: Desk) -> None:
    assert sales.get("/acme/leads/new/").status_code == 200
    answer = sales.post("/acme/leads/new/", TYPED, follow=True)
    assert answer.status_code == 200
    assert b"Zephyr Foods GmbH" in answer.content
    with as_actor(desk.manager):
        lead = Lead.objects.get()
    assert answer.redirect_chain == [(f"/acme/leads/{lead.pk}/", 302)]
    assert (lead.value_minor, lead.currency, lead.assignment) == (1_200_050, "EUR", "assigned")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"company": ""}, "company"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"value": "12,5"}, "value"),
        ({"value": "-5"}, "value"),
        ({"value": "1" * 30}, "value"),
        ({"currency": ""}, "currency"),
        ({"country": "XX"}, "country"),
        ({"website": "http://[::1"}, "website"),
        ({"company": "a\0b"}, "company"),
        ({"company": "x" * 161}, "company"),
        ({"source": "sideways"}, "source"),
        ({"company": "???", "website": "", "contact_email": "a@gmail.com"}, "company"),
    ],
)
def test_form_says_what_is_wrong_where_it_was_typed_and_loses_nothing(
    sales: Client, desk: Desk, change: dict[str, str], field: str
) -> None:
    answer = sales.post("/acme/leads/new/", TYPED | change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert b"Zoe Zimmer" in answer.content
    with as_actor(desk.manager):
        assert not Lead.objects.exists()


@pytest.mark.rule("F-LEAD-07")
def test_taken_customer_is_refused_at_the_company_without_a_name(sales: Client, desk: Desk) -> None:
    desk.register(customer("Zephyr Foods"), partner=1, at=_now())
    answer = sales.post("/acme/leads/new/", TYPED | {"website": "https://zephyr-foods.example"})
    assert answer.status_code == 422
    assert "company" in answer.context["form"].errors
    assert b"Cedar" not in answer.content


def test_manager_works_a_lead_through_to_a_deal(sales: Client, manager: Client, desk: Desk) -> None:
    sales.post("/acme/leads/new/", TYPED | {"source": OUTBOUND})
    with as_actor(desk.manager):
        lead = Lead.objects.get()
    page = f"/acme/leads/{lead.pk}/"
    for noun, data in (
        ("approval/", {"reason": ""}),
        ("status/", {"status": "valid_active"}),
        ("demo/", {}),
        ("status/", {"status": "opportunity"}),
        ("delivery/", {"delivery": "partner", "helper": "Birch Integrators"}),
        ("deal/", {"reference": "D-1", "value": "9000", "currency": "EUR"}),
    ):
        asked = manager.get(page + noun)
        assert asked.status_code == 200
        answer = manager.post(page + noun, asked.context["form"].initial | data)
        assert answer.status_code == 302, (noun, answer.context["form"].errors)
    assert desk.read(lead).status == "won"
    shown = sales.get(page).content.decode()
    assert "D-1" in shown
    assert "<dt>Who deploys it</dt><dd>Birch Integrators</dd>" in shown
    assert "Who deploys it: Another qualified partner" in shown
    assert "Acme channel_manager" not in shown  # a partner sees the vendor, not its people


def test_act_that_does_not_fit_is_disabled_and_says_why(manager: Client, desk: Desk) -> None:
    lead = desk.register(at=_now())
    actions = {
        action["label"]: action["refused"] for action in manager.get(f"/acme/leads/{lead.pk}/").context["actions"]
    }
    assert actions["Approve"] == "This lead waits for no decision."
    assert actions["Change status"] == ""
    assert actions["Close as won"] == "Only an opportunity can be closed."
    answer = manager.post(f"/acme/leads/{lead.pk}/deal/", {"reference": "D", "closed_on": "2026-01-01"})
    assert answer.status_code == 422
    assert desk.read(lead).status == "new"


def test_invalid_lead_is_corrected_on_its_page(sales: Client, desk: Desk) -> None:
    lead = desk.move(desk.register(customer("Wrng"), at=_now()), LeadStatus.INVALID, at=_now())
    assert sales.get(f"/acme/leads/{lead.pk}/correction/").context["form"].initial["company"] == "Wrng"
    typed = {name: value for name, value in TYPED.items() if name != "source"}
    assert sales.post(f"/acme/leads/{lead.pk}/correction/", typed).status_code == 302
    assert desk.read(lead).company == "Zephyr Foods GmbH"


@pytest.mark.parametrize("person", ["partner_sales1", "channel_manager"])
def test_list_asks_as_much_for_three_leads_as_for_one(desk: Desk, acme: VendorCast, person: str) -> None:
    client = signed_in(acme, person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/acme/leads/").status_code == 200
        return len(captured)

    desk.register(customer("One"), source=OUTBOUND, at=_now())
    queries()
    one = queries()
    desk.register(customer("Two"), at=_now())
    desk.register(customer("Three"), source=OUTBOUND, at=_now())
    assert queries() == one
    assert len(client.get("/acme/leads/").context["rows"]) == 3


@pytest.mark.parametrize(
    "query",
    [
        "status=opportunity",
        "company=o",
        "order=ending",
        "order=nonsense",
        "assignment=pending&source=outbound",
        "partner=99999999999999999999",
        "company=%00",
        "status=%F0%28",
        "limit=1",
    ],
)
def test_list_survives_every_filter(sales: Client, manager: Client, desk: Desk, query: str) -> None:
    desk.register(customer("One"), at=_now())
    for client in (sales, manager):
        assert client.get(f"/acme/leads/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["after=x", "before=%00", "after=WyJuZXdlc3QiLG51bGwsMV0", "after=" + "A" * 3_000])
def test_list_knows_no_place_it_never_gave_out(sales: Client, query: str) -> None:
    assert sales.get(f"/acme/leads/?{query}").status_code == 404


def test_search_card_and_inbox_show_what_may_be_seen(desk: Desk, acme: VendorCast, sales: Client) -> None:
    desk.register(customer("Mine And Soon"), at=_now() - 80 * _day())
    desk.register(customer("Mine Not"), partner=1, at=_now())
    assert [hit.title for hit in sales.get("/acme/search/", {"q": "mine"}).context["found"]] == ["Mine And Soon"]
    assert b"Mine And Soon" in sales.get("/acme/inbox/").content
    assert b"Mine And Soon" in sales.get("/acme/home/").content


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


def _day() -> Any:
    from tests.leads.desk import DAY

    return DAY
