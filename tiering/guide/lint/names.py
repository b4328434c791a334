"""Names that nothing in the guide has: a tier, category, class of market, basket, flag or target that is not there."""

from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _

from portal.guides.documents import Document
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from tiering.guide.baskets import ANY
from tiering.guide.lint.parts import (
    baskets_of,
    benefits_of,
    markets_of,
    recognition_of,
    requirements_of,
    targets_of,
    tiering_of,
)
from tiering.guide.requirements import FROM_TARGETS, Requirement


def _unknown(document: Document) -> Iterator[Finding]:
    for place, key, requirement in requirements_of(document):
        yield from _of_requirement(document, place, key, requirement)
    yield from _of_baskets(document)
    yield from _of_tiering(document)
    yield from _of_lists(document)


def _of_requirement(document: Document, place: str, key: str, requirement: Requirement) -> Iterator[Finding]:
    tiering, markets, baskets, targets = (
        tiering_of(document), markets_of(document), baskets_of(document), targets_of(document),
    )  # fmt: skip
    flags = (*requirement.applies_if, *(one for many in requirement.applies_if_in.values() for one in many))
    if tiering:
        yield from _strangers(f"{place}.quota", requirement.quota, tiering.order, _("tier"), keys=True)
        yield from _strangers(f"{place}.categories", requirement.categories, tiering.categories, _("category"))
        yield from _strangers(
            f"{place}.specializations", requirement.specializations, tiering.specializations, _("specialization")
        )
        yield from _strangers(f"{place}.applies_if", flags, tiering.flags, _("flag"))
    for tier, cell in requirement.quota.items():
        if isinstance(cell, dict):
            yield from _strangers(
                f"{place}.quota.{tier}", cell, markets.order if markets else (), _("class of market"), keys=True
            )
    named = list(filter(None, (requirement.basket, *requirement.baskets.values())))
    yield from _strangers(f"{place}.basket", named, baskets.all() if baskets else (), _("basket"))
    asks_target = any(cell.value == FROM_TARGETS for _tier, _market, cell in requirement.cells())
    wanted = [requirement.target or key] if asks_target or requirement.target else []
    yield from _strangers(f"{place}.target", wanted, targets.all() if targets else (), _("target"))


def _of_baskets(document: Document) -> Iterator[Finding]:
    tiering, markets, baskets = tiering_of(document), markets_of(document), baskets_of(document)
    classes = (ANY, *(markets.order if markets else ()))
    for name, basket in baskets.all().items() if baskets else ():
        yield from _strangers(
            f"baskets.{name}.mixes", basket.mixes, tiering.order if tiering else (), _("tier"), keys=True
        )
        for tier, mixes in basket.mixes.items():
            yield from _strangers(f"baskets.{name}.mixes.{tier}", mixes, classes, _("class of market"), keys=True)


def _of_tiering(document: Document) -> Iterator[Finding]:
    tiering, keys = tiering_of(document), {key for _place, key, _one in requirements_of(document)}
    if tiering:
        events = ("annual", "downgrade", *tiering.order)
        yield from _strangers("tiering.moves", tiering.moves, events, _("tier"), keys=True)
        yield from _strangers("tiering.windows", tiering.windows, keys, _("requirement"), keys=True)


def _of_lists(document: Document) -> Iterator[Finding]:
    """Lists that name requirements, and columns of benefits that name categories and tiers."""
    tiering, recognition, targets, benefits = (
        tiering_of(document), recognition_of(document), targets_of(document), benefits_of(document),
    )  # fmt: skip
    if tiering and benefits:
        for tier, extras in tiering.extras.items():
            yield from _strangers(f"tiering.extras.{tier}.keeps", extras.keeps, benefits.rows, _("benefit"))
        if tiering.termination:
            suspends = tiering.termination.suspends
            yield from _strangers("tiering.termination.suspends", suspends, benefits.rows, _("benefit"))
    keys = {key for _place, key, _one in requirements_of(document)}
    for name in ("exceed_largest", "reach_largest", "per_region", "each_country", "each_country_level"):
        figure = getattr(recognition, name, None)
        yield from _strangers(f"recognition.{name}", figure.value if figure else (), keys, _("requirement"))
    points = getattr(document.sections.get("points"), "metrics", {})
    for name, target in targets.all().items() if targets else ():
        yield from _strangers(f"targets.{name}.blocks", target.blocks, {*keys, *points}, _("requirement"))
    for name, column in benefits.columns.items() if benefits and tiering else ():
        known = tiering.categories if tiering else ()
        yield from _strangers(f"benefits.columns.{name}.categories", column.categories, known, _("category"))


def _strangers(
    place: str, names: Iterable[str], known: Collection[str], noun: str, *, keys: bool = False
) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            message = _("there is no %(noun)s %(name)s") % {"noun": noun, "name": name}
            yield Finding(f"{place}.{name}" if keys else place, message, about=name)


guide_lint("names.unknown", _unknown)
