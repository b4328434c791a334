"""Section `[tiering]`: categories, their tiers, specializations, when moves take effect, and what a partner may say of itself."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from portal.guides.texts import Texts
from tiering.guide.cells import spread_rule

SECTION = "tiering"

Effect = Literal["new_year", "next_quarter", "next_month", "after_grace", "after_decision"]
Window = Literal["stock", "flow", "report", "status"]
Chosen = Literal["primary", "lowest", "highest"]


class Subtype(GuideModel):
    """A kind inside a category. Not scored: it holds `tier` without any line (G-CAT-04)."""

    rule: str
    confirmed: bool = True
    note: str = ""
    scored: bool = True
    tier: str = ""


class Category(GuideModel):
    """A business kind with the tiers that it may hold; `entry` is the one it starts with (G-TIER-02), "" for none.

    `aliases` are other names that the documents use (G-CAT-07).
    """

    name: Texts
    rule: str
    confirmed: bool = True
    note: str = ""
    tiers: tuple[str, ...] = ()
    entry: str = ""
    aliases: tuple[str, ...] = ()
    subtypes: dict[str, Subtype] = {}

    @model_validator(mode="after")
    def _entry_is_one_of_its_tiers(self) -> Self:
        if self.entry and self.entry not in self.tiers:
            raise ValueError(f"entry tier {self.entry} is none of its tiers")
        return self


class Specialization(GuideModel):
    """What a specialized partner of these categories may be specialized in."""

    name: Texts
    rule: str
    confirmed: bool = True
    note: str = ""
    categories: tuple[str, ...]
    aliases: tuple[str, ...] = ()


class Flag(GuideModel):
    """A yes or no about the partner on which lines depend. `default` holds where nothing is said."""

    text: Texts
    otherwise: Texts
    rule: str
    confirmed: bool = True
    note: str = ""
    default: bool


class Grace(GuideModel):
    """How long a recovery period is, and the longest that can be granted, in calendar days (G-TIER-08).

    `remind_days` before its end its partner is told; `flow_months` are the calendar months to its last day over which what
    flows is measured then (G-REV-06).
    """

    days: Figure[int]
    max_days: Figure[int]
    remind_days: Figure[Annotated[int, Field(ge=1, le=365, strict=True)]]
    flow_months: Figure[Annotated[int, Field(ge=1, le=36, strict=True)]]


class Extras(GuideModel):
    """A tier whose extras go on only while its lines stay met (G-TIER-07). `keeps`: benefits that a suspension leaves alone."""

    rule: str
    confirmed: bool = True
    note: str = ""
    keeps: tuple[str, ...] = ()


class Termination(GuideModel):
    """Benefits that are suspended, and taken back, when the agreements end; all others end with them (G-TIER-14)."""

    rule: str
    confirmed: bool = True
    note: str = ""
    suspends: tuple[str, ...] = ()


class Activity(GuideModel):
    """Something partners do that some categories may not (G-CAT-06)."""

    text: Texts
    rule: str
    confirmed: bool = True
    note: str = ""
    closed_to: tuple[str, ...] = ()


class Names(GuideModel):
    """What tiers are called on pages."""

    name: Texts


class TieringSection(GuideModel):
    """`order` is best first. `moves` says when a change counts from: `annual`, `downgrade`, or the name of a tier.

    `first_year`: whether a partner's first, partial year is judged like any other, or as each requirement says (G-REV-07).
    """

    rule: str
    program_year: Figure[Literal["calendar"]]
    order: tuple[str, ...]
    tiers: dict[str, Names] = {}
    categories: dict[str, Category]
    specializations: dict[str, Specialization] = {}
    tier_of_specializations: Figure[Chosen] = Figure[Chosen](value="primary", rule="")
    first_year: Figure[Literal["shown", "enforced"]] = Figure[Literal["shown", "enforced"]](value="enforced", rule="")
    flags: dict[str, Flag] = {}
    moves: dict[str, Figure[Effect]] = {}
    grace: Grace | None = None
    windows: dict[str, Figure[Window]] = {}
    extras: dict[str, Extras] = {}
    termination: Termination | None = None
    activities: dict[str, Activity] = {}

    @model_validator(mode="before")
    @classmethod
    def _cells_stand_under_the_rule(cls, block: Any) -> Any:
        return spread_rule(
            block, cells=("program_year", "tier_of_specializations", "first_year"), tables=("moves", "windows")
        )

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        problems = [
            f"categories.{code}: {tier} is not in the order of tiers"
            for code, category in self.categories.items()
            for tier in category.tiers
            if tier not in self.order
        ]
        problems += [
            f"specializations.{code}: there is no category {category}"
            for code, specialization in self.specializations.items()
            for category in specialization.categories
            if category not in self.categories
        ]
        problems += [
            f"activities.{name}: there is no category {category}"
            for name, activity in self.activities.items()
            for category in activity.closed_to
            if category not in self.categories
        ]
        problems += [f"extras.{tier}: there is no such tier" for tier in self.extras if tier not in self.order]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def tiers_of(self, category: str) -> tuple[str, ...]:
        """The tiers that a category may hold, best first (G-CAT-02)."""
        allowed = self.categories[category].tiers
        return tuple(tier for tier in self.order if tier in allowed)

    def category_named(self, text: str) -> str | None:
        """The code of a category by its code, its name in any language, or an alias; None where nobody is called so (G-CAT-07)."""
        return self._named(text, self.categories)

    def specialization_named(self, text: str) -> str | None:
        """The code of a specialization by its code, its name in any language, or an alias (G-CAT-03)."""
        return self._named(text, self.specializations)

    def _named(self, text: str, among: dict[str, Any]) -> str | None:
        wanted = " ".join(text.split()).casefold()
        for code, one in among.items():
            if wanted in {name.casefold() for name in (code, one.name.en, one.name.es, one.name.ru, *one.aliases)}:
                return code
        return None


guide_section(SECTION, TieringSection)
