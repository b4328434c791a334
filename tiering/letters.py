"""Figures that `[targets]` leaves to letters and country tables, as the page of figures asks for them."""

from collections.abc import Iterator
from typing import cast

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.guides.documents import Document
from portal.guides.queries.open_figures import OpenFigure, blocks, yearly_figures
from portal.guides.rules import FigureKind
from tiering.guide.markets import SECTION as MARKETS
from tiering.guide.markets import MarketsSection
from tiering.guide.targets import SECTION, Target, TargetsSection
from tiering.guide.tiers import SECTION as TIERING
from tiering.guide.tiers import TieringSection

KINDS = {
    "money": FigureKind.MONEY,
    "count": FigureKind.NUMBER,
    "score": FigureKind.NUMBER,
    "change": FigureKind.NUMBER,
    "percent": FigureKind.PERCENT,
}
#: What amounts are entered in where a sheet names no currency.
USUAL_CURRENCY = "USD"


def targets_wanted(document: Document) -> Iterator[OpenFigure]:
    """One figure for each target, with the countries and tiers for which a value is wanted."""
    section = cast(TargetsSection, document.sections[SECTION])
    tiering = document.sections.get(TIERING)
    tiers = tiering.order if isinstance(tiering, TieringSection) else ()
    categories = tuple(tiering.categories) if isinstance(tiering, TieringSection) else ()
    markets = document.sections.get(MARKETS)
    countries = _countries(markets) if isinstance(markets, MarketsSection) else ()
    for key, target in section.all().items():
        yield _figure(key, target, document, countries, tiers, categories)


def _figure(
    key: str,
    target: Target,
    document: Document,
    countries: tuple[str, ...],
    tiers: tuple[str, ...],
    categories: tuple[str, ...],
) -> OpenFigure:
    places = countries if target.per == "country" and countries else ("",)
    named = tuple(tier for tier in tiers if target.demo is None or not target.demo.tier or tier in target.demo.tier)
    return OpenFigure(
        name=f"{SECTION}.{key}",
        title=target.text.within(get_language() or "en"),
        kind=KINDS[target.unit],
        rule=target.rule,
        blocks=_("Tiers of partners in these countries: the line says “target missing” and is never met"),
        note=target.note,
        currency=USUAL_CURRENCY if target.unit == "money" else "",
        by_letter=True,
        scopes=tuple((country, tier, "") for country in places for tier in (named or ("",))),
        categories=categories if target.by_category else (),
    )


def _countries(markets: MarketsSection) -> tuple[str, ...]:
    """Every listed country, by class and group as printed, each once."""
    listed = (iso for name in markets.order for group in markets.classes[name].groups for iso in group)
    return tuple(dict.fromkeys(listed))


yearly_figures(SECTION, targets_wanted)
for _section in (TIERING, MARKETS, "recognition", "requirements", "baskets", "kpi1", "kpi2", "points", "reviews"):
    blocks(_section, _("Tier decisions"))
blocks("benefits", _("Benefits and discounts that a partner is shown"))
