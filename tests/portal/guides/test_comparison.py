from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.guides.comparison import PLACE_WORDS, ChangeKind, compare_guides, place_words
from portal.guides.documents import read_guide
from tests.portal.guides.writing import HEAD, LADDER, opened

SAID = '[acknowledged.far]\ncode = "ladder.steep"\nplace = "ladder.gold"\nrule = "T-02"\nwhy = "Printed so"\n'


@pytest.fixture(autouse=True)
def _registries() -> Iterator[None]:
    with opened(), PLACE_WORDS.opened():
        yield


def sentences(before: str, after: str) -> list[str]:
    return [str(change) for change in compare_guides(read_guide(HEAD + before), read_guide(HEAD + after))]


def test_equal_guides_differ_in_nothing() -> None:
    assert sentences(LADDER, LADDER + "# a comment more\n") == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value = 4", "value = 5", ["ladder.silver 4 to 5"]),
        (", confirmed = false", "", ["ladder.gold: confirmed"]),
        ('rule = "T-01"', 'rule = "T-01", confirmed = false', ["ladder.silver: no longer confirmed"]),
        ('rule = "T-01"', 'rule = "T-03"', ["ladder.silver, rule T-01 to T-03"]),
        ('rule = "T-01"', 'rule = "T-01", note = "Both"', ["ladder.silver, note: added (Both)"]),
    ],
)
def test_differences_are_sentences(old: str, new: str, words: list[str]) -> None:
    assert sentences(LADDER, LADDER.replace(old, new)) == words


def test_sections_and_acknowledgements_come_and_go() -> None:
    assert sentences("", LADDER + SAID) == ["ladder: added", "acknowledged.far: added"]
    assert sentences(LADDER + SAID, "") == ["acknowledged.far: removed", "ladder: removed"]


def test_app_names_its_places_and_change_keeps_both_values() -> None:
    place_words("ladder", lambda document, steps: f"{document.head.name} {steps[1]} step" if len(steps) > 1 else None)

    (change,) = compare_guides(read_guide(HEAD + LADDER), read_guide(HEAD + LADDER.replace("9", "8")))
    assert (change.kind, change.place, change.before, change.after) == (ChangeKind.CHANGED, "ladder.gold", "9", "8")
    assert str(change) == "Flow gold step 9 to 8"


def test_compare_prints_one_sentence_a_line(tmp_path: Path) -> None:
    out, old, new = StringIO(), tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(HEAD + LADDER)
    new.write_text(HEAD + LADDER.replace("value = 4", "value = 5"))

    call_command("guide", "compare", str(old), str(new), stdout=out)

    assert out.getvalue() == "ladder.silver 4 to 5\n"


def test_compare_with_what_is_no_guide_says_why(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(HEAD + "[ladder]\n")

    with pytest.raises(CommandError, match=r"old\.toml: line 6: ladder\.gold: is missing"):
        call_command("guide", "compare", str(tmp_path / "old.toml"), "gpn-2014")
