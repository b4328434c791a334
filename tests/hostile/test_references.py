"""Every field that names a record fed one of the other vendor and one that is not there: the same refusal, nothing stored."""

import json
import re
from typing import Any

import pytest
from rest_framework import serializers

from portal.api.serializers import IdField, Input
from tests.hostile.operations import NAMES, operations_of
from tests.hostile.stage import FoundForm, HostileStage, forms_of

MISSING = 2**62


def _inputs(kind: type[serializers.Serializer[Any]] = Input) -> list[type[serializers.Serializer[Any]]]:
    return [each for one in kind.__subclasses__() for each in (one, *_inputs(one))]


def test_every_field_that_takes_an_id_says_whose() -> None:
    """An IdField under a name that is not listed here would not be fed below."""
    fields = [
        (each.__name__, name)
        for each in _inputs()
        if each.__module__.split(".")[0] != "tests"
        for name, one in each().fields.items()
        if isinstance(one, IdField | serializers.PrimaryKeyRelatedField) or name in ("ids",)
    ]

    assert [(serializer, name) for serializer, name in fields if name.removesuffix("_id") not in NAMES] == []


def test_no_serializer_relates_to_a_table_by_itself() -> None:
    """A related field's own queryset is the usual hole: ids go through IdField and a query of what the actor sees."""
    wrong = [
        (each.__name__, name)
        for each in _inputs()
        for name, one in each().fields.items()
        if isinstance(one, serializers.RelatedField | serializers.ManyRelatedField)
    ]

    assert wrong == []


def _plain(text: str) -> str:
    """Without what differs from answer to answer: tokens and numbers."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|"csrf": ?"[^"]*"|"X-CSRFToken": ?"[^"]*"', "", text)
    return re.sub(r"\d+|globex-only|not-there", "#", text)


@pytest.mark.timeout(300)
def test_bodies_that_name_foreign_records_are_refused(hostile_stage: HostileStage) -> None:
    wrong, fed = [], 0
    for operation in operations_of(hostile_stage):
        named = [
            name
            for name in operation.body or ()
            if isinstance(operation.body, dict) and name.removesuffix("_id") in NAMES
        ]
        for name in named:
            label, column = NAMES[name.removesuffix("_id")]
            foreign = hostile_stage.column(label, column, "foreign")
            if not isinstance(operation.body[name], int):
                foreign, missing = "globex-only", "not-there"
            else:
                missing = MISSING  # type: ignore[assignment]
            answers = []
            for value in (foreign, missing):
                body = json.dumps({**operation.body, name: value})
                answer = hostile_stage.ask_api(operation.person, operation.method, operation.path, body)
                answers.append((answer.status, _plain(answer.text)))
                wrong += [fault for fault in [answer.breach(f"{operation.path} {name}={value}")] if fault]
                if answer.status < 400:
                    wrong.append(f"{operation.path} {name}={value}: {answer.status}")
            fed += 1
            if answers[0] != answers[1]:
                wrong.append(f"{operation.path} {name}: foreign {answers[0]} missing {answers[1]}")

    assert "\n".join(wrong) == ""
    assert fed > 0


@pytest.mark.timeout(300)
def test_forms_that_name_foreign_records_are_refused(hostile_stage: HostileStage) -> None:
    """Choices of a form that are records: selects, radios and hidden fields with a number in them."""
    wrong: list[str] = []
    for form in forms_of(hostile_stage):
        for name in form.choices:
            if name.isidentifier() and form.values.get(name, "").isdecimal():
                wrong += _feed(hostile_stage, form, name)

    assert "\n".join(wrong) == ""


def _feed(stage: HostileStage, form: FoundForm, name: str) -> list[str]:
    short = name.removesuffix("_id")
    if short not in NAMES:
        return []
    answers, wrong = [], []
    for value in (stage.column(*NAMES[short], "foreign"), MISSING):
        answer = stage.ask(form.person, "POST", form.action, {**form.values, name: str(value)})
        answers.append((answer.status, _plain(answer.text)))
        wrong += [fault for fault in [answer.breach(f"{form.action} {name}={value}")] if fault]
        if answer.status < 400:
            wrong.append(f"{form.action} {name}={value}: {answer.status}")
    return wrong if answers[0] == answers[1] else [*wrong, f"{form.action} {name}: foreign differs from missing"]
