"""Sessions end: after 30 idle minutes for staff, after 12 hours for all, and when a person is stopped."""

import time
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.accounts.models import Membership, User
from portal.accounts.sessions import requires_fresh_sign_in
from portal.tenancy import Role, acting_as
from tests.cast import PASSWORD, TOTP_SECRET, VendorCast
from tests.sign_in import change_session, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_url")]
MINUTE, HOUR = 60, 3600


@pytest.mark.parametrize(
    ("role", "idle", "status"),
    [
        ("finance", 29 * MINUTE, 200),
        ("finance", 30 * MINUTE, 302),
        ("partner_sales", 31 * MINUTE, 200),
        ("partner_sales", 11 * HOUR, 200),
    ],
)
def test_idle_limit_binds_staff(client: Client, acme: VendorCast, role: str, idle: int, status: int) -> None:
    sign_in(client, acme, role)
    change_session(client, portal_seen=time.time() - idle)
    assert client.get("/acme/home/").status_code == status


@pytest.mark.parametrize("role", ["finance", "partner_sales"])
def test_session_ends_after_twelve_hours_however_busy(client: Client, acme: VendorCast, role: str) -> None:
    sign_in(client, acme, role)
    change_session(client, portal_began=time.time() - 12 * HOUR)
    assert client.get("/acme/home/")["Location"] == "/accounts/login/?next=%2Facme%2Fhome%2F"
    assert "_auth_user_id" not in client.session


def test_use_is_noted_at_most_once_a_minute(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    earlier = time.time() - 10
    change_session(client, portal_seen=earlier)
    client.get("/acme/home/")
    assert client.session["portal_seen"] == earlier
    change_session(client, portal_seen=time.time() - 61)
    client.get("/acme/home/")
    assert time.time() - client.session["portal_seen"] < 10


def test_suspended_persons_open_session_and_key_are_refused_at_the_next_request(
    client: Client, acme: VendorCast
) -> None:
    sign_in(client, acme, "finance")
    key = {"Authorization": f"Bearer {acme.key('finance')}"}
    assert client.get("/acme/home/").status_code == 200
    with acting_as(Role.STAFF, vendor=acme.id):
        Membership.objects.filter(pk=acme.member("finance")).update(suspended=True)
    assert client.get("/acme/home/").status_code == 403
    assert client.get("/api/v1/acme/x/", headers=key).status_code == 403


def test_ended_member_is_a_stranger(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    with acting_as(Role.STAFF, vendor=acme.id):
        Membership.objects.filter(pk=acme.member("finance")).update(ended_at="2026-01-01T00:00Z")
    assert client.get("/acme/home/").status_code == 404
    key = {"Authorization": f"Bearer {acme.key('finance')}"}
    assert Client().get("/api/v1/acme/x/", headers=key).status_code == 401


def test_deactivated_person_is_out_everywhere(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    User.objects.filter(pk=acme.user("finance")).update(is_active=False)
    assert client.get("/acme/home/").status_code == 302
    key = {"Authorization": f"Bearer {acme.key('finance')}"}
    assert Client().get("/api/v1/acme/x/", headers=key).status_code == 401


def test_key_of_another_vendor_is_no_key(client: Client, cast: tuple[VendorCast, VendorCast]) -> None:
    key = {"Authorization": f"Bearer {cast[1].key('finance')}"}
    answers = [client.get(f"/api/v1/{slug}/x/", headers=key).status_code for slug in ("acme", "globex", "nobody")]
    assert answers == [401, 404, 401]


def test_first_second_factor_ends_sessions_opened_without(
    client: Client, acme: VendorCast, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # the step may end between the code and its use
    user = User.objects.get(pk=acme.user("partner_sales"))
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    sign_in(client, acme, "partner_sales", fresh=True)
    assert elsewhere.get("/acme/home/").status_code == 200
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks() as commits:
        client.post("/accounts/2fa/totp/activate/", {"code": code})
    with request_context(RequestFactory().get("/")):
        for commit in commits:
            commit()
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.get("/acme/home/").status_code == 200
    assert elsewhere.get("/acme/home/").status_code == 302


def test_second_factor_wall_lets_staff_enrol_and_nothing_else(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    user = User.objects.get(pk=acme.user("finance"))
    Authenticator.objects.filter(user=user).delete()
    for path in ("/acme/home/", "/acme/", "/acme/inbox/", "/acme/no-such-page/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/"), path
    part = client.get("/acme/home/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200
    TOTP.activate(user, TOTP_SECRET)
    assert client.get("/acme/home/").status_code == 200


@requires_fresh_sign_in
def secret_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the account")


def ask(client: Client, method: str = "get", **headers: str) -> Any:
    request = getattr(RequestFactory(headers=headers), method)("/acme/payees/7/account/?tab=bank")
    request.session = client.session
    request.user = User.objects.get(pk=client.session["_auth_user_id"])
    return secret_page(request)


def test_stale_sign_in_is_asked_again_and_comes_back(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "partner_finance")
    response = ask(client)
    assert response["Location"] == "/accounts/reauthenticate/?next=%2Facme%2Fpayees%2F7%2Faccount%2F%3Ftab%3Dbank"


def test_fresh_sign_in_lasts_five_minutes(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "partner_finance", fresh=True)
    assert ask(client).content == b"the account"
    records = client.session["account_authentication_methods"]
    change_session(client, account_authentication_methods=[{**records[0], "at": time.time() - 301}])
    assert ask(client).status_code == 302


def test_fresh_sign_in_of_somebody_else_does_not_count(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "partner_finance", fresh=True)
    change_session(client, account_authentication_methods_user=str(acme.user("finance")))
    assert ask(client).status_code == 302


def test_stale_form_leads_back_to_its_page_never_elsewhere(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "partner_finance")
    own = ask(client, "post", Referer="http://testserver/acme/payees/7/")
    foreign = ask(client, "post", Referer="https://evil.example/acme/")
    assert own["Location"].endswith("?next=%2Facme%2Fpayees%2F7%2F")
    assert foreign["Location"].endswith("?next=%2F")


def test_password_proves_who_it_is(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "partner_finance")
    response = client.post("/accounts/reauthenticate/?next=/acme/home/", {"password": PASSWORD, "next": "/acme/home/"})
    assert response["Location"] == "/acme/home/"
    assert ask(client).status_code == 200
