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
