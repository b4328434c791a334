"""One thread of real work: a lead becomes a deal, sales become a statement, and every cent leads back to its row."""

import csv
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import at_work, prepare
from tests.stack import Stack

PERIOD = "2026-10"
HEAD = ["external_id", "invoice", "partner", "product", "sold_on", "amount", "currency", "kind", "deal", "billed_by"]
GOOD = 200
CUSTOMER = {
    "company": "Kestrel Ltd",
    "website": "https://www.kestrel.example/about",
    "contact_name": "Kim",
    "contact_email": "kim@kestrel.example",
}
BAD = [
    ["B-1", "INV-B1", "P1", "CRM", "2026-10-05", "10.00", "XXX", "new", "", "vendor"],
    ["B-2", "INV-B2", "P9", "CRM", "2026-10-05", "10.00", "USD", "new", "", "vendor"],
    ["B-3", "INV-B3", "P1", "CRM", "2026-13-45", "10.00", "USD", "new", "", "vendor"],
    ["B-4", "INV-B4", "P1", "CRM", "2026-10-05", "ten", "USD", "new", "", "vendor"],
    ["S-1", "INV-1", "P1", "CRM", "2026-10-05", "99.00", "USD", "new", "", "vendor"],
]


@pytest.mark.timeout(480)
@pytest.mark.rule("F-LEAD-03", "F-LEAD-05", "F-COM-01", "F-PAY-01")
def test_a_lead_becomes_a_deal_and_sales_become_a_paid_statement(
    stack: Stack, browser: Browser, tmp_path: Path
) -> None:
    prepare(stack)
    with at_work(browser, stack, "partner_sales2") as page:
        lead = register_lead(page)
    with at_work(browser, stack, "channel_manager") as page:
        win_lead(page, lead)
    with at_work(browser, stack, "finance") as page:
        import_sales(page, sales_file(tmp_path))
        run_month(page)
    with at_work(browser, stack, "finance2") as page:
        approve_run(page)
        reference = read_payout_file(page, tmp_path)
        load_results(page, reference, tmp_path)
    with at_work(browser, stack, "partner_finance1") as page:
        origin = read_statement(page)

    assert "sales.csv" in origin


def today() -> str:
    """In the legal zone of the program; asked for each time, since a run may pass midnight."""
    return datetime.now(ZoneInfo("America/New_York")).date().isoformat()


def register_lead(page: Page) -> str:
    """Outbound: it waits for the manager. The path of its page."""
    page.goto("/acme/leads/new/")
    page.locator("[name=source][value=outbound]").check()
    for name, value in CUSTOMER.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=country]").select_option("DE")
    page.get_by_role("button", name="Register the lead").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kestrel Ltd")
    expect(page.locator("main")).to_contain_text("Waiting for approval")
    return re.sub(r"^https?://[^/]+", "", page.url)


def win_lead(page: Page, lead: str) -> None:
    """Approve, make it valid, record the demo, move it to Opportunity, close it as won."""
    act(page, lead, "approval")
    act(page, lead, "status", lambda form: form.locator("[name=status][value=valid_active]").check())
    act(page, lead, "demo", lambda form: form.locator("[name=done_on]").fill(today()))
    act(page, lead, "status", lambda form: form.locator("[name=status][value=opportunity]").check())

    def fill_deal(form):  # type: ignore[no-untyped-def]
        form.locator("[name=reference]").fill("D-2026-1")
        form.locator("[name=closed_on]").fill(today())

    act(page, lead, "deal", fill_deal)
    expect(page.locator("main")).to_contain_text("D-2026-1")
    expect(page.locator("main")).to_contain_text("Won")


def act(page: Page, lead: str, noun: str, fill=lambda form: None) -> None:  # type: ignore[no-untyped-def]
    """One act of a lead, by the button that leads to its form."""
    page.goto(lead)
    page.locator(f"main a[href$='{lead}{noun}/']").first.click()
    form = page.locator("main form.form")
    fill(form)
    form.get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(re.escape(lead) + "$"))


def sales_file(folder: Path) -> Path:
    """Good rows of two partners, and a few that are bad each in its own way."""
    path = folder / "sales.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number in range(1, GOOD + 1):
            partner = "P1" if number % 2 else "P2"
            writer.writerow(
                [f"S-{number}", f"INV-{number}", partner, "CRM", "2026-10-05", "100.00", "USD", "new", "", "vendor"]
            )
        writer.writerows(BAD)
    return path


def import_sales(page: Page, file: Path) -> None:
    """Totals as the source says them; the good rows are kept, the bad ones come back with their reasons."""
    page.goto("/acme/commissions/imports/new/")
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=rows]").fill(str(GOOD + len(BAD)))
    page.locator("[name=sum_USD]").fill(f"{GOOD * 100 + 10 + 10 + 99}.00")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"Import \d+"))
    if page.get_by_text("The file does not add up").is_visible():
        raise AssertionError(page.locator("main").inner_text())
    expect(page.get_by_text("Some rows are not here")).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Bad rows").click()
    rows = list(csv.reader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 1 + len(BAD)


def run_month(page: Page) -> None:
    """Calculate and submit."""
    page.goto("/acme/commissions/runs/")
    page.locator("[name=period]").fill(PERIOD)
    page.get_by_role("button", name="Calculate", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PERIOD)
    submit = page.get_by_role("button", name=re.compile("^Submit"))
    expect(submit).to_be_enabled(timeout=30_000)
    expect(page.locator("main")).to_contain_text("On hold")
    expect(page.locator("main")).to_contain_text("4,000.00")
    submit.click()
    expect(page.locator("main")).to_contain_text(re.compile("submitted by", re.IGNORECASE))


def approve_run(page: Page) -> None:
    """The second person decides, freshly signed in."""
    page.goto(f"/acme/commissions/runs/{PERIOD}/")
    page.locator("main a[href$='/approval/'], main form[action$='/approval/'] button").first.click()
    page.locator("button[name=decision][value=approve]").click()
    expect(page).to_have_url(re.compile(f"/runs/{PERIOD}/$"))
    expect(page.get_by_role("heading", name="Payout files")).to_be_visible(timeout=30_000)


def read_payout_file(page: Page, folder: Path) -> str:
    """The file that PayPal reads; the reference of its one payment."""
    page.goto(f"/acme/commissions/runs/{PERIOD}/")
    link = page.locator("a[href*='payout-files/']").first
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        link.click()
    path = folder / "payouts.csv"
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    assert "2000.00" in text
    (payment,) = csv.DictReader(text.splitlines())
    return payment["Reference ID"]


def load_results(page: Page, reference: str, folder: Path) -> None:
    """What the bank answered closes the circle."""
    path = folder / "results.csv"
    path.write_text(f"reference,status,date,reason\n{reference},paid,{today()},\n")
    page.goto(f"/acme/commissions/runs/{PERIOD}/")
    page.locator("[name=file]").set_input_files(path)
    page.get_by_role("button", name="Load results").click()
    expect(page.get_by_text(re.compile("1 paid"))).to_be_visible(timeout=30_000)


def read_statement(page: Page) -> str:
    """The partner opens it, downloads the PDF and follows a line back to the row of the file."""
    page.goto("/acme/commissions/statements/")
    page.locator("main a.row-link").first.click()
    expect(page.locator("tfoot")).to_contain_text("2,000.00")
    statement = page.url
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="PDF").click()
        page.wait_for_timeout(500)
        if "/pdf/" in page.url:
            expect(page.get_by_role("heading", level=1)).to_contain_text("PDF of")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    page.goto(statement)
    page.locator("main tbody a.row-link").first.click()
    expect(page.locator("main")).to_contain_text("INV-")
    return page.locator("main").inner_text()
