"""Which countries of a partner count as one, in which class and region they stand (G-MKT-01)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tiering.guide.markets import MarketsSection
from tiering.rules.refusals import FactsRefused

ISO = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Group:
    """Countries of a partner that count as one. `every` also names those of the group where it is not present."""

    scope: str
    present: tuple[str, ...]
    every: tuple[str, ...]
    market: str | None
    region: str | None


def group_countries(codes: Iterable[str], markets: MarketsSection | None) -> tuple[Group, ...]:
    """The groups of some ISO codes, strictest class first, whatever their order. Raises FactsRefused."""
    present = list(codes)
    for code in present:
        if not isinstance(code, str) or ISO.fullmatch(code) is None:
            raise FactsRefused(f"countries.{code}", "a country is an ISO code of two capital letters")
    groups = {_group(code, frozenset(present), markets) for code in present}
    return tuple(sorted(groups, key=lambda group: _rank(group, markets)))


def _group(code: str, present: frozenset[str], markets: MarketsSection | None) -> Group:
    if markets is None:
        return Group(code, (code,), (code,), None, None)
    every = markets.group_of(code)
    here = tuple(one for one in every if one in present)
    return Group("+".join(here), here, every, markets.class_of(code), markets.region_of(here[0]))


def _rank(group: Group, markets: MarketsSection | None) -> tuple[int, str]:
    order = markets.order if markets else ()
    return (order.index(group.market) if group.market in order else len(order)), group.scope


def suggest_class(markets: MarketsSection, product_usd_bn: int) -> str | None:
    """What an admin is offered for a country that is not listed; a boundary belongs to the upper class (G-MKT-04)."""
    for name in markets.order:
        floor = markets.from_gnp.get(name)
        if floor is not None and product_usd_bn >= floor.value:
            return name
    return None
