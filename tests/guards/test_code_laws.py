"""Laws of the house that can be read off the code: who moves states, who chooses roles, who asks the database, what money meets."""

import ast
import re
from pathlib import Path

import pytest

from portal.embedded.places import ROOT
from tests.guards.code import (
    DOORS,
    Module,
    all_places,
    beside,
    called,
    calls,
    dotted,
    listed,
    literal,
    modules,
    modules_of_tests,
)

STATE_COLUMNS = {"status", "state", "assignment"}
#: The one service of each app that moves a record, and the statements that move the rows of a queue.
MOVERS = {
    "portal/approvals/services.py::decide": "approvals are decided here",
    "portal/approvals/services.py::withdraw": "and withdrawn here",
    "leads/services/moves.py::set_status": "leads, by the table of F-LEAD-03",
    "leads/services/moves.py::set_assignment": "who holds a lead",
    "leads/services/registration.py::_begin": "the first assignment, of an inbound lead",
    "partners/services/moves.py::move_application": "applications, by the table of section M",
    "compliance/services/moves.py::move_case": "due-diligence cases, by the table of A-DD-02",
    "partners/services/agreements/moves.py::move_agreement": "agreements, by the table of AGREEMENT_STATES",
    "partners/services/papers.py::move_paper": "papers, by the table of PAPER_STATES",
    "partners/services/activation.py::_let_in": "a partner that was waiting is active",
    "partners/services/standing.py::_set_state": "a partner is suspended, goes on, or is no partner any more",
    "compliance/services/duties.py::move_duty": "yearly duties, by their table",
    "leads/demo.py::*": "two years told set by set, each move written down",
    "leads/services/closing.py::cancel_deal": "a deal's only move",
    "tiering/services/extras.py::_move": "extras of a tier, by their table (G-TIER-07)",
    "portal/jobs/claims.py": "a job's state is part of its claim, in SQL",
    "portal/jobs/services.py::*": "cancelling and resuming a job",
    "commissions/services/imports.py::move_batch": "imports",
    "commissions/services/import_rows.py": "rows of an import are judged set by set, in SQL",
    "commissions/services/runs.py::move_run": "payout runs",
    "commissions/services/calculation/payments.py": "payments are held or let go set by set, in SQL, with their moves",
    "commissions/services/calculation/steps.py::_finish": "a run that is calculated, with its move",
    "commissions/services/payout_moves.py::move_payouts": "payments that were announced",
    "commissions/payout_demo.py::_end_job": "jobs of the demo, whose work is done here and now",
}
_SETS_STATE = re.compile(
    r"\bUPDATE\b.*?\bSET\b(?P<set>.*?)(\bWHERE\b|\bFROM\b|\bRETURNING\b|$)", re.DOTALL | re.IGNORECASE
)
_STATE_IN_SET = re.compile(rf"(^|[,\s])({'|'.join(sorted(STATE_COLUMNS))})\s*=", re.IGNORECASE)

MONEY = (
    "commissions",
    "leads",
    "portal/money.py",
    "portal/currencies.py",
    "portal/exports.py",
    "portal/csv_records.py",
)
CLOCKS = (
    "datetime.now", "timezone.now", "date.today", "datetime.today", "datetime.utcnow", "time.time", "timezone.localdate",
    "timezone.localtime",
)  # fmt: skip
#: Below views, jobs and commands the moment is an argument.
READS_THE_CLOCK = {
    "portal/clock.py::SystemClock.now": "the clock itself",
    "commissions/queries/payees.py::*": "pages ask for now, runs say when",
}
#: Below the managers stands row security, so none of these can leak; each says why no query with a name is needed.
STARTS_FROM_THE_TABLE = {
    "portal/api/tasks.py::*": "kept answers of the scope's vendor, when they are old",
    "portal/api/idempotency.py::*": "kept answers, by the actor's own membership",
    "portal/shell/views/public.py::vendor_front": "programs that are published, to strangers",
    "portal/accounts/views/people.py::withdrawal": "an invitation of the scope: the vendor's, or the partner's own",
    "portal/accounts/views/vendor.py::*": "the vendor itself, its looks and its going live: one row each",
    "portal/audit/forms.py::people": "whose acts to read: every member of the vendor",
    "portal/files/views.py::*": "a file of the scope, then the right of its purpose",
    "portal/jobs/api/views.py::*": "jobs of the scope: the vendor's, or the partner's own",
    "portal/jobs/views.py::*": "jobs of the scope: the vendor's, or the partner's own",
}
RAW_SQL = ("connection.cursor", "cursor", "raw", "extra", "RawSQL", "execute")


def _sets_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [part for target in targets for part in ast.walk(target)]
        return any(isinstance(name, ast.Attribute) and name.attr in STATE_COLUMNS for name in names)
    if isinstance(node, ast.Call):
        name = called(node)
        if name.endswith(".update"):
            return any(keyword.arg in STATE_COLUMNS for keyword in node.keywords)
        return name == "setattr" and len(node.args) > 1 and literal(node.args[1]) in STATE_COLUMNS
    text = literal(node)
    return text is not None and any(_STATE_IN_SET.search(found["set"]) for found in _SETS_STATE.finditer(text))


def test_states_are_moved_in_one_place_of_each_app() -> None:
    assert beside(all_places(_sets_state), MOVERS) == ""


def test_roles_are_chosen_where_the_list_says() -> None:
    outside = [module for module in modules() if not module.path.startswith("portal/tenancy/context.py")]

    assert beside(all_places(calls("acting_as"), outside), listed(Path(__file__).with_name("acting_as.txt"))) == ""


def test_pages_and_api_never_choose_a_role() -> None:
    doors = [module for module in modules() if module.is_one_of(*DOORS)]

    assert beside(all_places(calls("acting_as", "bare", "rows_identified_as"), doors), []) == ""


def _floats(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    return (isinstance(node, ast.Name) and node.id == "float") or calls("FloatField")(node)


@pytest.mark.rule("X-02")
def test_money_never_meets_a_float() -> None:
    money = [module for module in modules() if module.path.startswith(MONEY)]

    assert beside(all_places(_floats, money), []) == ""
    assert beside(all_places(calls("FloatField")), []) == ""


def test_pages_and_api_hold_no_sql() -> None:
    doors = [module for module in modules() if module.is_one_of(*DOORS)]

    allowed = {
        "portal/shell/views/health.py::*": "asks whether there is a database",
        "portal/api/idempotency.py::_refuse_twins": "an advisory lock",
    }

    assert beside(all_places(calls(*RAW_SQL), doors), allowed) == ""


def test_nobody_asks_by_extra_or_raw() -> None:
    assert beside(all_places(calls("objects.raw", "objects.extra", "RawSQL")), []) == ""


def _asks_a_model(node: ast.AST) -> bool:
    """`Model.objects` in a view, or `get_object_or_404(Model)`: neither starts from what the actor can see."""
    if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
        return True
    if calls("get_object_or_404", "get_list_or_404")(node) and isinstance(node, ast.Call) and node.args:
        return dotted(node.args[0]).rpartition(".")[2][:1].isupper()
    return False


@pytest.mark.rule("X-06")
def test_pages_and_api_start_from_what_the_actor_sees() -> None:
    doors = [module for module in modules() if module.is_one_of(*DOORS)]

    assert beside(all_places(_asks_a_model, doors), STARTS_FROM_THE_TABLE) == ""


def test_markup_is_trusted_where_the_list_says() -> None:
    allowed = {
        "portal/shell/templatetags/shell.py": "the import",
        "portal/shell/templatetags/shell.py::*": "a QR code that our own library drew; template nodes that were rendered escaped",
        "portal/shell/templatetags/charts.py::*": "a rendered template",
        "portal/shell/templatetags/figures.py::clock": "a rendered template",
    }
    trusts = all_places(
        lambda node: (
            calls("mark_safe", "SafeString")(node) or (isinstance(node, ast.alias) and node.name == "mark_safe")
        )
    )

    assert beside(trusts, allowed) == ""
    assert beside(all_places(_formats_a_variable), []) == ""


def _formats_a_variable(node: ast.AST) -> bool:
    return (
        calls("format_html", "format_html_join")(node) and isinstance(node, ast.Call) and literal(node.args[0]) is None
    )


def test_templates_trust_no_markup() -> None:
    """`|safe` prints what it is given; the one place prints help texts, which are the code's own words."""
    wanted = re.compile(r"\|\s*safe\b|\bautoescape\s+off|\|\s*safeseq\b")
    found = {_relative(path) for path in ROOT.glob("templates/**/*.html") if wanted.search(path.read_text())}

    assert beside(found, {"templates/components/_hint.html": "help texts"}) == ""


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _takes_all_fields(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    names = {target.id for target in node.targets if isinstance(target, ast.Name)}
    return ("fields" in names and literal(node.value) == "__all__") or (
        "exclude" in names and isinstance(node.value, ast.List | ast.Tuple)
    )


def test_forms_and_serializers_name_their_fields() -> None:
    assert beside(all_places(_takes_all_fields), []) == ""


def test_the_clock_is_passed_in() -> None:
    """Rules, states, services, queries and models take the moment as an argument, so that a day can be played again."""
    inner = [
        module
        for module in modules()
        if module.is_one_of(
            "rules", "states", "services", "queries", "models", "guide", "metrics", "payment_files", "sheets"
        )
        or module.path == "portal/clock.py"
    ]

    assert beside(all_places(calls(*CLOCKS), inner), READS_THE_CLOCK) == ""


def test_no_module_is_named_for_nothing() -> None:
    """A thing has a noun."""
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}
    every = (*modules(), *modules_of_tests())

    assert [module.path for module in every if empty & {part.lower() for part in module.parts}] == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b")
    files = [path for kind in ("py", "html", "css", "js", "sql", "toml") for path in ROOT.glob(f"[a-z]*/**/*.{kind}")]

    assert [_relative(path) for path in files if later.search(path.read_text())] == []


def _truncates(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword) and node.arg == "transaction" and isinstance(node.value, ast.Constant):
        return bool(node.value.value)
    if isinstance(node, ast.arg):
        return node.arg in ("live_server", "transactional_db")
    return isinstance(node, ast.Name) and node.id == "TransactionTestCase"


def test_no_test_truncates() -> None:
    allowed = {"tests/conftest.py::refuse_truncation": "refuses them"}

    assert beside(all_places(_truncates, modules_of_tests()), allowed) == ""


def _tests_without_assertion(module: Module) -> list[str]:
    tests = [
        node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return [f"{module.path}::{test.name}" for test in tests if not any(_asserts(node) for node in ast.walk(test))]


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    name = called(node).rpartition(".")[2]
    return name in ("raises", "warns", "fail", "expect") or name.startswith(
        ("assert_", "expect_", "check_", "_assert", "refused")
    )


def test_every_test_asserts() -> None:
    silent = [
        name
        for module in modules_of_tests()
        if module.parts[-1].startswith("test_")
        for name in _tests_without_assertion(module)
    ]

    assert silent == []
