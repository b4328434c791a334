"""A name taken apart into the words that are compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

from compliance.screening.concepts import concept
from compliance.screening.spelling import fold
from compliance.screening.text import plain
from compliance.screening.words import is_form, is_known, worth

_SERVANTS = frozenset(("abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abdu", "abdoul", "abdool", "abdel", "abed"))
_ARTICLES = frozenset(("al", "el", "ul", "ur", "ar", "as", "us", "ash", "ad", "an", "at", "az"))
_DOUBLED = re.compile(r"(.)\1+")
#: By which names God is served.
_SERVED_BY = """
rahman rahim malik salam mumin aziz jabbar khaliq bari ghaffar wahhab razzaq fattah alim basit hafiz hakim halim hamid
hai haq kabir karim latif majid matin muhsin nasir qadir qayyum quddus rauf rashid sabur samad sattar shakur tawwab
wadud wahid wali zahir zahr ghani ghafur mannan hadi nabi
"""
_SERVED = frozenset(fold(word) for word in _SERVED_BY.split())
#: No name of a list is longer; what is longer is no name, and may not cost more than one.
_LONGEST, _LONGEST_WORD, _MOST_WORDS = 400, 60, 40
_ABJAD = re.compile(r"[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufeff]")
#: Phrases of legal forms, brought to one word each before words are weighed.
_PHRASES = tuple(
    (re.compile(rf"\b{long}\b"), short)
    for long, short in (
        ("limited liability partnership", "llp"),
        ("limited liability company", "llc"),
        ("company limited", "ltd"),
        ("co ltd", "ltd"),
        ("co limited", "ltd"),
        ("private limited", "ltd"),
        ("pvt ltd", "ltd"),
        ("pte ltd", "ltd"),
        ("open joint stock company", "oao"),
        ("public joint stock company", "pao"),
        ("closed joint stock company", "zao"),
        ("joint stock company", "ao"),
        ("public limited company", "plc"),
        ("obshchestvo s ogranichenno[iy] otvetstvennost[yi]*u", "ooo"),
        ("otkrytoe aktsionernoe obshchestvo", "oao"),
        ("publichnoe aktsionernoe obshchestvo", "pao"),
        ("zakrytoe aktsionernoe obshchestvo", "zao"),
        ("aktsionernoe obshchestvo", "ao"),
        ("sociedad anonima de capital variable", "sa"),
        ("sociedad anonima", "sa"),
        ("s ?a de c ?v", "sa"),
        ("s de r ?l de c ?v", "srl"),
        ("s de r ?l", "srl"),
        ("sociedad de responsabilidad limitada", "srl"),
        ("sp z ?o ?o", "spzoo"),
        ("sdn bhd", "bhd"),
        ("gesellschaft mit beschrankter haftung", "gmbh"),
        ("l l c", "llc"),
        ("f z e", "fze"),
        ("s a", "sa"),
        ("limited", "ltd"),
        ("incorporated", "inc"),
        ("corporation", "corp"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """Words in the order of writing, what each is worth, and whether they came without vowels (Arabic, Hebrew).

    Generic words of a company stand there by what they mean; `spelled` are all as they were written. `known`: many are called so.
    """

    words: tuple[str, ...]
    worths: tuple[int, ...]
    abjad: bool = False
    known: tuple[bool, ...] = ()
    spelled: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Worth of all words."""
        return sum(self.worths)


@lru_cache(maxsize=65_536)
def take_apart(text: str, *, of_company: bool) -> Name:
    """The words of a name. Of a company, phrases of its legal form are one word each."""
    text = text[:_LONGEST]
    spelled = [
        word[:_LONGEST_WORD] for word in (_company_words(text) if of_company else _person_words(text))[:_MOST_WORDS]
    ]
    words = _meant(spelled) if of_company else spelled
    return Name(
        tuple(words),
        tuple(worth(word, of_company=of_company) for word in words),
        bool(_ABJAD.search(text)),
        tuple(is_known(word, of_company=of_company) for word in words),
        tuple(spelled),
    )


def _company_words(text: str) -> list[str]:
    found = plain(text)
    for phrase, form in _PHRASES:
        found = phrase.sub(form, found)
    return found.split()


def _meant(words: list[str]) -> list[str]:
    """Generic words by what they mean; a single word besides forms of law is a name, whatever it means."""
    return [concept(word) for word in words] if sum(not is_form(word) for word in words) > 1 else words


def _person_words(text: str) -> list[str]:
    words: list[str] = []
    rest = _servant_first(plain(text).split())
    while rest:
        word = rest.pop(0)
        if _DOUBLED.sub(r"\1", word) in _SERVANTS:
            article = 1 if len(rest) > 1 and rest[0] in _ARTICLES else 0
            if len(rest) > article and len(rest[article]) > 2:
                word += rest[article]
                del rest[: article + 1]
        words.append(word)
    return words


def _servant_first(words: list[str]) -> list[str]:
    """`Rahman, Abdul` and `Rahman Agha Abdul` with the servant before whom he serves: the word before, or else the first."""
    if len(words) < 2 or words[-1] not in _SERVANTS:
        return words
    served = len(words) - 2 if fold(words[-2]) in _SERVED else 0
    return [*words[:served], words[-1], *words[served:-1]]
