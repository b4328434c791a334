import json

import pytest
from django.test import Client


@pytest.mark.django_db
def test_schema_is_public_and_is_openapi_3_1() -> None:
    response = Client().get("/api/v1/schema/")
    assert response.status_code == 200
    schema = json.loads(response.content)
    assert schema["openapi"] == "3.1.0"
    assert schema["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status", "code"]


@pytest.mark.django_db
def test_schema_says_what_every_operation_shares() -> None:
    schema = json.loads(Client().get("/api/v1/schema/").content)
    assert schema["components"]["securitySchemes"]["key"] == {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key of a member, made in Settings > Keys.",
    }
    register = schema["paths"]["/api/v1/{vendor}/leads/"]["post"]
    parameters = {parameter["name"]: parameter for parameter in register["parameters"]}
    assert parameters["Idempotency-Key"]["required"] is True
    assert parameters["vendor"]["schema"]["pattern"] == "^[a-z][a-z0-9-]{1,39}$"
    assert set(register["responses"]) == {"201", "400", "401", "403", "404", "409", "413", "415", "422"}
    assert list(register["responses"]["422"]["content"]) == ["application/problem+json"]
    lead = schema["paths"]["/api/v1/{vendor}/leads/{lead}/"]["get"]
    assert {p["name"]: p["schema"]["type"] for p in lead["parameters"]} == {"lead": "integer", "vendor": "string"}
