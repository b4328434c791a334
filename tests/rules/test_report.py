from pathlib import Path

import pytest

from tests.rules.report import UnknownRule, collect, describe, read_ids


def test_list_carries_every_rule_once() -> None:
    ids = read_ids()
    assert len(ids) == len(set(ids)) == 295
    families = [sum(rule.startswith(f"{letter}-") for rule in ids) for letter in "GAFSX"]
    assert families == [177, 42, 37, 28, 11]


def test_marks_are_found_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(
        'import pytest\npytestmark = pytest.mark.rule("X-01")\n'
        '@pytest.mark.rule("X-02", "X-03")\ndef test_it(): pass\n'
        'ROWS = [pytest.param(1, marks=pytest.mark.rule("X-04"))]\n# pytest.mark.rule("X-05")\n'
    )
    (tmp_path / "conftest.py").write_text('pytest.mark.rule("X-06")\n')
    assert collect(folder=tmp_path, known=set(read_ids())) == {"X-01", "X-02", "X-03", "X-04"}


@pytest.mark.parametrize("argument", ['"X-99"', "NAME", "f'X-0{1}'", "1"])
def test_mark_that_names_no_rule_fails_with_its_place(tmp_path: Path, argument: str) -> None:
    (tmp_path / "test_a.py").write_text(f"import pytest\n@pytest.mark.rule({argument})\ndef test_it(): pass\n")
    with pytest.raises(UnknownRule, match=r"test_a\.py:2: .* is not in the list"):
        collect(folder=tmp_path, known=set(read_ids()))


def test_report_ends_with_the_count() -> None:
    lines = list(describe(ids=["X-01", "X-02", "X-03"], proven={"X-02"}))
    assert lines == ["proven:", "  X-02", "not proven:", "  X-01 X-03", "rules proven: 1 of 3"]
