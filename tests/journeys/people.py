"""People at their browsers: each signs in through the form, with a real one-time code where the portal asks for one."""

import base64
import hashlib
import hmac
import re
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from portal.embedded.places import ROOT
from tests.cast import PASSWORD, TOTP_SECRET, mail_of
from tests.stack import Stack

#: Seconds in which a sign-in serves again: well inside the five minutes after which secrets ask for a new proof.
STILL_FRESH = 180


def current_code(secret: str = TOTP_SECRET) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@contextmanager
def at_work(browser: Browser, stack: Stack, person: str, vendor: str = "acme") -> Iterator[Page]:
    """A page of somebody who has just signed in. Whatever the browser refuses or logs as an error fails the journey.

    Who comes back within minutes is still signed in: a code is good once, so signing in again would wait for the next.
    """
    name = f"{person}@{vendor}"
    moment, state = stack.sign_ins.get(name, (0.0, None))
    is_known = time.monotonic() - moment < STILL_FRESH
    context = browser.new_context(
        base_url=stack.base_url, locale="en-US", accept_downloads=True, storage_state=state if is_known else None
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{message.text} ({message.location['url']}, on {page.url})")
            if message.type == "error"
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"{error} (on {page.url})"))
    if not is_known:
        sign_in(page, person, vendor)
        stack.sign_ins[name] = time.monotonic(), context.storage_state()
    yield page
    context.close()
    # A refused form answers 422 by design, and the browser logs that as an error.
    unexpected = [text for text in complaints if "status of 422" not in text]
    assert not unexpected, "\n".join(unexpected)


def sign_in(page: Page, person: str, vendor: str = "acme") -> None:
    """Mail and password, then the second factor for staff."""
    page.goto(f"/accounts/login/?next=/{vendor}/home/")
    page.locator("[name=login]").fill(mail_of(vendor, person))
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()
    while "/2fa/" in page.url:
        give_code(page)
    expect(page).to_have_url(home_of(vendor))


def home_of(vendor: str) -> re.Pattern[str]:
    """The address of a vendor's first page, and not one that only names it as the next."""
    return re.compile(rf"^[^?]*/{vendor}/home/$")


def give_code(page: Page) -> None:
    """The code of this moment; where it was used already or has just run out, the next one."""
    refused = page.get_by_text("Incorrect code")
    if refused.is_visible():
        page.wait_for_timeout(1_000 * (30 - time.time() % 30) + 500)
    page.locator("[name=code]").first.fill(current_code())
    with page.expect_navigation():
        page.get_by_role("button", name="Continue", exact=True).click()


def prepare(stack: Stack) -> None:
    """Once for each clone."""
    if (stack.home / "prepared").exists() and (stack.home / "prepared").read_text() == stack.base_url:
        return
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.prepare"],
        cwd=ROOT,
        env=stack.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (stack.home / "prepared").write_text(stack.base_url)
