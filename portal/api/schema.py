"""The description of the interface: OpenAPI 3.1, said once for all views."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "description": "Path that names the kind of problem."},
        "title": {"type": "string", "description": "What it means, for a person."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "The kind of problem, for a program."},
        "detail": {"type": "string", "description": "What happened this time."},
        "errors": {
            "type": "object",
            "description": "Messages by the field they belong to.",
            "additionalProperties": True,
        },
    },
}
ALWAYS = {
    "400": "Not a request that can be read",
    "401": "No valid key",
    "403": "The key may not do that",
    "404": "Nothing here",
}
ON_WRITING = {
    "409": "Does not fit what is here already, or a twin is running",
    "413": "Too large",
    "415": "Not JSON",
    "422": "Fields to correct",
}


class PortalSchema(AutoSchema):
    """Adds what every operation shares: problems, the Idempotency-Key where it is read, ids as bigints."""

    def get_override_parameters(self) -> list[Any]:
        handler = getattr(self.view, self.method.lower(), None)
        if not getattr(handler, "idempotent", False):
            return []
        words = "New for each thing you want done; the same key again gives the same answer and does nothing."
        return [
            OpenApiParameter(
                "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
                OpenApiParameter.HEADER, required=True, description=words,
            )
        ]  # fmt: skip

    def get_tags(self) -> list[str]:
        words = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return words[2:3] or ["portal"]

    def _get_response_bodies(self, *args: Any, **kwargs: Any) -> Any:
        bodies = super()._get_response_bodies(*args, **kwargs)
        codes = ALWAYS if self.method == "GET" else ALWAYS | ON_WRITING
        for code, words in codes.items():
            bodies.setdefault(
                code, {"description": words, "content": {"application/problem+json": {"schema": PROBLEM}}}
            )
        return bodies


class BearerKey(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "portal.accounts.authentication.ActorAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An API key of a member, made in Settings > Keys."}


def describe_shared(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Postprocessing hook: what all operations point at."""
    components = result.setdefault("components", {}).setdefault("schemas", {})
    components["Problem"] = PROBLEM_SCHEMA
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["schema"] = _path_schema(parameter["name"])
    return result


def _path_schema(name: str) -> dict[str, Any]:
    if name == "vendor":
        return {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,39}$"}
    return {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**63 - 1}
