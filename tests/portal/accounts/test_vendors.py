"""A real vendor: founded by the operator, named and moved by its admin, taken live by two persons."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from portal.accounts.identify import find_vendor, member_of
from portal.accounts.models import Membership, User
from portal.accounts.services.vendors import found_vendor
from portal.problems import Refusal
from portal.tenancy import Role, acting_as, go_live
from portal.tenancy.models import Address, Brand, Vendor
from portal.tenancy.queries import current_slug
from portal.tenancy.rules import is_path_data
from portal.tenancy.services import move_vendor
from tests.cast import VendorCast
from tests.sign_in import sign_in, sign_in_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_url")]
PAGE, LIVE = "/acme/settings/vendor/", "/acme/settings/go-live/"


def found(*words: str) -> str:
    out = StringIO()
    call_command("vendor", "create", *words, stdout=out)
    return out.getvalue()


def test_command_founds_an_empty_vendor_and_invites_its_admin(client: Client, acme: VendorCast) -> None:
    text = found("Initech & Sons", "--slug", "initech", "--admin", "bill@initech.example")
    link = re.search(r"http://localhost:\d+(/invitations/[\w-]{22}/)", text)
    assert link
    response = client.post(link[1], {"name": "Bill", "password": "a passphrase of some length"})
    assert response["Location"] == "/initech/home/"
    assert "Initech &amp; Sons" in client.get("/").content.decode()
    vendor = find_vendor("initech")
    assert vendor is not None
    with acting_as(Role.STAFF, vendor=vendor.vendor_id):
        assert list(Membership.objects.values_list("role", "email")) == [("program_admin", "bill@initech.example")]
        assert Vendor.objects.get().mode == "demo"


@pytest.mark.parametrize("slug", ["api", "accounts", "operator", "acme", "A", "x", "a_b", "-a", "a" * 41, "../x"])
def test_vendor_takes_no_path_of_the_portal_nor_anothers(acme: VendorCast, slug: str) -> None:
    with pytest.raises(CommandError):
        found("Thief", f"--slug={slug}", "--admin", "t@thief.example")
    with acting_as(Role.PLATFORM):
        assert not Brand.objects.filter(name="Thief").exists()


@pytest.mark.parametrize(("field", "value"), [("currency", "XXX"), ("admin", "no address"), ("name", " ")])
def test_half_a_vendor_is_no_vendor(acme: VendorCast, field: str, value: str) -> None:
    given = {"name": "Half", "slug": "half", "currency": "USD", "admin": "h@half.example", field: value}
    with pytest.raises(Refusal):
        found_vendor(at=timezone.now(), **given)
    assert find_vendor("half") is None


def test_operator_sees_vendors_and_founds_one(client: Client, acme: VendorCast) -> None:
    sign_in_user(client, User.objects.get(email="operator@portal.example"))
    assert "/globex/" in client.get("/operator/").content.decode()
    fields = {"name": "Hooli", "slug": "hooli", "currency": "usd", "admin": "gavin@hooli.example"}
    response = client.post("/operator/", fields)
    assert "/invitations/" in response.content.decode()
    assert "/invitations/" not in client.get("/operator/").content.decode()
    assert find_vendor("hooli") is not None


def test_operator_pages_are_nothing_to_others(client: Client, acme: VendorCast) -> None:
    assert client.get("/operator/").status_code == 302
    assert sign_in(client, acme, "program_admin").get("/operator/").status_code == 404
    operator = User.objects.get(email="operator@portal.example")
    Authenticator.objects.filter(user=operator).delete()
    assert sign_in_user(Client(), operator).get("/operator/")["Location"] == "/accounts/2fa/"


def test_operator_is_no_member_of_any_vendor(client: Client, acme: VendorCast) -> None:
    sign_in_user(client, User.objects.get(email="operator@portal.example"))
    assert client.get("/acme/home/").status_code == 404


def test_looks_are_dated(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "program_admin")
    fields = {"form": "brand", "brand-name": "Acme Two", "brand-hue": "12", "brand-logo": "M0 0h24v24H0z"}
    assert client.post(PAGE, fields).status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        old, new = Brand.objects.order_by("period")
    assert (old.name, new.name, old.period.upper) == ("Acme", "Acme Two", new.period.lower)
    logo = client.get("/acme/logo.svg")
    assert b'd="M0 0h24v24H0z"' in logo.content
    assert "Acme Two" in client.get("/acme/home/").content.decode()


@pytest.mark.parametrize(
    "logo",
    ['M0 0"/><script>alert(1)</script>', "javascript:alert(1)", "0 0", "M0 0&#34;", "M" + "0 " * 5000, "M0 0 url(x)"],
)
def test_mark_is_one_path_and_nothing_else(client: Client, acme: VendorCast, logo: str) -> None:
    assert not is_path_data(logo)
    fields = {"form": "brand", "brand-name": "Acme", "brand-hue": "12", "brand-logo": logo}
    assert sign_in(client, acme, "program_admin").post(PAGE, fields).status_code == 422
    with acting_as(Role.STAFF, vendor=acme.id):
        assert Brand.objects.count() == 1


def test_vendor_moves_and_comes_back(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "program_admin")
    moved = client.post(PAGE, {"form": "address", "address-slug": "acme-two"})
    assert moved["Location"] == "/acme-two/settings/vendor/"
    assert client.get("/acme/home/?a=b")["Location"] == "/acme-two/home/?a=b"
    client.post("/acme-two/settings/vendor/", {"form": "address", "address-slug": "acme"})
    assert client.get("/acme/home/").status_code == 200
    assert client.get("/acme-two/home/")["Location"] == "/acme/home/"


def test_links_made_after_a_move_lead_to_the_new_address(acme: VendorCast) -> None:
    """A scope looks the address up once, and again after a move."""
    actor = member_of(acme.user("program_admin"), acme.id)
    assert actor is not None
    with acting_as(Role.STAFF, vendor=acme.id):
        before = current_slug()
        move_vendor(slug="acme-two", by=actor, at=timezone.now())
        assert (before, current_slug()) == ("acme", "acme-two")


@pytest.mark.parametrize("slug", ["globex", "accounts", "Acme", ""])
def test_address_of_another_is_refused_and_nothing_moves(
    client: Client, cast: tuple[VendorCast, VendorCast], slug: str
) -> None:
    sign_in(client, cast[0], "program_admin")
    assert client.post(PAGE, {"form": "address", "address-slug": slug}).status_code == 422
    with acting_as(Role.PLATFORM):
        assert list(Address.objects.order_by("slug").values_list("slug", "current")) == [
            ("acme", True),
            ("globex", True),
        ]


def test_books_are_set(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "program_admin")
    fields = {"settings-time_zone": "Europe/Madrid", "settings-currencies": "eur, usd eur", "settings-first_month": "4"}
    assert client.post(PAGE, {"form": "settings", **fields}).status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        vendor = Vendor.objects.get()
    assert (vendor.time_zone, vendor.currencies, vendor.fiscal_year_start_month) == ("Europe/Madrid", ["EUR", "USD"], 4)
    assert client.post(PAGE, {"form": "settings", **fields, "settings-currencies": "EUR ZZZ"}).status_code == 422
    assert client.post(PAGE, {"form": "nonsense"}).status_code == 422


def make_second_admin(vendor: VendorCast) -> User:
    user = User.objects.get(pk=vendor.user("finance"))
    with acting_as(Role.STAFF, vendor=vendor.id):
        Membership.objects.filter(user=user).update(role="program_admin")
    return user


@pytest.mark.rule("X-04")
def test_vendor_goes_live_when_the_list_is_settled_and_a_second_person_agrees(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "program_admin", fresh=True)
    with go_live.POINTS.opened():
        for key in ("guides", "figures"):
            go_live.POINTS._values[key] = go_live.Point(key, lambda: go_live.Finding(True, "settled"))
        client.post(LIVE)
        assert mode_of(acme) == "demo"
        client.post(f"{LIVE}decision/", {"decision": "approve"})
        assert mode_of(acme) == "demo"
        second = sign_in_user(Client(), make_second_admin(acme), fresh=True)
        second.post(f"{LIVE}decision/", {"decision": "approve"})
        assert mode_of(acme) == "live"
    assert "live" in client.get(LIVE).content.decode()


def mode_of(vendor: VendorCast) -> str:
    with acting_as(Role.STAFF, vendor=vendor.id):
        return str(Vendor.objects.values_list("mode", flat=True).get())


@pytest.mark.parametrize(("field", "value"), [("time_zone", ""), ("currencies", []), ("sender", "")])
def test_open_point_keeps_a_vendor_from_going_live(acme: VendorCast, field: str, value: object) -> None:
    actor = member_of(acme.user("program_admin"), acme.id)
    assert actor is not None
    with acting_as(Role.STAFF, vendor=acme.id):
        Vendor.objects.update(**{field: value})
        with pytest.raises(Refusal):
            go_live.ask_to_go_live(by=actor, at=timezone.now())


def test_unconfirmed_figures_and_weak_sign_ins_are_named(client: Client, acme: VendorCast) -> None:
    Authenticator.objects.filter(user_id=acme.user("finance")).delete()
    with acting_as(Role.STAFF, vendor=acme.id):
        standing = {str(point.label): found for point, found in go_live.findings()}
    assert standing["Published guide"].done
    assert not standing["Staff with second factor"].done
    assert str(standing["Staff with second factor"].line) == "1 person has none."


def test_decision_to_go_live_needs_a_fresh_sign_in(client: Client, acme: VendorCast) -> None:
    response = sign_in(client, acme, "program_admin").post(f"{LIVE}decision/", {"decision": "approve"})
    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_own_page_keeps_name_and_language(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "partner_sales")
    assert client.post("/me/", {"name": "Zoë", "language": "ru"}).status_code == 302
    user = User.objects.get(pk=acme.user("partner_sales"))
    assert (user.name, user.language) == ("Zoë", "ru")
    assert client.post("/me/", {"name": "Zoë", "language": "xx"}).status_code == 422
    client.post("/i18n/language/", {"language": "es", "next": "/acme/home/"})
    user.refresh_from_db()
    assert (user.language, client.get("/acme/home/")["Content-Language"]) == ("es", "es")


def test_looks_of_a_new_vendor_have_no_end(acme: VendorCast) -> None:
    founded = found_vendor(name="N", slug="nnn", currency="USD", admin="n@n.example", at=timezone.now())
    with acting_as(Role.STAFF, vendor=founded.vendor_id):
        assert Brand.objects.get().period.upper is None
