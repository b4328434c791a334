from collections.abc import Iterable, Iterator

import pytest
from django.utils.translation import get_language, override

from portal.guides.checking import check_document, check_guide
from portal.guides.documents import Document, read_guide
from portal.guides.findings import Finding, Severity
from portal.guides.linting import guide_lint
from tests.portal.guides.writing import HEAD, LADDER, opened

SAID = '\n[acknowledged.steps]\ncode = "{code}"\nplace = "ladder.gold"\nabout = "{about}"\nrule = "T-02"\nwhy = "Printed so"\n'


@pytest.fixture(autouse=True)
def _registries() -> Iterator[None]:
    with opened():
        guide_lint("ladder.steep", _steep)
        yield


def _steep(document: Document) -> Iterable[Finding]:
    yield Finding("ladder.gold", "Gold asks for more than double", about="Gold")
    yield Finding("ladder.silver", "Silver is near", severity=Severity.WARNING)


def test_findings_carry_the_code_they_were_registered_with() -> None:
    steep, near = check_document(read_guide(HEAD + LADDER))

    assert (steep.code, steep.is_error) == ("ladder.steep", True)
    assert (near.code, near.is_error) == ("ladder.steep", False)


@pytest.mark.parametrize("about", ["", "Gold"])
def test_acknowledged_finding_stands_with_its_rule_and_is_no_error(about: str) -> None:
    steep, _ = check_document(read_guide(HEAD + LADDER + SAID.format(code="ladder.steep", about=about)))

    assert (steep.acknowledged, steep.rule, steep.is_error) == ("steps", "T-02", False)


@pytest.mark.parametrize(("code", "about"), [("ladder.flat", ""), ("ladder.steep", "Silver")])
def test_acknowledgement_that_matches_nothing_is_itself_an_error(code: str, about: str) -> None:
    steep, _, stale = check_document(read_guide(HEAD + LADDER + SAID.format(code=code, about=about)))

    assert steep.is_error
    assert (stale.code, stale.place, stale.is_error) == ("acknowledged.stale", "acknowledged.steps", True)


def test_report_of_the_same_text_is_made_anew_in_another_language_and_by_another_check() -> None:
    guide_lint("ladder.spoken", lambda _: [Finding("ladder.gold", f"said in {get_language()}")])
    spoken = []
    for language in ("en", "es", "en"):
        with override(language):
            spoken += [one.message for one in check_guide(HEAD + LADDER).findings if one.code == "ladder.spoken"]
    assert spoken == ["said in en", "said in es", "said in en"]

    before = check_guide(HEAD + LADDER).findings
    guide_lint("ladder.late", lambda _: [Finding("ladder.gold", "came later")])
    assert {one.code for one in check_guide(HEAD + LADDER).findings} - {one.code for one in before} == {"ladder.late"}
