import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from portal.guides.shipped import shipped_guides
from tests.portal.guides.writing import HEAD, LADDER, opened


@pytest.fixture(autouse=True)
def _registries() -> Iterator[None]:
    with opened():
        guide_lint("ladder.steep", lambda document: [Finding("ladder.gold", "Gold is far", about="Gold")])
        yield


def check(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("guide", "check", *arguments, stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def write(folder: Path, text: str) -> str:
    path = folder / "flow.toml"
    path.write_text(text)
    return str(path)


def test_check_prints_file_line_and_reason_and_exits_with_1(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + LADDER)

    assert check(path) == (
        1,
        f"{path}:9: error: ladder.gold: Gold is far [ladder.steep]\n"
        "flow: 1 error, 0 warnings, 0 acknowledged, 0 examples\n",
    )


def test_check_of_an_acknowledged_contradiction_exits_with_0(tmp_path: Path) -> None:
    said = '[acknowledged.far]\ncode = "ladder.steep"\nplace = "ladder.gold"\nrule = "T-02"\nwhy = "Printed so"\n'
    path = write(tmp_path, HEAD + LADDER + said)

    assert check(path) == (
        0,
        f"{path}:9: acknowledged by T-02 (Printed so): ladder.gold: Gold is far [ladder.steep]\n"
        "flow: 0 errors, 0 warnings, 1 acknowledged, 0 examples\n",
    )


def test_check_answers_json_line_by_line(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + LADDER.replace("9", '"many"'))
    code, text = check(path, path, "--json")

    first, second = map(json.loads, text.splitlines())
    assert code == 1
    assert first == second
    (finding,) = first.pop("findings")
    assert first == {"guide": "flow", "ok": False, "examples": 0}
    assert (finding["file"], finding["line"], finding["place"]) == (path, 9, "ladder.gold.value")
    assert finding["message"] == "a whole number is expected, not 'many'"


def test_check_without_a_name_looks_at_every_shipped_guide() -> None:
    _, text = check("--json")

    assert [json.loads(line)["guide"] for line in text.splitlines()] == [path.stem for path in shipped_guides()]


def test_check_of_an_unknown_name_says_which_guides_there_are() -> None:
    with pytest.raises(CommandError, match="gpn-2014"):
        check("gpn-1914")
