"""The portfolio in words: rows of the page and of its export, and the distribution above."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.exports import Cell
from tiering.presentation.guide_words import GuideWords
from tiering.queries.portfolio import UNSCORED, Bar, cards_by_id, missing_by_card
from tiering.queries.standing import Aim, aim_of

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One enrolment. `lacking` is None before the first scorecard; `aim` what the missing lines are counted to."""

    partner: str
    url: str
    category: str
    held: str
    reached: str
    differs: bool
    drops: bool
    aim: str
    lacking: int | None
    missing: tuple[str, ...]
    as_of: date | None

    @property
    def edge(self) -> str:
        """Why somebody should look at it now."""
        if self.drops:
            return _("would drop")
        return _("one line missing") if self.lacking == 1 and self.aim else ""


def portfolio_rows(enrolments: Sequence[Any], *, words: GuideWords, vendor: str) -> list[PortfolioRow]:
    """Rows of one page, with two more queries however many there are."""
    cards = cards_by_id(one.card for one in enrolments)
    tiers = {one.pk: words.tiers_of(words.category_code(one.category)) for one in enrolments}
    next_up = {one.card: _next_up(tiers[one.pk], one.reached or "") for one in enrolments if one.card}
    missing = missing_by_card({card: tier for card, tier in next_up.items() if tier})
    return [
        _row(one, words=words, vendor=vendor, card=cards.get(one.card), aim=next_up.get(one.card, ""), missing=missing)
        for one in enrolments
    ]


def _next_up(tiers: Sequence[str], reached: str) -> str:
    aim: Aim | None = aim_of(tiers, held="", reached=reached)
    return aim.tier if aim else ""


def _row(
    one: Any, *, words: GuideWords, vendor: str, card: Any, aim: str, missing: dict[int, list[str]]
) -> PortfolioRow:
    category = words.category_code(one.category)
    tiers = words.tiers_of(category)
    reached = one.reached or ""
    drops = card is not None and _place(tiers, reached) > _place(tiers, one.held)
    url = reverse("tiering:partner-scorecard", kwargs={"vendor": vendor, "partner": one.partner_id})
    return PortfolioRow(
        partner=one.name,
        url=f"{url}?enrolment={one.pk}",
        category=words.category(category),
        held=words.tier(one.held),
        reached=words.tier(reached) if card else "",
        differs=card is not None and reached != one.held,
        drops=drops,
        aim=words.tier(aim) if aim else "",
        lacking=None if one.lacking == UNSCORED else one.lacking,
        missing=tuple(words.requirement_name(key, category=category) for key in missing.get(one.card, ())),
        as_of=card.as_of if card else None,
    )


def _place(tiers: Sequence[str], tier: str) -> int:
    return tiers.index(tier) if tier in tiers else len(tiers)


def chart_points(bars: Sequence[Bar], *, words: GuideWords, urls: Sequence[str]) -> list[tuple[str, int, str, str]]:
    """Bars of the distribution, each a link to the part of the portfolio that it stands for."""
    return [(words.tier(bar.tier), bar.count, "", url) for bar, url in zip(bars, urls, strict=True)]


HEADER = ("partner", "category", "tier_held", "tier_reached", "next_tier", "missing_lines", "missing", "edge", "as_of")


def export_rows(enrolments: Any, *, words: GuideWords, vendor: str) -> Iterator[list[Cell]]:
    """The whole narrowed portfolio in the order of the page, read in parts."""
    page: list[Any] = []
    for one in enrolments.iterator(chunk_size=AT_ONCE):
        page.append(one)
        if len(page) == AT_ONCE:
            yield from _cells(page, words, vendor)
            page = []
    yield from _cells(page, words, vendor)


def _cells(page: list[Any], words: GuideWords, vendor: str) -> Iterator[list[Cell]]:
    for row in portfolio_rows(page, words=words, vendor=vendor):
        yield [
            row.partner, row.category, row.held, row.reached, row.aim, row.lacking, "; ".join(row.missing), row.edge, row.as_of,
        ]  # fmt: skip
