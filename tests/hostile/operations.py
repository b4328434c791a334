"""Every operation of the API as its own OpenAPI description lists them, with a plausible body and somebody who may."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from portal.accounts.rights import rights_of
from tests.guards.endpoints import Endpoint, all_endpoints
from tests.hostile.bodies import body_of
from tests.hostile.stage import PEOPLE, HostileStage, people_of

#: Field -> the record it names, and the column that is typed.
NAMES: dict[str, tuple[str, str]] = {
    "program": ("guides.Program", "pk"),
    "partner": ("partners.Partner", "pk"),
    "enrolment": ("partners.Enrolment", "pk"),
    "deal": ("leads.Deal", "pk"),
    "lead": ("leads.Lead", "pk"),
    "owner": ("partners.Partner", "pk"),
    "member": ("accounts.Membership", "pk"),
    "payee": ("commissions.Payee", "pk"),
    "method": ("commissions.PayoutMethod", "pk"),
    "batch": ("commissions.ImportBatch", "pk"),
    "approval": ("approvals.Approval", "pk"),
    "file": ("files.StoredFile", "pk"),
    "who": ("accounts.Membership", "pk"),
    "statement": ("commissions.Statement", "pk"),
    "payout": ("commissions.Payout", "pk"),
    "person": ("partners.Person", "pk"),
    "person_id": ("partners.Person", "pk"),
    "case": ("compliance.Case", "pk"),
    "duty": ("compliance.Duty", "pk"),
    "hold": ("compliance.PartnerHold", "pk"),
    "line": ("compliance.CaseCheck", "pk"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, at acme, for a record of the first partner."""

    method: str
    route: str
    path: str
    person: str
    body: Any
    query: tuple[str, ...]


def schema() -> dict[str, Any]:
    """The OpenAPI description, as anybody gets it."""
    response = Client().get("/api/v1/schema/")
    assert response.status_code == 200
    described: dict[str, Any] = response.json()
    return described


def operations_of(stage: HostileStage) -> list[Operation]:
    """Every operation in a path of a vendor."""
    described = schema()
    endpoints = {"/" + endpoint.route.replace("<", "{").replace(">", "}"): endpoint for endpoint in all_endpoints()}
    found = []
    for path, operations in described["paths"].items():
        endpoint = endpoints[path]
        for method, operation in operations.items():
            if endpoint.is_of_a_vendor:
                found.append(_operation(stage, endpoint, method, operation, described))
    return found


def _operation(
    stage: HostileStage, endpoint: Endpoint, method: str, operation: dict[str, Any], described: dict[str, Any]
) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    shape = content.get("application/json", {}).get("schema")
    body = body_of(shape, described["components"]["schemas"]) if shape else None
    if isinstance(body, dict):
        body |= {
            name: stage.column(*NAMES[name]) for name, value in body.items() if name in NAMES and isinstance(value, int)
        }
    query = tuple(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")
    return Operation(method.upper(), endpoint.route, stage.path(endpoint), who_may(endpoint, method), body, query)


def who_may(endpoint: Endpoint, method: str) -> str:
    """Somebody who may do it: by method where the view tells them apart, a partner where both may."""
    view = getattr(endpoint.callback, "cls", None) or getattr(endpoint.callback, "view_class", None)
    right = getattr(view, "rights", {}).get(method.upper()) or getattr(view, "right", None)
    may = [person for person, (role, _) in PEOPLE.items() if right in rights_of(role)] if right else people_of(endpoint)
    return may[-1] if may else "finance"
