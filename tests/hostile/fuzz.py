"""Schemathesis on our own WSGI application, in this process: positive and negative cases of every operation, without a network."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import hypothesis
import schemathesis
from schemathesis import Case, GenerationMode

from tests.guards.endpoints import all_endpoints
from tests.hostile.operations import schema, who_may
from tests.hostile.stage import HostileStage

#: In the description's spirit, and against it.
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass(slots=True)
class Report:
    """What was asked, and what went wrong."""

    requests: int = 0
    by_status: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def fuzz(stage: HostileStage, *, examples: int, seed: int, few: int = len(MODES)) -> Report:
    """`examples` cases of each operation in a seeded `few` of the modes. Every request is undone after its effect was looked at."""
    report = Report()
    endpoints = {"/" + one.route.replace("<", "{").replace(">", "}"): one for one in all_endpoints()}
    described = schemathesis.openapi.from_dict(schema())
    for result in described.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]
        endpoint = endpoints[operation.path]
        person = who_may(endpoint, operation.method) if endpoint.is_of_a_vendor else "finance"
        own = {
            name: "acme" if name == "vendor" else stage.value(endpoint.objects.get(name, name))
            for name in endpoint.parameters
        }
        for mode in random.Random(f"{seed} {operation.method} {operation.path}").sample(MODES, few):
            for case in _cases(operation, mode, examples, seed):
                _send(stage, report, person, own, case)
    return report


def _cases(operation: Any, mode: GenerationMode, examples: int, seed: int) -> Iterator[Case[Any]]:
    kept: list[Case[Any]] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def keep(case: Case[Any]) -> None:
        kept.append(case)

    try:
        keep()
    except hypothesis.errors.Unsatisfiable:
        return  # an operation without anything to negate
    yield from kept


def _send(stage: HostileStage, report: Report, person: str, own: dict[str, object], case: Case[Any]) -> None:
    """To the actor's own record in half of the cases, since a made up id ends at the first door."""
    if report.requests % 2 == 0:
        case.path_parameters = dict(own)
    else:
        case.path_parameters = {**(case.path_parameters or {}), "vendor": "acme"}
    sent = case.as_transport_kwargs(base_url="http://localhost")
    body = sent.get("data") if "data" in sent else None
    if "json" in sent:
        body = json.dumps(sent["json"])
    path = case.formatted_path
    query = case.query or {}
    headers = {f"HTTP_{name.upper().replace('-', '_')}": str(value) for name, value in (case.headers or {}).items()}
    headers.pop("HTTP_AUTHORIZATION", None)
    address = f"{path}?{urlencode(query, doseq=True)}" if query else path
    answer = stage.ask_api(person, case.method, address, body if isinstance(body, str | bytes) else None, **headers)
    report.requests += 1
    report.by_status[answer.status] = report.by_status.get(answer.status, 0) + 1
    if fault := answer.breach(f"{case.method} {address} as {person}: {str(body)[:200]}"):
        report.wrong.append(fault)
