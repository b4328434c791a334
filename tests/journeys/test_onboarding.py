"""A stranger becomes an active partner: applies, is looked into, let in, signs, pays, files, and invites a colleague."""

import re
import subprocess
import sys
from datetime import datetime
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.embedded.places import ROOT
from portal.embedded.processes import wait_until
from tests.cast import PASSWORD
from tests.journeys.people import at_work
from tests.journeys.prepare_onboarding import DOCUMENTS, SLUG, WANTED
from tests.stack import Stack

COMPANY = "Juniper Voice Systems Ltd"
NORA, COLLEAGUE = "nora@junipervoice.example", "otto@junipervoice.example"
ZONE = ZoneInfo("America/Los_Angeles")  # the legal zone of the program
SECONDS = 90
ENTRY_TIER = "Bronze"
STEPS: dict[str, dict[str, str]] = {
    "company": {"company": COMPANY, "tax_id": "DE 123", "website": "www.junipervoice.example"},
    "owners": {"owners-0-name": "Marguerite Oakhurst", "owners-0-share": "60"},
    "executives": {"executives-0-name": WANTED, "executives-0-role": "CEO"},
    "questions": {"business": "Voice software for hospitals"},
}
CHOSEN = {
    "company": {"country": "DE"},
    "countries": {"countries": "DE"},
    "owners": {"owners-0-country": "DE"},
    "executives": {"executives-0-country": "DE"},
}
FORM = {"legal_name": COMPANY, "executives": WANTED, "employees": "25"}


@pytest.mark.timeout(480)
@pytest.mark.rule("G-APP-01", "G-GEN-02", "A-DD-02", "A-DD-04", "G-ETH-01", "G-TECH-01", "G-TIER-02")
def test_a_stranger_becomes_an_active_partner(own_stack: Stack, browser: Browser) -> None:
    prepare_onboarding(own_stack)
    context = browser.new_context(base_url=own_stack.base_url, locale="en-US")
    nora = context.new_page()

    status = apply(own_stack, nora)
    with at_work(browser, own_stack, "compliance") as page:
        case = clear_case(page)
    with at_work(browser, own_stack, "channel_manager") as page:
        application = see_refused_approval(page)
    nora.goto(status)
    expect(nora.locator("main")).not_to_contain_text(re.compile(r"\bhit\b|match|escalat", re.IGNORECASE))
    with at_work(browser, own_stack, "compliance2") as page:
        approve_case(page, case)
    with at_work(browser, own_stack, "channel_manager") as page:
        approve_application(page, application)

    come_in(own_stack, nora)
    admission = sign_all(nora, "/acme/agreements/", len(DOCUMENTS))
    with at_work(browser, own_stack, "program_admin") as page:
        # The code of conduct is signed by the partner alone.
        sign_all(page, "/acme/agreements/?wants=vendor", len(DOCUMENTS) - 1)
    with at_work(browser, own_stack, "finance") as page:
        record_fee(page, admission)
    nora.goto(admission)
    expect(nora.get_by_role("heading", level=1)).to_contain_text("What is missing to be active")
    file_profile(nora, admission)

    nora.goto(admission)
    expect(nora.get_by_role("heading", level=1)).to_contain_text("You are active")
    nora.goto("/acme/scorecard/")
    expect(nora.locator("main")).to_contain_text(ENTRY_TIER)
    with at_work(browser, own_stack, "channel_manager") as page:
        page.goto(application)
        expect(page.locator("main")).to_contain_text("Active")
    invite_colleague(own_stack, nora)
    context.close()


def prepare_onboarding(stack: Stack) -> None:
    """Once, by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.prepare_onboarding"],
        cwd=ROOT, env=stack.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def link_in_mail(stack: Stack, to: str, pattern: str) -> str:
    """The first link of that kind in the mails that arrived for somebody."""

    def found() -> str:
        for path in sorted((stack.home / "mail").glob("*.eml")):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            link = re.search(pattern, body.get_content()) if body is not None and mail["To"] == to else None
            if link:
                return link[0]
        return ""

    wait_until(lambda: bool(found()), SECONDS, pause=0.2)
    assert found(), f"no mail to {to} with {pattern}"
    return found()


def apply(stack: Stack, page: Page) -> str:
    """From the list of programs to the application that was sent in; the address of its page."""
    page.goto("/acme/apply/")
    page.locator(f"main a[href*='program={SLUG}'][href$='category=TECH']").click()
    page.locator("[name=contact_name]").fill("Nora New")
    page.locator("[name=mail]").fill(NORA)
    page.locator("main form button").first.click()
    for step in ("company", "countries", "owners", "executives", "questions"):
        expect(page).to_have_url(re.compile(f"/{step}/$"))
        for name, value in STEPS.get(step, {}).items():
            page.locator(f"[name='{name}']").fill(value)
        for name, value in CHOSEN.get(step, {}).items():
            page.locator(f"[name='{name}']").select_option(value)
        if step == "questions":
            page.locator("[name=interfaces][value=yes]").check()
        page.get_by_role("button", name="Save and go on").click()
    expect(page).to_have_url(re.compile("/documents/$"))
    page.goto(page.url.replace("/documents/", "/summary/"))
    expect(page.get_by_role("button", name="Send the application")).to_be_disabled()
    summary = page.url

    page.goto(link_in_mail(stack, NORA, r"http://\S+/apply/\S+/mail/\S+"))
    page.get_by_role("button", name="Confirm and go on").click()
    page.goto(summary)
    page.get_by_role("button", name="Send the application").click()
    expect(page).not_to_have_url(re.compile("/summary/"))
    expect(page.locator("main")).to_contain_text(COMPANY)
    return page.url


def clear_case(page: Page) -> str:
    """Dismiss what the list says, answer every check; who worked on it may not decide."""
    page.goto("/acme/cases/")
    for _turn in range(2 * SECONDS):
        if page.locator("tr", has_text=COMPANY).get_by_text("Escalated").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_navigation():
        page.locator("main a.row-link", has_text=COMPANY).click()
    expect(page.locator("main")).to_contain_text(WANTED)
    case = page.url
    for box in page.locator("main [name=ids]").all():
        box.check()
    page.locator("[name=ruling]").select_option("dismissed")
    page.locator("main [name=reason]").fill("Another person: born elsewhere, twenty years before")
    with page.expect_navigation():
        page.get_by_role("button", name="Rule on the ticked hits").click()
    expect(page.locator("main")).to_contain_text("Dismissed")
    hrefs = page.eval_on_selector_all("main a[href*='/checks/']", "all => all.map(a => a.href)")
    assert len(hrefs) > 3
    for href in hrefs:
        page.goto(href)
        page.locator("[name=outcome][value=clear]").check()
        page.get_by_role("button", name="Keep the answer").click()
        expect(page).to_have_url(case)
    page.goto(f"{case}decision/")
    expect(page.locator("button[value=approve]")).to_be_disabled()
    expect(page.locator("main")).to_contain_text("You worked on this case: a second person decides it.")
    return case


def see_refused_approval(page: Page) -> str:
    """Nobody is let in before compliance decided; the application's address."""
    page.goto("/acme/applications/")
    page.locator("main a.row-link", has_text=COMPANY).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(COMPANY)
    application = page.url
    page.goto(f"{application}approval/")
    expect(page.locator("main")).to_contain_text("The review of the company is not finished.")
    return application


def approve_case(page: Page, case: str) -> None:
    """As the second reviewer."""
    page.goto(f"{case}decision/")
    page.locator("main [name=reason]").fill("The dismissal holds: the dates of birth differ")
    page.locator("button[value=approve]").click()
    expect(page).to_have_url(case)
    expect(page.locator("main")).to_contain_text("Approved")


def approve_application(page: Page, application: str) -> None:
    """With a reason of the guide."""
    page.goto(f"{application}approval/")
    page.locator("[name=reason][value=fits]").check()
    page.locator("[name=note]").fill("Known from the fair")
    page.locator("main form.form").get_by_role("button", name="Approve").click()
    expect(page).to_have_url(application)
    expect(page.locator("main")).to_contain_text("Approved: the agreements are next.")


def come_in(stack: Stack, page: Page) -> None:
    """By the invitation; the first page says what is missing."""
    page.goto(link_in_mail(stack, NORA, r"http://\S+/invitations/\S+"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    expect(page).to_have_url(f"{stack.base_url}/acme/home/")
    expect(page.locator("main")).to_contain_text("Not active yet")


def sign_all(page: Page, list_path: str, count: int) -> str:
    """Read and sign each agreement of a list; the address of what is missing, for a partner."""
    page.goto(list_path)
    hrefs = page.eval_on_selector_all("main a.row-link", "all => all.map(a => a.href)")
    assert len(hrefs) == count, page.locator("main").inner_text()
    for href in hrefs:
        page.goto(f"{href}signature/")
        page.locator("[name=title]").fill("Director")
        page.locator("[name=agreed]").check()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page).to_have_url(href)
        expect(page.locator("main")).to_contain_text("Signed")
    page.goto(list_path)
    admissions = page.locator("main a[href*='/admissions/']")
    return str(admissions.first.evaluate("a => a.href")) if admissions.count() else ""


def record_fee(page: Page, admission: str) -> None:
    """What finance saw arrive."""
    page.goto(f"{admission}fee/")
    page.locator("[name=reference]").fill("INV-2026-7")
    page.locator("[name=paid_on]").fill(datetime.now(ZONE).date().isoformat())
    page.locator("main form.form button").first.click()
    expect(page).to_have_url(admission)


def file_profile(page: Page, admission: str) -> None:
    """The form that is asked first, by the link on the page of what is missing."""
    page.goto(admission)
    page.locator("main a.list-row[href*='/duties/']").click()
    for name, value in FORM.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=country]").select_option("DE")
    for name in ("owners_changed", "officials", "investigated"):
        page.locator(f"[name={name}][value=no]").check()
    page.get_by_role("button", name="File it").click()
    expect(page.locator("main")).to_contain_text("Version 1")


def invite_colleague(stack: Stack, page: Page) -> None:
    """Only an active partner's admin invites."""
    page.goto("/acme/settings/people/")
    page.locator("[name=email]").fill(COLLEAGUE)
    page.locator("[name=role]").select_option("partner_sales")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text(COLLEAGUE)
    assert link_in_mail(stack, COLLEAGUE, r"http://\S+/invitations/\S+")
