"""Every page that a role can walk to: no sideways scrolling on a phone, names for every control, nothing from elsewhere."""

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.journeys.people import at_work, home_of, prepare
from tests.stack import Stack

PHONE = {"width": 390, "height": 844}
MOST = 30
#: What a screen reader would stumble over, as the browser sees the page.
FAULTS = """() => {
  const found = [];
  const named = e => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.title
    || (e.labels && e.labels.length) || e.textContent.trim() || e.alt || e.querySelector('[aria-label]');
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (!(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || (e.labels && e.labels.length)))
      found.push('no label: ' + e.outerHTML.slice(0, 80));
  for (const e of document.querySelectorAll('a[href], button')) if (!named(e)) found.push('no name: ' + e.outerHTML.slice(0, 80));
  for (const e of document.querySelectorAll('img:not([alt])')) found.push('no alt: ' + e.outerHTML.slice(0, 80));
  const heads = document.querySelectorAll('h1').length;
  if (heads !== 1) found.push(heads + ' h1');
  if (!document.documentElement.lang) found.push('no language');
  if (!document.querySelector('main')) found.push('no main');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length) found.push('ids twice: ' + twice.slice(0, 3));
  for (const e of document.querySelectorAll('[aria-describedby]'))
    for (const id of e.getAttribute('aria-describedby').split(/\\s+/))
      if (id && !document.getElementById(id)) found.push('described by nothing: ' + id);
  return found;
}"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.timeout(480)
@pytest.mark.parametrize("person", ["partner_admin1", "channel_manager", "finance", "program_admin"])
def test_every_page_fits_a_phone_and_names_its_controls(stack: Stack, browser: Browser, person: str) -> None:
    prepare(stack)
    with at_work(browser, stack, person) as page:
        elsewhere: list[str] = []
        page.on(
            "request",
            lambda request: elsewhere.append(request.url) if not request.url.startswith(stack.base_url) else None,
        )
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        faults = walk(page, stack.base_url)

    assert {path: found for path, found in faults.items() if found} == {}
    assert len(faults) > 5
    assert elsewhere == []


def walk(page: Page, base: str) -> dict[str, list[str]]:
    """What is wrong with each page that links lead to, from home, breadth first; one of a kind."""
    waiting = ["/acme/home/"]
    kinds: set[str] = set()
    faults: dict[str, list[str]] = {}
    while waiting and len(faults) < MOST:
        path = waiting.pop(0)
        kind = "/".join("1" if part.isdigit() else part for part in path.partition("?")[0].split("/"))
        if kind in kinds:
            continue
        kinds.add(kind)
        try:
            faults[path] = look_at(page, path)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            continue  # a file, and no page
        links = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(a => a.href)")
        waiting += [url.removeprefix(base) for url in links if url.startswith(f"{base}/acme/") and not is_file(url)]
    return faults


def is_file(url: str) -> bool:
    """Downloads are no pages."""
    return any(sign in url for sign in ("/file", "/payout-files/", "/pdf", ".csv", "/report", "/source/", ".xlsx", "#"))


def look_at(page: Page, path: str) -> list[str]:
    """What is wrong with a page."""
    answer = page.goto(path)
    faults: list[str] = [str(fault) for fault in page.evaluate(FAULTS)]
    wide = page.evaluate(WIDE)
    status = answer.status if answer else 0
    return [*faults, *([f"{wide} px too wide"] if wide > 0 else []), *([f"status {status}"] if status >= 400 else [])]


@pytest.mark.timeout(480)
def test_sign_in_works_by_keyboard_alone(stack: Stack, page: Page) -> None:
    from tests.cast import PASSWORD, mail_of

    page.goto("/accounts/login/?next=/acme/home/")
    page.locator("[name=login]").focus()
    page.keyboard.type(mail_of("acme", "partner_finance2"))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(home_of("acme"))
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    first = page.evaluate("() => document.activeElement.textContent.trim()")
    shown = page.evaluate("() => document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Tab")
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")

    assert "content" in first.lower()  # the way past the navigation comes first
    assert shown
    assert outline != "none"
