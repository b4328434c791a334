from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from portal.guides.documents import Document, read_guide
from portal.guides.services import create_program, publish_guide
from portal.guides.services.drafts import begin_draft
from portal.guides.services.publication import propose_draft
from portal.guides.shipped import find_guide
from portal.guides.succession import SECTION, SuccessionSection, succession_of, vocabulary_of
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.guides.people import NOW, admin_of


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


CODE, NEWER = "GCP8-CGAX", "GCP9-CGAX"


def succession(words: Mapping[str, Iterable[str]]) -> str:
    """A section that says of every word that it was kept, and of one code that it has another name."""
    lines = ["", "[succession]", 'rule = "X-05"']
    for kind, names in words.items():
        lines.append(f"[succession.{kind}]")
        for name in names:
            became = f'became = "renamed", into = ["{NEWER}"]' if name == CODE else 'became = "kept"'
            lines.append(f'"{name}" = {{ {became} }}')
    return "\n".join(lines) + "\n"


@pytest.mark.django_db
@pytest.mark.rule("X-05")
def test_successor_that_leaves_a_word_unmapped_is_not_published(acme: VendorCast) -> None:
    path = find_guide("gpn-2014")
    assert path is not None
    source = path.read_text()
    renamed = source.replace(CODE, NEWER)
    words = vocabulary_of(gpn())
    silent = {kind: [name for name in names if name != CODE] for kind, names in words.items()}
    with acting_as(Role.STAFF, vendor=acme.id):
        program = create_program(slug="gpn-2014", name="Network", legal_time_zone="America/Los_Angeles")
        first = publish_guide(program, source=source, effective_from=date(2024, 1, 1))
        found = {}
        for name, text in (
            ("nothing said", renamed),
            ("all but one", renamed + succession(silent)),
            ("every word", renamed + succession(words)),
        ):
            draft = begin_draft(program, source=text, based_on=first, by=admin_of(acme))
            try:
                propose_draft(draft, effective_from=date(2027, 1, 1), reason="New exams", by=admin_of(acme), at=NOW)
                found[name] = "asked"
            except Refusal as refused:
                found[name] = f"{refused.code} {CODE in str(refused)}"
            draft.delete()

    assert found == {"nothing said": "unmapped True", "all but one": "unmapped True", "every word": "asked"}
