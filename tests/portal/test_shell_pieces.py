"""Every piece is whole when a page gives it nothing, and shows what a page gives it. No database."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from types import SimpleNamespace as Thing

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from portal.money import Money

TEMPLATES = settings.ROOT / "templates"
PIECES = sorted(
    path.name for path in (TEMPLATES / "components").glob("_*.html") if path.name not in {"_field.html", "_hint.html"}
)
ERRORS = sorted(path.name for path in (TEMPLATES / "errors").glob("*.html"))
VOID = {"meta", "link", "input", "br", "hr", "img", "path", "circle", "rect", "use"}


class Balance(HTMLParser):
    """Remembers what was opened and what was closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def faults_of(markup: str) -> list[str]:
    balance = Balance()
    balance.feed(markup)
    return balance.faults + balance.open


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def request_of_stranger(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/genesys/leads/?country=de&after=abc")
    request.user = AnonymousUser()
    return request


def draw(name: str, request: HttpRequest, **context: object) -> str:
    """Without context processors: a piece gets what it is given."""
    return render_to_string(name, {"request": request, "user": request.user, **context})


@pytest.mark.parametrize("piece", PIECES)
def test_piece_is_whole_with_nothing_in_it(piece: str, request_of_stranger: HttpRequest) -> None:
    assert faults_of(draw(f"components/{piece}", request_of_stranger)) == []


@pytest.mark.parametrize("page", ERRORS)
def test_error_page_needs_no_context(page: str) -> None:
    drawn = render_to_string(f"errors/{page}")

    assert faults_of(drawn) == []
    assert page == "base.html" or len(re.findall("<h1>", drawn)) == 1


def test_refused_action_stays_and_says_why(request_of_stranger: HttpRequest) -> None:
    action = Thing(label="Approve", refused="You made this run.", method="post", url="/x/", tone="primary")

    drawn = draw("components/_actions.html", request_of_stranger, actions=[action])

    assert "You made this run." in drawn
    assert "<form" not in drawn


def test_action_that_changes_something_is_a_form(request_of_stranger: HttpRequest) -> None:
    action = Thing(label="Approve", refused="", method="post", url="/genesys/x/", tone="primary", confirm="Sure?")

    drawn = draw("components/_actions.html", request_of_stranger, actions=[action])

    assert '<form method="post" action="/genesys/x/" data-confirm="Sure?">' in drawn


def test_paging_keeps_the_filters_and_turns_one_way(request_of_stranger: HttpRequest) -> None:
    drawn = draw("components/_paging.html", request_of_stranger, newer="N", older="O", count=1001, noun="leads")

    assert 'href="?country=de&amp;before=N"' in drawn
    assert 'href="?country=de&amp;after=O"' in drawn
    assert "1,000+ leads" in drawn


@pytest.mark.parametrize(("active", "polls"), [(True, 1), (False, 0)])
def test_job_is_asked_again_only_while_it_runs(active: bool, polls: int, request_of_stranger: HttpRequest) -> None:
    job = Thing(
        id=7, label="Import", state="running", state_label="Running", done=2500, total=10000, active=active, skipped=37
    )

    drawn = draw("components/_job.html", request_of_stranger, job=job, url="/genesys/jobs/7/")

    assert drawn.count('hx-trigger="every 2s"') == polls
    assert ["25 %" in drawn, "2,500 of 10,000" in drawn, "37 skipped" in drawn] == [True, True, True]


def test_job_figures_for_the_machine_are_not_grouped(request_of_stranger: HttpRequest) -> None:
    job = Thing(id=7, label="Import", state="running", state_label="En curso", done=2500, total=1000000, active=True)

    with translation.override("es"):
        drawn = draw("components/_job.html", request_of_stranger, job=job)

    assert 'max="1000000" value="2500"' in drawn


def test_piece_escapes_what_people_typed(request_of_stranger: HttpRequest) -> None:
    move = Thing(who="<i>Eve</i>", at=None, from_label="", to_label="New", why="<script>x</script>")

    drawn = draw("components/_timeline.html", request_of_stranger, transitions=[move])

    assert re.findall("<i>|<script>", drawn) == []


def test_statement_carries_its_lines_and_names_no_address_outside(request_of_stranger: HttpRequest) -> None:
    line = Thing(
        number=1, invoice="INV-1", date="3 Oct", customer="A & B", rule="20 %", rule_id="F-COM-02", rate="20 %",
        basis=Money(600000, "USD"), amount=Money(120000, "USD"),
    )  # fmt: skip
    statement = Thing(number="7", partner="N", address="", period="October 2026", due=Money(120000, "USD"))

    drawn = draw(
        "statement/statement.html", request_of_stranger, vendor=Thing(name="V"), statement=statement, lines=[line]
    )

    assert ["A &amp; B" in drawn, "1,200.00" in drawn] == [True, True]
    assert re.findall(r"(?:src|href)=|url\(|@import", drawn) == []
