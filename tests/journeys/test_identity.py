"""Coming in, in a real browser: an invitation that becomes an admin with a second factor, and a passkey that signs in."""

import re
import subprocess
import sys
import time

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from portal.embedded.places import ROOT
from tests.cast import PASSWORD, mail_of
from tests.conftest import find_chromium
from tests.stack import Stack

pytestmark = pytest.mark.skipif(
    find_chromium() is None, reason="no Chromium on this machine: browser tests are skipped"
)
PHRASE = "a passphrase of some length"


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser refused or missed."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def code_of(secret: str) -> str:
    """The TOTP code of this moment; waits where the step is about to end."""
    from allauth.mfa.totp.internal import auth

    if time.time() % 30 > 20:
        time.sleep(30 - time.time() % 30 + 0.5)
    return str(auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30)))


def test_invited_admin_enrols_a_second_factor_and_comes_home(stack: Stack, page: Page, complaints: list[str]) -> None:
    words = ["vendor", "create", "Initech", "--slug", "initech", "--admin", "bill@initech.example"]
    made = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=stack.env, capture_output=True, text=True, check=True
    )
    link = re.search(r"http://localhost:\d+/invitations/\S+", made.stdout)
    assert link
    page.goto(link[0])
    page.get_by_label("Your name").fill("Bill")
    page.get_by_label("Password").fill(PHRASE)
    page.get_by_role("button", name="Come in").click()
    expect(page).to_have_url(f"{stack.base_url}/accounts/2fa/")
    page.goto("/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PHRASE)
        with page.expect_navigation():
            page.locator("main form button").first.click()
        page.goto("/accounts/2fa/totp/activate/")
    secret = re.search(r"[A-Z2-7]{32}", page.content())
    assert secret
    page.locator("input[name=code]").fill(code_of(secret[0]))
    page.locator("input[name=code]").press("Enter")
    expect(page).to_have_url(re.compile("/accounts/2fa/recovery-codes/"))
    page.goto("/initech/home/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Bill")
    page.goto("/initech/settings/go-live/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Going live")
    assert complaints == []


def test_passkey_signs_in_without_a_password(stack: Stack, page: Page, complaints: list[str]) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(mail_of("acme", "partner_sales1"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{stack.base_url}/acme/home/")
    page.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("main form button").first.click()
        page.goto("/accounts/2fa/webauthn/add/")
    passwordless = page.locator("input[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"/accounts/2fa/(recovery-codes|webauthn)/(?!add)"))
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/acme/home/")
    page.locator("#passkey_login").click()
    expect(page).to_have_url(f"{stack.base_url}/acme/home/")
    assert complaints == []
