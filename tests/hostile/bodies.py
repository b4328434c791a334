"""Plausible values: what a request looks like before one of its fields turns hostile."""

from datetime import date
from typing import Any

from tests.hostile.pages import Field, Form

#: By name of a field, where its type alone says too little.
BY_NAME: dict[str, Any] = {
    "company": "Kestrel Ltd",
    "country": "US",
    "currency": "USD",
    "value": "1200.00",
    "value_minor": 120_000,
    "amount": "100.00",
    "share": "25.00",
    "percent": "12.5",
    "contact_name": "Kim",
    "contact_email": "kim@kestrel.example",
    "website": "https://kestrel.example/",
    "email": "new@acme.example",
    "mail": "new@acme.example",
    "name": "Something",
    "reason": "because it is so",
    "note": "a note",
    "reference": "D-100",
    "program": "flow",
    "system": "erp",
    "account": "pay@kestrel.example",
    "legal_name": "Kestrel Ltd",
    "sums": {"USD": "100.00"},
    "rows": 1,
    "required": "5",
    "slug": "kestrel",
    "hue": 120,
    "language": "en",
    "time_zone": "America/New_York",
    "period": "2026-10",
}
DAY = date(2026, 11, 1).isoformat()


def body_of(schema: dict[str, Any], components: dict[str, Any], name: str = "") -> Any:
    """A value that fits a schema."""
    while "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return body_of(schema["allOf"][0], components, name)
    for choice in schema.get("oneOf", schema.get("anyOf", ())):
        if choice.get("type") != "null":
            return body_of(choice, components, name)
    if schema.get("properties"):
        return {key: body_of(part, components, key) for key, part in schema["properties"].items()}
    if schema.get("enum"):
        return next(one for one in schema["enum"] if one not in ("", None))
    kind = _kind(schema)
    if name in BY_NAME and not (kind == "integer" and not isinstance(BY_NAME[name], int)):
        return BY_NAME[name]
    return _plain(schema, components, name, kind)


def _kind(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "string")
    return kinds if isinstance(kinds, str) else next(one for one in kinds if one != "null")


def _plain(schema: dict[str, Any], components: dict[str, Any], name: str, kind: str) -> Any:
    if kind == "array":
        return [body_of(schema.get("items", {}), components, name)]
    formats = {
        "date": DAY,
        "date-time": f"{DAY}T12:00:00Z",
        "email": "x@kestrel.example",
        "uri": "https://kestrel.example/",
    }
    plain = {"integer": max(1, int(schema.get("minimum", 1))), "number": 1, "boolean": True, "object": {}}
    return plain.get(kind, formats.get(schema.get("format", ""), "text"))


def values_of(form: Form) -> dict[str, str]:
    """What a person who fills a form in quickly would send; files apart."""
    return {name: _value(one) for name, one in form.fields.items() if one.kind != "file"}


def _value(one: Field) -> str:
    if one.value:
        return one.value
    if one.options:
        return next((option for option in one.options if option), "")
    name = one.name.rpartition("-")[2]
    if one.kind in ("date", "datetime-local"):
        return DAY
    if one.kind == "number":
        return str(BY_NAME.get(name, 1))
    return str(BY_NAME.get(name, "x@kestrel.example" if one.kind == "email" else "text"))
