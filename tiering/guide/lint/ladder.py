"""A requirement that is easier at a higher tier, or that leaves out a class of market."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from portal.guides.documents import Document
from portal.guides.figures import Figure
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from tiering.guide.lint.parts import categories_of, markets_of, requirements_of, tiering_of
from tiering.guide.requirements import NOT_APPLICABLE, Quota, Requirement, read_number

#: No partner has as many people, certificates or customers as this, and no share is above the whole.
_MOST = {"percent": 100, "count": 100_000}
_NOT_ASKED = (None, NOT_APPLICABLE, False)


def _easier_higher(document: Document) -> Iterator[Finding]:
    """Between neighbours on the ladder of each category that is asked, in each class of market."""
    tiering = tiering_of(document)
    if tiering is None:
        return
    for place, _key, requirement in requirements_of(document):
        ladders = {tiering.tiers_of(category) for category in categories_of(requirement, tiering)}
        steps = {step for ladder in ladders for step in pairwise(ladder)}
        for higher, lower in sorted(steps, key=lambda step: tiering.order.index(step[0])):
            for market in _markets(requirement, higher, lower):
                asked, asked_below = _asked(requirement, higher, market), _asked(requirement, lower, market)
                if _is_easier(requirement, asked, asked_below):
                    yield _finding(place, higher, lower, market, asked, asked_below)


def _finding(place: str, higher: str, lower: str, market: str, asked: Quota | None, below: Quota | None) -> Finding:
    words = {
        "higher": f"{higher} {market}".strip(),
        "lower": lower,
        "asked": _("nothing") if asked in _NOT_ASKED else asked,
        "below": below,
    }
    message = _("%(higher)s asks %(asked)s, which is easier than %(lower)s with %(below)s") % words
    where = ".".join(filter(None, (place, "quota", higher, market)))
    return Finding(where, message, about=market)


def _markets(requirement: Requirement, *tiers: str) -> list[str]:
    """The classes in which one of the tiers has a figure of its own; "" for a figure that holds everywhere."""
    names = [name for tier in tiers if isinstance(cell := requirement.quota.get(tier), dict) for name in cell]
    return list(dict.fromkeys(names)) or [""]


def _asked(requirement: Requirement, tier: str, market: str) -> Quota | None:
    cell = requirement.quota.get(tier)
    if isinstance(cell, Figure):
        return cell.value
    return cell[market].value if cell and market in cell else None


def _is_easier(requirement: Requirement, asked: Quota | None, below: Quota | None) -> bool:
    if below in _NOT_ASKED or below is None:
        return False
    if asked in _NOT_ASKED or asked is None:
        return True
    higher, lower = read_number(asked), read_number(below)
    if isinstance(asked, bool) or isinstance(below, bool) or higher is None or lower is None:
        return False
    return higher > lower if requirement.kind == "maximum" else higher < lower


def _market_missing(document: Document) -> Iterator[Finding]:
    markets = markets_of(document)
    for place, _key, requirement in requirements_of(document):
        for tier, cell in requirement.quota.items():
            if isinstance(cell, dict) and markets:
                missing = [name for name in markets.order if name not in cell]
                message = _("there is no figure for the class %s")
                yield from (Finding(f"{place}.quota.{tier}", message % one, about=one) for one in missing)


def _absurd(document: Document) -> Iterator[Finding]:
    """Nothing that is counted or shared can be below nothing, and no share above the whole."""
    for place, _key, requirement in requirements_of(document):
        for tier, market, cell in requirement.cells():
            number = None if isinstance(cell.value, bool) else read_number(cell.value)
            if number is None or requirement.unit == "change":
                continue
            most = _MOST.get(requirement.unit)
            if number < 0 or (most is not None and number > most):
                where = ".".join(filter(None, (place, "quota", tier, market)))
                yield Finding(where, _("%s cannot be") % cell.value, about=market)


guide_lint("tiers.easier", _easier_higher)
guide_lint("markets.missing", _market_missing)
guide_lint("quota.absurd", _absurd)
