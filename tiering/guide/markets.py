"""Section `[markets]`: country groups by class, the class that holds where a country is listed twice, and regions.

Countries are ISO codes; names and aliases serve imports. A group of several countries counts as one (G-MKT-01).
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from portal.guides.texts import Texts
from tiering.guide.cells import spread_rule

SECTION = "markets"

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Group = tuple[Country, ...]


class MarketClass(GuideModel):
    """One class as it was printed: a list of groups. `name` as it stands inside a sentence."""

    name: Texts | None = None
    rule: str
    confirmed: bool = True
    note: str = ""
    groups: tuple[Group, ...]


class MarketsSection(GuideModel):
    """`order` is from the strictest class on. `use` decides for countries that stand in two classes (G-MKT-02).

    `from_gnp` holds the lowest yearly product of a class, in billions of USD; advisory only (G-MKT-03, G-MKT-04).
    """

    rule: str
    order: tuple[str, ...]
    classes: dict[str, MarketClass]
    unlisted: Figure[Literal["unclassified"]] | None = None
    use: dict[Country, Figure[str]] = {}
    regions: dict[str, Figure[tuple[Country, ...]]] = {}
    names: dict[Country, str] = {}
    aliases: dict[str, Country] = {}
    from_gnp: dict[str, Figure[Decimal]] = {}

    @model_validator(mode="before")
    @classmethod
    def _cells_stand_under_the_rule(cls, block: Any) -> Any:
        if not isinstance(block, dict):
            return block
        regions = block.get("regions")
        if isinstance(regions, dict):
            below = {key: value for key, value in regions.items() if key not in ("rule", "confirmed", "note")}
            inherited = {"rule": block.get("rule"), **{key: regions[key] for key in regions.keys() - below.keys()}}
            wrapped = spread_rule({**inherited, "regions": below}, tables=("regions",))
            block = {**block, "regions": wrapped["regions"]}
        return spread_rule(block, tables=("use", "from_gnp"))

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        problems = [f"order: there is no class {name}" for name in self.order if name not in self.classes]
        problems += [f"classes.{name} is not in the order" for name in self.classes if name not in self.order]
        problems += [
            f"use.{iso}: {iso} does not stand in class {figure.value}"
            for iso, figure in self.use.items()
            if figure.value not in self.classes or not any(iso in group for group in self.classes[figure.value].groups)
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def classes_of(self, iso: str) -> tuple[str, ...]:
        """Every class in which a country is printed."""
        return tuple(name for name in self.order if any(iso in group for group in self.classes[name].groups))

    def class_of(self, iso: str) -> str | None:
        """The one class that holds for a country; None for a country that is not listed (G-MKT-04)."""
        if iso in self.use:
            return self.use[iso].value
        printed = self.classes_of(iso)
        return printed[0] if printed else None

    def group_of(self, iso: str) -> Group:
        """The countries that count as one with it, in the printed order; only itself where it is not listed."""
        name = self.class_of(iso)
        groups = self.classes[name].groups if name else ()
        return next((group for group in groups if iso in group), (iso,))

    def region_of(self, iso: str) -> str | None:
        """The region of a country; None where the guide names none (G-MKT-05)."""
        return next((name for name, figure in self.regions.items() if iso in figure.value), None)

    def country_named(self, text: str) -> str | None:
        """The ISO code of a country by its code, printed name or alias."""
        wanted = " ".join(text.split())
        if wanted.upper() in self.names:
            return wanted.upper()
        named = {name.casefold(): iso for iso, name in self.names.items()}
        named |= {alias.casefold(): iso for alias, iso in self.aliases.items()}
        return named.get(wanted.casefold())


guide_section(SECTION, MarketsSection)
