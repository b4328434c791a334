"""Every hostile file against what due diligence takes: evidence of a case and the papers of an application (A-DD-02)."""

import pytest

from compliance.policies import EVIDENCE_FILE
from portal.files.purposes import PURPOSES
from portal.files.services import clean_name
from portal.files.suspects import FileRefused
from portal.files.types import Type, detect_type
from tests.portal.files.hostile import GOOD, HOSTILE

TAKEN = (EVIDENCE_FILE, "application_document")
#: What the issue names, by what the files are called.
KINDS = {
    "polyglots": ("pdf that is an archive", "png that is an archive", "jpeg that is an archive", "pdf that ends in html"),
    "zip bombs": ("zip bomb", "many parts", "lying archive"),
    "macros": ("workbook with macros", "workbook with old macros", "old office file"),
    "svg": ("svg", "svg as xml", "svg with a prefix"),
    "html as pdf": ("html", "pdf that begins as html"),
    "claims of a size": ("huge png",),
    "path tricks": ("workbook that climbs out",),
    "eicar": ("eicar", "eicar in a pdf", "eicar in a csv"),
}  # fmt: skip


def test_the_files_are_forty_and_of_every_kind() -> None:
    assert len(HOSTILE) >= 40
    assert {name for names in KINDS.values() for name in names} <= HOSTILE.keys()


@pytest.mark.parametrize("purpose", TAKEN)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_as_evidence_and_as_a_paper(purpose: str, name: str) -> None:
    with pytest.raises(FileRefused):
        detect_type(HOSTILE[name], wanted=PURPOSES.get(purpose).types)


@pytest.mark.parametrize("purpose", TAKEN)
def test_only_pictures_papers_and_plain_text_are_taken(purpose: str) -> None:
    types = PURPOSES.get(purpose).types

    assert types <= {Type.PDF, Type.PNG, Type.JPEG, Type.TEXT}
    for kind in ("application/pdf", "image/png", "image/jpeg"):
        assert detect_type(GOOD[kind], wanted=types) == kind
    assert PURPOSES.get(purpose).limit <= 10 * 1024 * 1024


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "a/b/c.pdf", "\0evil.pdf", "x\r\nSet-Cookie: a=b.pdf", ".htaccess"]
)
def test_name_of_a_file_leads_nowhere(name: str) -> None:
    clean = clean_name(name)

    assert not set(clean) & set("/\\\0\r\n:")
    assert not clean.startswith(".")
