"""Which countries of a partner count as one, in which class and region they stand (G-MKT-01)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tiering.guide.markets import MarketsSection
from tiering.rules.facts.refusals import FactsRefused

ISO = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Group:
    """Countries of a partner that count as one. `every` also names those of the group where it is not present."""

    scope: str
    present: tuple[str, ...]
    every: tuple[str, ...]
    market: str | None
    region: str | None


class Atlas:
    """Groups, classes and regions of a guide, looked up once for each country."""

    def __init__(self, markets: MarketsSection | None) -> None:
        self.markets = markets
        self._known: dict[str, tuple[tuple[str, ...], str | None, str | None, int]] = {}

    def group_countries(self, codes: Iterable[str]) -> tuple[Group, ...]:
        """The groups of some ISO codes, strictest class first, whatever their order. Raises FactsRefused."""
        present = dict.fromkeys(codes)
        found: dict[tuple[tuple[str, ...], str | None], tuple[int, Group]] = {}
        for code in present:
            every, market, _region, rank = self._look_up(code)
            if (every, market) not in found:
                here = tuple([one for one in every if one in present])
                found[every, market] = rank, Group("+".join(here), here, every, market, self._look_up(here[0])[2])
        ranked = sorted(found.values(), key=lambda one: (one[0], one[1].scope))
        return tuple([group for _rank, group in ranked])

    def _look_up(self, code: str) -> tuple[tuple[str, ...], str | None, str | None, int]:
        known = self._known.get(code)
        if known is None:
            if not isinstance(code, str) or ISO.fullmatch(code) is None:
                raise FactsRefused(f"countries.{code}", "a country is an ISO code of two capital letters")
            known = self._known[code] = self._find(code)
        return known

    def _find(self, code: str) -> tuple[tuple[str, ...], str | None, str | None, int]:
        markets = self.markets
        if markets is None:
            return (code,), None, None, 0
        market = markets.class_of(code)
        rank = markets.order.index(market) if market in markets.order else len(markets.order)
        return markets.group_of(code), market, markets.region_of(code), rank


def suggest_class(markets: MarketsSection, product_usd_bn: int) -> str | None:
    """What an admin is offered for a country that is not listed; a boundary belongs to the upper class (G-MKT-04)."""
    for name in markets.order:
        floor = markets.from_gnp.get(name)
        if floor is not None and product_usd_bn >= floor.value:
            return name
    return None
