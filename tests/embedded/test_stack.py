"""The running portal that journeys and kill tests stand on."""

import subprocess
import sys
from http.client import HTTPConnection

from playwright.sync_api import Page

from portal.embedded.places import ROOT
from portal.embedded.portal_processes import has_scheduler
from portal.embedded.processes import started_at, wait_until
from tests.stack import Stack


def status_of(stack: Stack, path: str) -> int:
    connection = HTTPConnection("localhost", stack.port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_stack_is_three_processes_on_one_clone(stack: Stack) -> None:
    asked = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "shell",
            "-v0",
            "-c",
            "from django.db import connection as c; print(c.settings_dict['NAME'])",
        ],
        cwd=ROOT,
        env=stack.env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert status_of(stack, "/static/there-is-no-such.css") == 404
    assert asked.stdout.strip() == stack.database
    assert stack.web.is_alive
    assert stack.worker.is_alive
    assert stack.beat.is_alive == has_scheduler()
    assert len(stack.children(stack.worker)) == 2


def test_killed_process_takes_its_children_along_and_comes_back(stack: Stack) -> None:
    children = stack.children(stack.web)
    stack.kill(stack.web)
    wait_until(lambda: not any(started_at(child) for child in children), 60)
    assert [child for child in children if started_at(child)] == []
    stack.restart(stack.web)
    assert status_of(stack, "/static/there-is-no-such.css") == 404


def test_browser_reaches_the_portal_by_path(stack: Stack, page: Page) -> None:
    answer = page.goto("/static/there-is-no-such.css")
    assert answer is not None
    assert (answer.url, answer.status) == (f"{stack.base_url}/static/there-is-no-such.css", 404)
