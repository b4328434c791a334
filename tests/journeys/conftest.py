"""Patience of every journey: a slow machine is no failure, and a quick one waits for nothing."""

from playwright.sync_api import expect

#: Milliseconds. Playwright's own five seconds are less than a busy machine's first page.
PATIENCE = 45_000

expect.set_options(timeout=PATIENCE)
