"""What code asks for by name is registered, and whatever is registered has words."""

import ast
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.conf import settings

from portal.accounts.rights import RIGHTS
from portal.approvals.kinds import KINDS as APPROVALS
from portal.audit.kinds import KINDS as ACTS
from portal.deadlines.kinds import KINDS as DEADLINES
from portal.files.purposes import PURPOSES
from portal.jobs.kinds import KINDS as JOBS
from portal.jobs.schedule import SCHEDULES
from tests.guards.code import Module, beside, called, literal, modules

#: Function -> what its first argument, or the keyword that is named, has to be the key of.
NAMED: dict[str, tuple[str, Callable[[], set[str]]]] = {
    "enqueue": ("", lambda: set(JOBS.all())),
    "schedule": ("", lambda: set(JOBS.all())),
    "record": ("", lambda: set(ACTS.all())),
    "ask": ("", lambda: set(APPROVALS.all())),
    "set_deadline": ("", lambda: set(DEADLINES.all())),
    "close_deadline": ("", lambda: set(DEADLINES.all())),
    "store_file": ("purpose", lambda: set(PURPOSES.all())),
    "requires": ("", lambda: set(RIGHTS.all())),
    "may": ("", lambda: set(RIGHTS.all())),
    "approval_kind": ("right", lambda: set(RIGHTS.all())),
    "navigation_entry": ("right", lambda: set(RIGHTS.all()) | {""}),
    "home_card": ("right", lambda: set(RIGHTS.all()) | {""}),
    "inbox_source": ("right", lambda: set(RIGHTS.all()) | {""}),
    "search_source": ("right", lambda: set(RIGHTS.all()) | {""}),
}
#: Names put together at run time: each says where they come from.
COMPUTED = {
    "portal/approvals/services.py *": "approval.approved or approval.refused; the right is the kind's",
    "portal/accounts/permissions.py may": "the view's own right",
    "portal/accounts/rights.py may": "the argument of @requires",
    "portal/jobs/management/commands/run_job.py enqueue": "the kind that was typed",
    "leads/services/registration.py ask": "the kind of its argument: outbound or re-registration",
    "portal/shell/views/acts.py *": "one view for each act of a table, with its right",
    "partners/columns.py may": "the column's own right",
    "partners/panels.py may": "the section's own right",
    "partners/services/company/asking.py ask": "the act's noun, of the acts that partners/company_kinds.py registers",
    "partners/services/company/ground.py record": "the kind of its argument: each change names its own",
    "partners/services/agreements/signing.py close_deadline": "the clocks of an agreement: its end and its notice day",
    "partners/services/agreements/signing.py set_deadline": "the same two, where they begin",
    "partners/services/agreements/in_vain.py close_deadline": "the clocks of an agreement: its end and its notice day",
    "partners/services/agreements/terms.py close_deadline": "the clocks of an agreement: its end and its notice day",
    "portal/approvals/queries.py may": "the kind's own right",
    "portal/files/views.py may": "the purpose's own right",
    "portal/shell/queries.py ask": "no approval: a source is asked",
    "portal/shell/apps.py navigation_entry": "the ground's own entries, in a loop",
}


def _asked() -> Iterator[tuple[str, str, str | None]]:
    """File, function and the name it is called with; None where it is not written there."""
    for module in modules():
        for node in ast.walk(module.tree):
            name = called(node).rpartition(".")[2]
            if name in NAMED and isinstance(node, ast.Call):
                yield from ((module.path, name, text) for text in _names(module, node, NAMED[name][0]))


def _names(module: Module, call: ast.Call, keyword: str) -> Iterator[str | None]:
    given = {one.arg: one.value for one in call.keywords}
    node = given.get(keyword) if keyword else (call.args[0] if call.args else None)
    if keyword and node is None:
        return
    for one in (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,):
        yield _text_of(module, one)


def _text_of(module: Module, node: ast.AST | None) -> str | None:
    """A string constant, written here or named by the module."""
    if isinstance(node, ast.Name):
        value = getattr(import_module(".".join(module.parts)), node.id, None)
        return str(value) if isinstance(value, str) else None
    return literal(node)


def test_what_is_asked_for_by_name_is_registered() -> None:
    known = {name: keys() for name, (_, keys) in NAMED.items()}

    assert [(path, name, key) for path, name, key in _asked() if key is not None and key not in known[name]] == []


def test_names_are_written_where_they_are_used() -> None:
    computed = {f"{path} {name}" for path, name, key in _asked() if key is None}

    assert beside(computed, COMPUTED) == ""


def test_every_mail_has_its_parts() -> None:
    folder = settings.ROOT / "templates" / "mail"
    named = [
        (module.path, text)
        for module in modules()
        for node in ast.walk(module.tree)
        if called(node).rpartition(".")[2] == "send_mail" and isinstance(node, ast.Call)
        for one in node.keywords
        if one.arg == "template" and (text := literal(one.value)) is not None
    ]

    assert [
        (path, name, part)
        for path, name in named
        for part in ("subject.txt", "txt")
        if not (folder / f"{name}.{part}").exists()
    ] == []


@pytest.mark.parametrize(
    ("noun", "words"),
    [
        ("job kind", {key: kind.label for key, kind in JOBS.all().items()}),
        ("audit kind", {key: kind.words for key, kind in ACTS.all().items()}),
        ("approval kind", {key: kind.label for key, kind in APPROVALS.all().items()}),
        ("deadline kind", {key: kind.label for key, kind in DEADLINES.all().items()}),
        ("file purpose", {key: purpose.label for key, purpose in PURPOSES.all().items()}),
        ("right", {key: right.label for key, right in RIGHTS.all().items()}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_is_registered_has_words(noun: str, words: dict[str, object]) -> None:
    """Words to read: not the key itself, and more than nothing."""
    assert [f"{noun} {key}" for key, label in words.items() if not str(label).strip() or str(label) == key] == []


def test_what_comes_back_by_itself_is_a_job() -> None:
    assert set(SCHEDULES.all()) - set(JOBS.all()) == set()


def test_every_approval_is_decided_by_a_right_that_somebody_has() -> None:
    assert [kind.key for kind in APPROVALS.all().values() if not RIGHTS.all()[kind.right].roles] == []


def test_money_leaves_only_after_two_persons() -> None:
    """Approval kinds of payouts and bank accounts need four eyes."""
    of_money = [kind for key, kind in APPROVALS.all().items() if key.startswith("commissions.")]

    assert [kind.key for kind in of_money if not kind.four_eyes] == []
