"""The whole corpus in each declared field of each form and serializer, in process: an answer or a refusal, never another error.

That a page or an operation hands its fields what was sent, and stores nothing of what they refuse, test_forms.py and test_api.py
prove end to end. Fields that a form adds while it is made are fed there too, as are choices of records.
"""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError as Invalid

from portal.api.serializers import Input
from portal.embedded.sources import APPS
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.guards.endpoints import all_endpoints
from tests.hostile.corpus import TEXTS, VALUES

#: As a server reads what a browser sent.
TYPED = {name: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, text in TEXTS.items()}


def _below(kind: type[Any]) -> list[type[Any]]:
    """Every class of the project's that is one, once what serves its addresses is imported."""
    all_endpoints()
    found = {each: None for one in kind.__subclasses__() for each in (one, *_below(one))}
    return [each for each in found if each.__module__.split(".")[0] in APPS]


def _fields_of_forms() -> Iterator[tuple[str, str, forms.Field]]:
    for form in _below(forms.BaseForm):
        for name, field in form.base_fields.items():
            if not isinstance(field, forms.ModelChoiceField | forms.FileField):
                yield f"{form.__module__}.{form.__qualname__}.{name}", name, field


def _refuses(field: forms.Field, name: str, text: str) -> str:
    """What else than a refusal comes of a text, or nothing."""
    sent = QueryDict(mutable=True)
    sent[name] = text
    try:
        field.clean(field.widget.value_from_datadict(sent, {}, name))
    except ValidationError:
        pass
    except Exception as error:
        return repr(error)[:200]
    return ""


def test_fields_of_forms_answer_or_refuse(acme: VendorCast) -> None:
    fields = list(_fields_of_forms())
    with acting_as(Role.STAFF, vendor=acme.id):
        wrong = [
            f"{place} = {text_name}: {fault}"
            for place, name, field in fields
            for text_name, text in TYPED.items()
            if (fault := _refuses(field, name, text))
        ]

    assert "\n".join(wrong) == ""
    assert len(fields) > 100


def test_fields_of_bodies_answer_or_refuse() -> None:
    values = {name: json.loads(json.dumps(value)) for name, value in {**VALUES, **TEXTS}.items()}
    fields = [
        (f"{kind.__module__}.{kind.__qualname__}.{name}", field)
        for kind in _below(Input)
        for name, field in kind().fields.items()
    ]
    wrong = [
        f"{place} = {value_name}: {fault}"
        for place, field in fields
        for value_name, value in values.items()
        if (fault := _reads(field, value))
    ]

    assert "\n".join(wrong) == ""
    assert len(fields) > 50


def _reads(field: "serializers.Field[Any, Any, Any, Any]", value: Any) -> str:
    try:
        field.run_validation(value)
    except (Invalid, serializers.SkipField):
        pass
    except Exception as error:
        return repr(error)[:200]
    return ""
