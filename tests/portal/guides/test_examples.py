from collections.abc import Iterator
from typing import Any

import pytest

from portal.guides.checking import check_document
from portal.guides.documents import Document, read_guide
from portal.guides.examples import differences, example_kind
from tests.portal.guides.writing import HEAD, LADDER, opened

EXAMPLE = """
[[examples]]
name = "Ten reach gold"
rule = "T-02"
kind = "ladder"
facts = {{ points = "10", as_of = 2024-05-01, rate = 0.1 }}
expect = {{ tier = "{tier}", lines = [{{ requirement = "gold", required = 9 }}] }}
"""


@pytest.fixture(autouse=True)
def _registries() -> Iterator[None]:
    with opened():
        yield


def _climb(document: Document, facts: dict[str, Any]) -> Any:
    assert facts == {"points": "10", "as_of": "2024-05-01", "rate": "0.1"}
    figures = document.sections["ladder"].model_dump()
    return {
        "tier": "Gold",
        "lines": [
            {"requirement": name, "required": str(figure["value"]), "rule": figure["rule"]}
            for name, figure in figures.items()
        ],
    }


def test_example_that_holds_is_silent_and_one_that_fails_says_what_differs() -> None:
    example_kind("ladder", _climb)

    assert check_document(read_guide(HEAD + LADDER + EXAMPLE.format(tier="Gold"))) == []
    (finding,) = check_document(read_guide(HEAD + LADDER + EXAMPLE.format(tier="Silver")))
    assert (finding.place, finding.code, finding.rule, finding.is_error) == (
        "examples.0",
        "example.failed",
        "T-02",
        True,
    )
    assert "tier: expected 'Silver', found 'Gold'" in str(finding.message)


def test_example_of_a_kind_nobody_calculates_is_an_error() -> None:
    (finding,) = check_document(read_guide(HEAD + LADDER + EXAMPLE.format(tier="Gold")))

    assert "nobody calculates examples of kind ladder" in str(finding.message)


def test_example_whose_calculation_breaks_is_an_error() -> None:
    example_kind("ladder", lambda document, facts: facts["nothing"])

    (finding,) = check_document(read_guide(HEAD + LADDER + EXAMPLE.format(tier="Gold")))
    assert "KeyError" in str(finding.message)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": "1.50"}, {"a": 1.5}),
        ({"a": ""}, {"a": None}),
        ({"a": [1, 2]}, {"a": [1, 2]}),
        ({"a": [{"x": 1}]}, {"a": [{"x": 2}, {"x": 1, "y": 3}]}),
        ({"a": []}, {"a": []}),
    ],
)
def test_differences_are_none_where_what_is_expected_is_found(expected: Any, found: Any) -> None:
    assert differences(expected, found) == []


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {}),
        ({"a": 1}, {"a": True}),
        ({"a": ""}, {"a": "x"}),
        ({"a": [1, 2]}, {"a": [2, 1]}),
        ({"a": [{"x": 1}]}, {"a": [{"x": 2}]}),
        ({"a": [{"x": 1}]}, {"a": None}),
        ({"a": {"b": 1}}, {"a": 3}),
        ({"a": []}, {"a": [1]}),
    ],
)
def test_differences_are_named_by_their_path(expected: Any, found: Any) -> None:
    (text,) = differences(expected, found)

    assert text.startswith("a")
