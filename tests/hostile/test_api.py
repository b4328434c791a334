"""Every operation of the API fed hostile values end to end: no 5xx, and nothing stored by a refusal.

What is proved where: test_fields.py feeds the whole corpus to each declared field in process. Here each operation is asked with each
field of its body and each of its parameters hostile in turn, and with a body that is no object; the corpus is dealt out over them,
so that all of it comes along. Reading a body is one piece for all operations: the first that takes one gets every broken one. The
drill asks everything of everything.
"""

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.hostile.corpus import BODIES, TEXTS, VALUES
from tests.hostile.operations import Operation, operations_of
from tests.hostile.stage import Dealer, HostileStage

#: How many of the corpus each field gets in `make test`; the drill feeds it all.
FEW = 1
#: What fits into an address.
SHORT = {name: text for name, text in TEXTS.items() if len(text) <= 5_000}


def feed_operations(stage: HostileStage, many: int | None, seed: int = 0) -> list[str]:
    """What went wrong, over every operation."""
    wrong: list[str] = []
    values, bodies, texts = (Dealer(corpus, many, seed) for corpus in ({**VALUES, **TEXTS}, BODIES, SHORT))
    operations = operations_of(stage)
    first = next(operation for operation in operations if operation.body is not None)
    for operation in operations:
        for name in operation.body if isinstance(operation.body, dict) else ():
            for value_name, value in values.hand():
                wrong.append(
                    _send(stage, operation, json.dumps({**operation.body, name: value}), f"{name} = {value_name}")
                )
        if operation.method != "GET":
            for body_name, body in bodies.all if operation is first else bodies.hand():
                wrong.append(_send(stage, operation, body, f"body = {body_name}"))
        for name in (*operation.query, "cursor", "after", "page", "nobody") if operation.method == "GET" else ():
            for text_name, text in texts.hand():
                wrong.append(_ask(stage, operation, name, text, f"?{name} = {text_name}"))
    return [line for line in wrong if line]


def _send(stage: HostileStage, operation: Operation, body: Any, what: str) -> str:
    answer = stage.ask_api(operation.person, operation.method, operation.path, body)
    fault = answer.breach(f"{operation.method} {operation.path} as {operation.person}: {what}")
    return fault or _speaks_problem(answer.status, answer.headers, f"{operation.path}: {what}")


def _ask(stage: HostileStage, operation: Operation, name: str, text: str, what: str) -> str:
    query = f"{quote(name)}={quote(text.encode('utf-8', 'surrogatepass'))}"
    answer = stage.ask_api(operation.person, "GET", f"{operation.path}?{query}")
    return answer.breach(f"GET {operation.path} as {operation.person}: {what}")


def _speaks_problem(status: int, headers: dict[str, str], what: str) -> str:
    kind = headers.get("Content-Type", "")
    return f"{what}: {status} as {kind}" if status >= 400 and not kind.startswith("application/problem+json") else ""


@pytest.mark.timeout(400)
def test_hostile_bodies_are_refused_or_kept_as_text(hostile_stage: HostileStage) -> None:
    assert "\n".join(feed_operations(hostile_stage, FEW)) == ""
    assert hostile_stage.asked > 200


def test_plausible_bodies_are_understood(hostile_stage: HostileStage) -> None:
    """The corpus turns one field of a plausible body; were the body refused as a whole, it would prove nothing."""
    unread = []
    for operation in operations_of(hostile_stage):
        if operation.body is not None:
            answer = hostile_stage.ask_api(
                operation.person, operation.method, operation.path, json.dumps(operation.body)
            )
            fields = json.loads(answer.text or "{}").get("errors", {}) if answer.status == 422 else {}
            unread += [f"{operation.path}: {name} {words}" for name, words in fields.items() if _is_unread(words)]

    assert unread == []


def _is_unread(words: Any) -> bool:
    return any(sign in str(words) for sign in ("required", "no such field", "Not a valid", "not a valid", "format"))
