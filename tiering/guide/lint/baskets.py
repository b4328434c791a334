"""Quotas that cannot be met inside the minima and caps of their basket (G-MIX-10)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.guides.documents import Document
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from tiering.guide.baskets import ANY, Basket, Mix
from tiering.guide.lint.parts import baskets_of, requirements_of
from tiering.guide.requirements import Requirement


def _impossible(document: Document) -> Iterator[Finding]:
    """At the mix. What the source printed counts, also where the guide lifts it."""
    baskets = baskets_of(document)
    if baskets is None:
        return
    for _place, _key, requirement in requirements_of(document):
        for name in {requirement.basket, *requirement.baskets.values()} & baskets.all().keys():
            yield from _of_basket(requirement, name, baskets.all()[name])


def _of_basket(requirement: Requirement, name: str, basket: Basket) -> Iterator[Finding]:
    for tier, market, cell in requirement.cells():
        mix = basket.mix(tier, market or None)
        if mix is None or isinstance(cell.value, bool) or not isinstance(cell.value, int):
            continue
        own = market if market in basket.mixes[tier] else ANY
        where = f"baskets.{name}.mixes.{tier}.{own}"
        for category in requirement.categories or ("",):
            most = most_that_counts(mix, basket, category)
            if most is not None and most < cell.value:
                words = {"quota": cell.value, "most": most, "tier": f"{tier} {market}".strip()}
                message = _("%(tier)s asks for %(quota)s, and at most %(most)s can count") % words
                yield Finding(where, message, about=market)
                break
        if sum(mix.least.values()) > cell.value:
            words = {"quota": cell.value, "least": sum(mix.least.values()), "tier": f"{tier} {market}".strip()}
            yield Finding(
                where, _("%(tier)s asks for %(quota)s, and %(least)s are needed of single codes") % words, market
            )


def most_that_counts(mix: Mix, basket: Basket, category: str) -> int | None:
    """How many certificates can count at most in a mix; None where nothing limits them."""
    bounds = mix.printed_most or mix.most
    counted = sum(max(least, bounds.get(code, 0)) for code, least in mix.least.items())
    counted += sum(most for code, most in bounds.items() if code not in mix.least)
    if mix.printed_most or mix.rest == "none":
        return counted
    cap = mix.cap.get(category) if isinstance(mix.cap, dict) else mix.cap
    if cap is None:
        return None
    others = [code for code in basket.codes if code not in mix.least]
    rest = {"others": others, "all": list(basket.codes)}.get(mix.rest) if isinstance(mix.rest, str) else list(mix.rest)
    return counted + cap * len(rest or ())


guide_lint("baskets.impossible", _impossible)
