"""Every word that a person reads is marked for translation: a heuristic over the templates' text and attributes."""

import re
from pathlib import Path

import pytest

from portal.embedded.places import ROOT

PAGES = sorted(path for kind in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{kind}"))
#: Words that are the same in every language, or that no person reads.
SAME_EVERYWHERE = {
    "Partner Portal",
    "API",
    "CSV",
    "PDF",
    "TOTP",
    "SVG",
    "Ctrl",
    "Ctrl-K",
    "Ctrl K",
    "Esc",
    "Enter",
    "px",
    "ISO",
}
_TRANSLATED = re.compile(r"{%\s*(blocktranslate|blocktrans|comment)\b.*?{%\s*end\1\s*%}", re.DOTALL)
_CODE = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<!DOCTYPE[^>]*>", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_SPOKEN = re.compile(r"\b(?:alt|title|placeholder|aria-label|label)=\"([^\"<>]*)\"")
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
#: What a comparison inside a tag leaves behind, and names of classes.
_NO_WORDS = re.compile(r"""^\s*[\w-]+="|^\s*[a-z]+(-[a-z]+)+\s*$|^[\s/a-z-]*/[\s/a-z-]*$|https?://\S*""")
#: A literal sentence handed to a component: `{% include "..." with title="Some words" %}`.
_ARGUMENT = re.compile(r"""{%\s*(?:include|with)\b[^%]*?%}""", re.DOTALL)
_SENTENCE = re.compile(r"""(?<![_(])\b\w+=(["'])([A-Z][a-z]+(?: [^"'|]*)?)\1""")


def _bare_words(text: str) -> list[str]:
    text = _SCRIPT.sub(" ", _TRANSLATED.sub(" ", text))
    arguments = [found[1] for tag in _ARGUMENT.findall(text) for found in _SENTENCE.findall(tag)]
    plain = _CODE.sub(" ", text)
    spoken = _SPOKEN.findall(plain)
    pieces = [*arguments, *spoken, *re.split(r"\s{2,}|\n", _TAG.sub("\n", plain))]
    return [
        words
        for piece in pieces
        if _WORD.search(words := _NO_WORDS.sub("", piece).strip()) and words not in SAME_EVERYWHERE
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "templates")))
def test_page_says_nothing_untranslated(page: Path) -> None:
    if page.name == "500.html":  # drawn when everything else is broken, the words of other languages too
        assert "{% translate" not in page.read_text()
    else:
        assert _bare_words(page.read_text()) == []


def test_the_guard_finds_words_and_spares_translated_ones() -> None:
    assert _bare_words('<p>Hello there</p>{% translate "Good" %}') == ["Hello there"]
    assert _bare_words('<input placeholder="Search here">') == ["Search here"]
    assert _bare_words('{% include "c.html" with title="Some words" %}') == ["Some words"]
    assert _bare_words("{% blocktranslate with name=x %}Hello {{ name }}{% endblocktranslate %}<b>{{ y }}</b>") == []
    assert _bare_words('{% include "c.html" with title=_("Some words") icon="check" %}') == []
