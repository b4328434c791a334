"""The worked examples inside the shipped guides: enough of them, all met, and each caught when it expects something else."""

from dataclasses import replace
from typing import Any

import pytest

from portal.guides.checking import failing_examples
from portal.guides.examples import EXAMPLE_KINDS, differences, plain
from tests.tiering.library import shipped

PROGRAMS = ("gpn-2014", "appfoundry", "partner-program", "aligned-si")


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_worked_example_holds(program: str) -> None:
    document = shipped(program)
    assert [str(finding) for finding in failing_examples(document)] == []
    assert len(document.examples) >= 15
    assert len({example.name for example in document.examples}) == len(document.examples)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_figure_that_an_example_expects_is_compared(program: str) -> None:
    """Each leaf of `expect`, changed, makes its example fail: none is written in vain."""
    document = shipped(program)
    blind = [
        (example.name, path)
        for example in document.examples
        for path, changed in _changes(example.expect)
        if not failing_examples(replace(document, examples=(example.model_copy(update={"expect": changed}),)))
    ]
    assert blind == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_examples_of_the_tiers_name_rules_of_their_own_program(program: str) -> None:
    """Other rooms share rules among the programs of a vendor: mail addresses, screening, validity of certificates."""
    kinds = {key for key, run in EXAMPLE_KINDS.all().items() if run.__module__.startswith("tiering.")}
    letters = {example.rule[0] for example in shipped(program).examples if example.kind in kinds} - {"X"}
    assert letters == {{"gpn-2014": "G", "appfoundry": "A", "partner-program": "F", "aligned-si": "S"}[program]}


def test_kinds_answer_what_json_holds() -> None:
    for program in PROGRAMS:
        document = shipped(program)
        for example in document.examples:
            found = plain(EXAMPLE_KINDS.get(example.kind)(document, plain(example.facts)))
            assert differences(example.expect, found) == []


def _changes(expect: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(expect, dict) and expect:
        return [
            (name, {**expect, key: changed})
            for key, value in expect.items()
            for name, changed in _changes(value, f"{path}.{key}")
        ]
    if isinstance(expect, list | tuple) and expect:
        return [
            (name, [*expect[:number], changed, *expect[number + 1 :]])
            for number, value in enumerate(expect)
            for name, changed in _changes(value, f"{path}[{number}]")
        ]
    return [(path, "something else")]
