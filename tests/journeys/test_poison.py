"""A job that cannot succeed stops after five attempts, is shown with its error, and goes on when a person says so."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from portal.embedded.places import ROOT
from portal.embedded.processes import wait_until
from tests.journeys.people import at_work
from tests.stack import Stack

SECONDS = 120
RECEIVE = """
import django; django.setup()
from tests.cast import look_up
from tests.commissions.import_world import make_lines, receive, totals_of, write_lines
lines = make_lines(50)
rows, sums = totals_of(lines)
batch = receive(look_up("acme"), write_lines(lines), rows=rows, sums=sums)
print(batch.job_id, batch.file.sha256)
"""


@pytest.mark.timeout(480)
def test_poison_job_is_quarantined_shown_and_released_by_a_person(own_stack: Stack, browser: Browser) -> None:
    """An import whose file is gone from the store, until somebody brings it back."""
    own_stack.kill(own_stack.worker)
    job, digest = received_file(own_stack)
    (stored,) = [path for path in own_stack.home.rglob(digest) if path.is_file()]
    aside = stored.rename(stored.with_name("aside"))
    own_stack.restart(own_stack.worker)

    wait_until(lambda: state_of(own_stack, job, hurry=True) == ("quarantined", 5), SECONDS, pause=0.2)

    assert state_of(own_stack, job) == ("quarantined", 5)
    with at_work(browser, own_stack, "finance") as page:
        page.goto("/acme/jobs/")
        page.get_by_role("row", name="Import of sales").get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("Stopped after errors")
        expect(page.locator("main")).to_contain_text("FileMissing")
        bring_back(aside, stored)
        page.get_by_role("button", name="Resume").click()
        expect(page.locator("main")).to_contain_text("It goes on where it was.")
        expect(page.locator(".job")).to_contain_text("Done")

    assert state_of(own_stack, job) == ("done", 0)
    assert own_stack.as_platform("SELECT count(*) FROM commissions_sale") == [(50,)]
    said = own_stack.as_platform(
        f"SELECT kind FROM audit_auditrecord WHERE subject_type = 'jobs.job' AND subject_id = {job}"
    )
    assert said == [("job.resumed",)]


def received_file(stack: Stack) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", RECEIVE], cwd=ROOT, env={**stack.env, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    job, digest = done.stdout.split()
    return int(job), digest


def state_of(stack: Stack, job: int, *, hurry: bool = False) -> tuple[str, int]:
    """State and failures; in a hurry the waits between two attempts are cut short."""
    if hurry:
        waiting = f"id = {job} AND state = 'queued' AND due_at > now()"
        stack.as_platform(f"UPDATE jobs_job SET due_at = now(), sent_at = NULL WHERE {waiting}")
    ((state, failures),) = stack.as_platform(f"SELECT state, failures FROM jobs_job WHERE id = {job}")
    return state, failures


def bring_back(aside: Path, stored: Path) -> None:
    aside.rename(stored)
