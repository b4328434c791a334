"""Sign-in as a person does it: password, second factor, reset, limits; and what it must not give away."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.accounts.models import User
from tests.cast import PASSWORD, TOTP_SECRET, VendorCast, mail_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_url")]
FINANCE = mail_of("acme", "finance")
PARTNER = mail_of("acme", "partner_sales1")


@pytest.fixture(autouse=True)
def _slow_machine(settings: Any) -> None:
    """A code of the step before still counts, so that no test depends on the second it runs in."""
    settings.MFA_TOTP_TOLERANCE = 1


def enter(client: Client, login: str, password: str = PASSWORD, then: str = "") -> str:
    """Fill in the sign-in form; the path it leads to, empty when it was refused."""
    response = client.post("/accounts/login/", {"login": login, "password": password, "next": then})
    return response["Location"] if response.status_code == 302 else ""


def code_now() -> str:
    return str(auth.format_hotp_value(auth.hotp_value(TOTP_SECRET, int(time.time()) // 30)))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_partner_signs_in_with_a_password_and_lands_at_home(client: Client, acme: VendorCast) -> None:
    assert enter(client, PARTNER) == "/acme/home/"
    assert client.get("/acme/home/").status_code == 200


def test_staff_are_not_in_before_the_second_factor(client: Client, acme: VendorCast) -> None:
    assert enter(client, FINANCE) == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    assert client.get("/acme/home/").status_code == 302
    response = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert response["Location"] == "/acme/home/"
    assert client.get("/acme/home/").status_code == 200


def test_code_is_good_once(client: Client, acme: VendorCast) -> None:
    code = code_now()
    for browser, entered in ((client, True), (Client(), False)):
        enter(browser, FINANCE)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_in(browser) is entered


class DownBackend(BaseEmailBackend):
    """A mail server that nobody answers at."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError


def test_mail_server_that_is_down_breaks_no_page(
    client: Client, acme: VendorCast, settings: Any, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DownBackend"
    with django_capture_on_commit_callbacks(execute=True) as sent:
        response = client.post("/accounts/password/reset/", {"email": FINANCE})
    assert (response.status_code, len(sent)) == (302, 1)


def test_reset_password_does_not_skip_the_second_factor(
    client: Client, acme: VendorCast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/password/reset/", {"email": FINANCE})
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[1])["Location"]
    new = "an entirely other passphrase"
    client.post(form, {"password1": new, "password2": new})
    assert not is_in(client)
    assert enter(client, FINANCE, new) == "/accounts/2fa/authenticate/"
    assert not is_in(client)


def test_unknown_and_known_addresses_are_answered_alike(
    client: Client, acme: VendorCast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    pages = []
    for login in (FINANCE, "nobody@acme.example"):
        response = client.post("/accounts/login/", {"login": login, "password": "wrong wrong wrong"})
        with django_capture_on_commit_callbacks(execute=True):
            reset = client.post("/accounts/password/reset/", {"email": login})
        text = re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode()).replace(login, "")
        pages.append((response.status_code, text, reset.status_code, reset["Location"]))
    assert pages[0] == pages[1]
    assert len(mail.outbox) == 2


def test_sixth_wrong_password_is_not_even_tried(client: Client, acme: VendorCast) -> None:
    for _ in range(5):
        enter(client, PARTNER, "wrong wrong wrong")
    assert enter(client, PARTNER) == ""
    assert not is_in(client)


def test_nobody_signs_up_alone(client: Client, acme: VendorCast) -> None:
    fields = {"email": "new@acme.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", fields)
    assert not User.objects.filter(email="new@acme.example").exists()


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_to_no_other_origin(client: Client, acme: VendorCast, target: str) -> None:
    assert enter(client, PARTNER, then=target) == "/acme/home/"


def test_secret_of_the_second_factor_is_sealed_at_rest(acme: VendorCast) -> None:
    stored = Authenticator.objects.get(user_id=acme.user("finance"), type="totp")
    assert TOTP_SECRET not in str(stored.data)
    assert stored.data["secret"].startswith("k1:")


def test_session_gets_a_new_name_at_sign_in(client: Client, acme: VendorCast) -> None:
    client.get("/accounts/login/")
    client.session.save()
    before = client.cookies["session"].value if "session" in client.cookies else None
    enter(client, PARTNER)
    assert client.cookies["session"].value != before


def test_address_of_the_cast_is_verified(acme: VendorCast) -> None:
    assert EmailAddress.objects.get(email=FINANCE).verified
