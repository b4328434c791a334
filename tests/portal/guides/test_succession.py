from dataclasses import replace

import pytest
from pydantic import ValidationError

from portal.guides.documents import Document, read_guide
from portal.guides.shipped import find_guide
from portal.guides.succession import SECTION, SuccessionSection, succession_of, vocabulary_of


def gpn() -> Document:
    path = find_guide("gpn-2014")
    assert path is not None
    return read_guide(path.read_text())


def without(document: Document, *tiers: str) -> Document:
    tiering = document.sections["tiering"]
    order = tuple(tier for tier in tiering.order if tier not in tiers)  # type: ignore[attr-defined]
    return replace(document, sections=document.sections | {"tiering": tiering.model_copy(update={"order": order})})


def saying(document: Document, **said: object) -> Document:
    section = SuccessionSection.model_validate({"rule": "X-05"} | said)
    return replace(document, sections=document.sections | {SECTION: section})


def test_words_that_both_guides_know_are_kept() -> None:
    assert {word.became for word in succession_of(gpn(), gpn())} == {"kept"}


def test_word_of_which_nothing_is_said_is_named() -> None:
    lost = [word for word in succession_of(gpn(), without(gpn(), "Bronze")) if word.problem]

    assert [(word.kind, word.name) for word in lost] == [("tiers", "Bronze")]


def test_section_has_to_speak_of_every_word() -> None:
    words = vocabulary_of(gpn())
    kept = {kind: {name: {"became": "kept"} for name in names} for kind, names in words.items()}
    kept["tiers"]["Bronze"] = {"became": "merged", "into": ["Silver"]}  # type: ignore[dict-item]
    after = without(gpn(), "Bronze")

    assert [word for word in succession_of(gpn(), saying(after, **kept)) if word.problem] == []
    del kept["codes"][words["codes"][0]]
    lost = [word.name for word in succession_of(gpn(), saying(after, **kept)) if word.problem]
    assert lost == [words["codes"][0]]


def test_word_cannot_become_what_the_new_guide_does_not_know() -> None:
    said = {"tiers": {"Bronze": {"became": "renamed", "into": ["Copper"]}}}
    found = {word.name: str(word.problem) for word in succession_of(gpn(), saying(without(gpn(), "Bronze"), **said))}

    assert "Copper" in found["Bronze"]


@pytest.mark.parametrize(
    "said",
    [
        {"became": "split", "into": ["Silver"]},
        {"became": "renamed"},
        {"became": "ended", "into": ["Silver"]},
        {"became": "gone"},
    ],
)
def test_what_a_word_became_has_to_name_what_it_became(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SuccessionSection.model_validate({"rule": "X-05", "tiers": {"Bronze": said}})
