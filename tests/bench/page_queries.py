"""The SQL that a real page sends, sent again with row security on and off, and its plans."""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.tenancy import Role
from portal.tenancy.policies import tenant_models
from portal.tenancy.roles import role_name
from tests import ground
from tests.bench.figures import Figure

#: Each statement is looked at for about as long, on and off together; a number of pairs that is odd, and never too few.
LOOK_SECONDS = 1.5
FEWEST, MOST = 21, 101
#: One of a pair is the shortest of so many executions: on a busy machine most single ones tell of somebody else's work.
EXECUTIONS = 5
#: More than this is noise of the machine, less is not worth a word.
SLACK_SECONDS = 0.0001
LARGE = 10_000
READ = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?')


@dataclass(frozen=True, slots=True)
class PageQueries:
    """A page's reads of tenant tables, with the scope they ran in."""

    name: str
    role: Role
    vendor: int
    partner: int | None
    statements: tuple[str, ...]


def queries_of(
    name: str, client: Client, path: str, *, role: Role, vendor: int, partner: int | None = None
) -> PageQueries:
    """Ask for a page once warm, and keep what it read. Raises for a page that is not there."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
            if answer.streaming:
                list(answer.streaming_content)  # type: ignore[attr-defined]
    if answer.status_code != 200:
        raise AssertionError(f"{path}: {answer.status_code}")
    tables = [f'"{model._meta.db_table}"' for model in tenant_models()]
    bare = [table.strip('"') for table in tables]
    read = [
        query["sql"]
        for query in captured.captured_queries
        if query["sql"].lstrip("( \n").upper().startswith(("SELECT", "WITH"))
        and "set_config" not in query["sql"]
        and any(table in query["sql"] for table in bare)
    ]
    return PageQueries(name, role, vendor, partner, tuple(read))


class Session:
    """One connection, with row security or without: two would differ by the core that each of their servers runs on."""

    def __init__(self, session: psycopg.Connection[Any], page: PageQueries) -> None:
        self._session = session
        self._page = page
        settings = {"portal.vendor": str(page.vendor), "portal.partner": str(page.partner or "")}
        for name, value in settings.items():  # some statements name vendor and partner as the policy does
            session.execute("SELECT set_config(%s, %s, true)", [name, value])
        if self.rows("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") != [(True,)]:
            raise AssertionError("row security binds everybody who may log in here: measure on the embedded server")

    def secure(self) -> None:
        """From now on in the page's role, which row security binds."""
        self._session.execute("SELECT set_config('role', %s, true)", [role_name(self._page.role)])

    def unsecure(self) -> None:
        """From now on as somebody whom it does not bind."""
        self._session.execute("SELECT set_config('role', 'none', true)")

    def rows(self, statement: str) -> list[Any]:
        return self._session.execute(statement.encode()).fetchall()

    def seconds(self, statement: str) -> float:
        begin = time.perf_counter()
        self.rows(statement)
        return time.perf_counter() - begin


@contextmanager
def opened(page: PageQueries) -> Iterator[Session]:
    """On the bench's own database, as its superuser."""
    url = ground.with_database(os.environ[ground.ADMIN], str(connection.settings_dict["NAME"]))
    with psycopg.connect(url, prepare_threshold=None) as session:
        yield Session(session, page)


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds of one statement: the median with row security off, and the median of what it costs more with it on."""

    statement: str
    off: float
    more: float
    runs: int

    @property
    def on(self) -> float:
        """With row security."""
        return self.off + self.more

    @property
    def aim(self) -> float:
        """1.15, or 0.1 ms where that is more."""
        return max(1.15, round(1 + SLACK_SECONDS / self.off, 3))

    @property
    def ratio(self) -> float:
        return round(self.on / self.off, 3)

    @property
    def tables(self) -> str:
        """The first few it reads, which tell it from the page's other statements."""
        return " ".join(list(dict.fromkeys(READ.findall(self.statement)))[:4])


def time_statements(page: PageQueries) -> list[Pair]:
    """Each statement on and off in turns, so that a slow moment strikes both or is one of many. Once, on however many pages."""
    asked = {statement: (page.role, page.vendor, page.partner, statement) for statement in page.statements}
    with opened(page) as session:
        for statement, name in asked.items():
            if name not in _timed:
                _timed[name] = _time(statement, session)
    return [_timed[name] for name in asked.values()]


_timed: dict[tuple[Role, int, int | None, str], Pair] = {}


def _time(statement: str, session: Session) -> Pair:
    """Pairs of neighbours, each beginning with the other one. How many depends on how long they take, not on what they show:
    a result is never asked again because nobody likes it.
    """
    seconds: dict[str, list[float]] = {"on": [], "off": []}
    turns = (("on", session.secure), ("off", session.unsecure))
    expected = 0.0
    for _, turn in turns:
        turn()
        session.rows(statement)
        expected += session.seconds(statement)
    runs = min(MOST, max(FEWEST, int(LOOK_SECONDS / expected / EXECUTIONS))) | 1
    for number in range(runs):
        for name, turn in turns if number % 2 else reversed(turns):
            turn()
            session.rows(statement)
            seconds[name].append(min(session.seconds(statement) for _ in range(EXECUTIONS)))
    more = median(one - other for one, other in zip(seconds["on"], seconds["off"], strict=True))
    return Pair(statement, median(seconds["off"]), more, runs)


def figure_of(page: PageQueries, pairs: list[Pair], *, n: int) -> Figure:
    """The page's heaviest query."""
    worst = max(pairs, key=lambda pair: pair.off)
    return Figure(
        f"page: {page.name}", n, worst.ratio, f"<={worst.aim}", "row security off", round(worst.on, 6), worst.runs
    )


def scans_of(page: PageQueries) -> list[str]:
    """Large tenant tables that a plan of this page reads from end to end."""
    found: list[str] = []
    with opened(page) as session:
        large = _large_tables(session)
        session.secure()
        for statement in page.statements:
            rows = session.rows(f"EXPLAIN (FORMAT JSON) {statement}")
            plan = rows[0][0] if rows else "[]"
            found += [
                f"{page.name}: {table}"
                for table in _scanned(json.loads(plan) if isinstance(plan, str) else plan)
                if table in large
            ]
    return found


def _large_tables(session: Session) -> set[str]:
    rows = session.rows(f"SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= {LARGE}")
    return {row[0] for row in rows} & {model._meta.db_table for model in tenant_models()}


def _scanned(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _scanned(one)
    elif isinstance(node, dict):
        if node.get("Node Type") == "Seq Scan":
            yield str(node.get("Relation Name"))
        for value in node.values():
            yield from _scanned(value)
