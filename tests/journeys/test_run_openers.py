"""The three ways that open a month's payout run, each with the real processes: a command, the page's button, beat."""

import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from portal.embedded.places import ROOT
from portal.embedded.processes import wait_until
from tests.journeys.people import at_work
from tests.stack import Stack

SECONDS = 120


@pytest.mark.timeout(480)
@pytest.mark.rule("F-COM-01", "X-07")
def test_month_is_run_by_a_command_by_a_button_and_by_beat(own_stack: Stack, browser: Browser) -> None:
    by_command, by_button, by_beat = python(own_stack, "-m", "tests.journeys.prepare_months").split()

    said = python(own_stack, "manage.py", "run_job", "payout", "--vendor", "acme", "--period", by_command)
    assert f"period: {by_command}" in said
    assert totals_of_runs(own_stack) == {by_command: ("calculated", 20_000)}

    with at_work(browser, own_stack, "finance") as page:
        page.goto("/acme/commissions/runs/")
        page.locator("[name=period]").fill(by_button)
        page.get_by_role("button", name="Calculate", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(by_button)
        expect(page.locator("main")).to_contain_text("400.00")
    wait_until(lambda: totals_of_runs(own_stack).get(by_button, ("", 0))[0] == "calculated", SECONDS, pause=0.2)
    assert totals_of_runs(own_stack) == {by_command: ("calculated", 20_000), by_button: ("calculated", 40_000)}

    # The scheduler makes up the last turn that was missed since the vendor exists.
    own_stack.kill(own_stack.beat)
    own_stack.as_platform("UPDATE tenancy_vendor SET created_at = created_at - interval '2 months'")
    own_stack.restart(own_stack.beat)
    wait_until(lambda: totals_of_runs(own_stack).get(by_beat, ("", 0))[0] == "calculated", SECONDS, pause=0.2)

    assert totals_of_runs(own_stack) == {
        by_command: ("calculated", 20_000), by_button: ("calculated", 40_000), by_beat: ("calculated", 60_000),
    }  # fmt: skip
    wait_until(lambda: states_of_turns(own_stack) == {"done"}, SECONDS, pause=0.2)  # the other vendor's, too
    assert states_of_turns(own_stack) == {"done"}

    again = python(own_stack, "manage.py", "run_job", "payout", "--vendor", "acme", "--period", by_beat)
    assert "Done" in again
    assert totals_of_runs(own_stack)[by_beat] == ("calculated", 60_000)


def states_of_turns(stack: Stack) -> set[str]:
    """Of the calendar's own turns."""
    turns = "SELECT state FROM jobs_job WHERE kind = 'commissions.open_runs' AND key LIKE 'slot:%'"
    return {state for (state,) in stack.as_platform(turns)}


def totals_of_runs(stack: Stack) -> dict[str, tuple[str, int]]:
    """State and sum of the statements of each run of acme."""
    rows = stack.as_platform(
        "SELECT r.period, r.state, coalesce(sum(t.total_minor), 0)::bigint FROM commissions_payoutrun r "
        "JOIN tenancy_address a ON a.vendor_id = r.vendor_id AND a.slug = 'acme' "
        "LEFT JOIN commissions_statement t ON t.run_id = r.id GROUP BY r.id",
    )
    return {period: (state, total) for period, state, total in rows}


def python(stack: Stack, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=stack.env, capture_output=True, text=True, check=False, timeout=180
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
