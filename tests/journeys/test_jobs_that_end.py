"""A job that ends renews the page it is drawn on, but takes nothing out of anybody's hands: a form sent just then was once lost."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import at_work
from tests.stack import Stack

PIECE = """
<form method="post" action="/nowhere/"><input name="typed"></form>
<section id="job-1" hx-get="/ended/" hx-trigger="every 100ms"><a href="" data-over hidden>Show</a></section>
"""


def open_page(page: Page) -> None:
    page.route("**/ended/", lambda route: route.fulfill(status=200, headers={"HX-Refresh": "true"}, body=""))
    page.goto("/acme/home/")
    page.evaluate("html => { document.querySelector('main').innerHTML = html }", PIECE)


def test_page_is_renewed_when_the_job_ends(stack: Stack, browser: Browser) -> None:
    with at_work(browser, stack, "finance") as page:
        open_page(page)
        page.evaluate("htmx.process(document.querySelector('main'))")
        expect(page.locator("#job-1")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_what_somebody_types_stays_and_the_page_offers_to_renew_itself(stack: Stack, browser: Browser) -> None:
    with at_work(browser, stack, "finance") as page:
        open_page(page)
        page.locator("[name=typed]").fill("half a sentence")
        page.evaluate("htmx.process(document.querySelector('main'))")
        expect(page.locator("[data-over]")).to_be_visible()
        page.wait_for_timeout(300)
        expect(page.locator("[name=typed]")).to_have_value("half a sentence")
        page.locator("[data-over]").click()
        expect(page.locator("#job-1")).to_have_count(0)
