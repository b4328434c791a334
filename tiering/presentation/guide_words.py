"""Names and requirements of one guide in the reader's language."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.countries import COUNTRIES
from portal.guides.queries import Guide
from portal.guides.texts import Texts
from tiering.guide.requirements import Requirement, RequirementsSection
from tiering.guide.tiers import TieringSection

TOTAL, MIX, PARTNER = "total", "mix", "partner"


def in_language(texts: Texts) -> str:
    """A text of a guide as this reader reads it."""
    return texts.within(get_language() or "en")


class GuideWords:
    """Asked for words by code; a code that the guide does not know is its own name."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide

    @cached_property
    def tiering(self) -> TieringSection | None:
        """The section of tiers, None where the guide has none."""
        section: Any = self.guide.document.sections.get("tiering")
        return section if isinstance(section, TieringSection) else None

    @cached_property
    def requirements(self) -> RequirementsSection | None:
        """The section of requirements, None where the guide has none."""
        section: Any = self.guide.document.sections.get("requirements")
        return section if isinstance(section, RequirementsSection) else None

    def tier(self, code: str) -> str:
        """A tier, or that there is none."""
        if not code:
            return _("No tier")
        known = self.tiering.tiers.get(code) if self.tiering else None
        return in_language(known.name) if known else code

    def category_code(self, name: str) -> str:
        """The code of a category by any of its names (G-CAT-07)."""
        return (self.tiering.category_named(name) if self.tiering else None) or name

    def category(self, code: str) -> str:
        """A category."""
        known = self.tiering.categories.get(code) if self.tiering else None
        return in_language(known.name) if known else code

    def specialization(self, code: str) -> str:
        """A specialization."""
        known = self.tiering.specializations.get(code) if self.tiering else None
        return in_language(known.name) if known else code

    def flag_otherwise(self, code: str) -> str:
        """Why a line does not apply where a flag is not set."""
        known = self.tiering.flags.get(code) if self.tiering else None
        return in_language(known.otherwise) if known else code

    def tiers_of(self, category: str) -> tuple[str, ...]:
        """The tiers that a category may hold, best first."""
        if self.tiering is None or category not in self.tiering.categories:
            return ()
        return self.tiering.tiers_of(category)

    def requirement(self, line_key: str, *, category: str, scope: str = "") -> Requirement | None:
        """What a line was printed for: by the key of lines, the category, and the specialization in its scope."""
        fitting = [one for key, one in self._asked(category) if line_key in (key, one.line_key)]
        head = scope.partition("/")[0]
        of_scope = [one for one in fitting if not one.specializations or head in one.specializations]
        return next(iter(of_scope or fitting), None)

    def requirement_key(self, line_key: str, *, category: str) -> str:
        """The key that names the figure among the facts."""
        return next((key for key, one in self._asked(category) if line_key in (key, one.line_key)), line_key)

    def requirement_name(self, line_key: str, *, category: str = "") -> str:
        """What a requirement is called; without a category, in the first that asks it."""
        found = self.requirement(line_key, category=category) if category else None
        if found is None and self.requirements is not None:
            every = ((key, one) for key, variants in self.requirements.all().items() for one in variants.values())
            found = next((one for key, one in every if line_key in (key, one.line_key, one.target)), None)
        return in_language(found.text) if found else line_key.replace("_", " ")

    def scope(self, code: str) -> str:
        """Where a line is asked: nothing for the partner as a whole."""
        if code in ("", PARTNER):
            return ""
        if code == TOTAL:
            return _("all countries together")
        if code == MIX:
            return _("the mix over all countries")
        if "/" in code:
            head, _slash, rest = code.partition("/")
            return f"{self.specialization(head)}, {self.scope(rest)}"
        if all(part in COUNTRIES for part in code.split("+")):
            return ", ".join(COUNTRIES[part] for part in code.split("+"))
        return self.specialization(code)

    def _asked(self, category: str) -> Iterator[tuple[str, Requirement]]:
        if self.requirements is not None:
            yield from ((key, one) for key, _variant, one in self.requirements.of_category(category))
