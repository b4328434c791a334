"""Section `[succession]`: what became of each tier, category, specialization and code of the guide before. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from portal.guides.figures import GuideModel
from portal.guides.sections import guide_section
from portal.registry import Registry

if TYPE_CHECKING:
    from portal.guides.documents import Document

SECTION = "succession"

Became = Literal["kept", "renamed", "merged", "split", "ended"]


class Successor(GuideModel):
    """What one word became. `into` names it in the new guide: one word where kept, renamed or merged, several where split."""

    became: Became
    into: tuple[str, ...] = ()
    why: str = ""

    @model_validator(mode="after")
    def _names_what_it_became(self) -> Self:
        wanted = {"ended": self.into == (), "split": len(self.into) > 1, "kept": len(self.into) <= 1}
        if not wanted.get(self.became, len(self.into) == 1):
            raise ValueError("ended names nothing, split several words, renamed and merged one")
        return self


class SuccessionSection(GuideModel):
    """What became of each word of the version that a new one replaces."""

    rule: str
    tiers: dict[str, Successor] = {}
    categories: dict[str, Successor] = {}
    specializations: dict[str, Successor] = {}
    codes: dict[str, Successor] = {}

    def named(self, kind: str) -> dict[str, Successor]:
        """What is said of the words of one kind."""
        found: dict[str, Successor] = getattr(self, kind)
        return found


#: The kinds of words of which a new guide says what became of them, in words.
KINDS: dict[str, str | Promise] = {
    "tiers": _("Tier"),
    "categories": _("Category"),
    "specializations": _("Specialization"),
    "codes": _("Code"),
}

BECAME: dict[str, str | Promise] = {
    "kept": _("kept"),
    "renamed": _("renamed"),
    "merged": _("merged"),
    "split": _("split"),
    "ended": _("ended"),
}

#: Kind of word and the words of it that a document uses.
Vocabulary = dict[str, list[str]]
VOCABULARIES: Registry[Callable[["Document"], Vocabulary]] = Registry("vocabularies of guides")


def guide_vocabulary(key: str, words: Callable[["Document"], Vocabulary]) -> None:
    """Register which tiers, categories, specializations and codes a document knows."""
    VOCABULARIES.register(key, words)


def vocabulary_of(document: "Document") -> Vocabulary:
    """All words of a document by kind, each once, in their order."""
    found: Vocabulary = {kind: [] for kind in KINDS}
    for words in VOCABULARIES.all().values():
        for kind, names in words(document).items():
            found[kind] += [name for name in dict.fromkeys(names) if name not in found[kind]]
    return found


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the old guide: `became` is "" where the new guide says nothing and does not know it."""

    kind: str
    name: str
    became: str
    into: tuple[str, ...] = ()
    problem: str | Promise = ""

    @property
    def kind_label(self) -> str | Promise:
        """The kind in words."""
        return KINDS[self.kind]

    @property
    def became_label(self) -> str | Promise:
        """What became of it, in words."""
        return BECAME.get(self.became, "")


def succession_of(before: "Document", after: "Document") -> list[Word]:
    """What became of every word of `before`. A word with a `problem` keeps the new guide from being published.

    With a `[succession]` section every word has to stand in it; without one, words that both guides know are kept.
    """
    section = after.sections.get(SECTION)
    said = section if isinstance(section, SuccessionSection) else None
    known = vocabulary_of(after)
    return [
        _word(kind, name, said, known[kind]) for kind, names in vocabulary_of(before).items() for name in names
    ]  # fmt: skip


def _word(kind: str, name: str, said: SuccessionSection | None, known: Iterable[str]) -> Word:
    successor = said.named(kind).get(name) if said else None
    if successor is None:
        if said is None and name in known:
            return Word(kind, name, "kept", (name,))
        return Word(kind, name, "", problem=_("nothing is said of it"))
    into = successor.into or ((name,) if successor.became == "kept" else ())
    missing = [each for each in into if each not in known]
    problem = _("the new guide does not know %s") % ", ".join(missing) if missing else ""
    return Word(kind, name, successor.became, into, problem)


guide_section(SECTION, SuccessionSection)
