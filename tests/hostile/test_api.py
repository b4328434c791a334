"""Every operation of the API fed the corpus, field by field and as whole bodies: no 5xx, and nothing stored by a refusal."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.hostile.corpus import BODIES, TEXTS, VALUES
from tests.hostile.operations import Operation, operations_of
from tests.hostile.stage import HostileStage, sample

#: How many of the corpus each field gets in `make test`; the drill feeds it all.
FEW = 3


def feed_operations(stage: HostileStage, many: int | None, seed: int = 0) -> list[str]:
    """What went wrong, over every operation."""
    wrong: list[str] = []
    values = {**VALUES, **TEXTS}
    for operation in operations_of(stage):
        for name in operation.body if isinstance(operation.body, dict) else ():
            for value_name, value in sample(values, many, f"{seed} {operation.path} {name}"):
                wrong.append(
                    _send(stage, operation, json.dumps({**operation.body, name: value}), f"{name} = {value_name}")
                )
        if operation.method != "GET":
            for body_name, body in sample(BODIES, many, f"{seed} {operation.path}"):
                wrong.append(_send(stage, operation, body, f"body = {body_name}"))
        for name in (*operation.query, "cursor", "after", "page", "nobody"):
            for text_name, text in sample(TEXTS, many, f"{seed} {operation.path} ?{name}"):
                wrong.append(_ask(stage, operation, name, text, f"?{name} = {text_name}"))
    return [line for line in wrong if line]


def _send(stage: HostileStage, operation: Operation, body: Any, what: str) -> str:
    answer = stage.ask_api(operation.person, operation.method, operation.path, body)
    fault = answer.breach(f"{operation.method} {operation.path} as {operation.person}: {what}")
    return fault or _speaks_problem(answer.status, answer.headers, f"{operation.path}: {what}")


def _ask(stage: HostileStage, operation: Operation, name: str, text: str, what: str) -> str:
    if operation.method != "GET" or len(text) > 5_000:
        return ""
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
