"""Kinds `benefits`, `next_tier`, `discount` and `badge`."""

from decimal import Decimal
from typing import Any, cast

from portal.guides.documents import Document
from portal.guides.examples import example_kind
from portal.money import format_plain, parse
from tiering.guide.benefits import SECTION, BenefitsSection
from tiering.rules.benefits import (
    Benefit,
    Offer,
    added_by_tier,
    badge_benefits,
    badge_points,
    discount_offers,
    effective_benefits,
    flags_of_certificates,
    price_at_best_offer,
)


def run_benefits(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """`category`, `tier`, `flags`, `certificates` to what each benefit is: a code, a level, or a percentage."""
    found = effective_benefits(
        _section(document), category=facts["category"], tier=facts["tier"], flags=_flags(document, facts)
    )
    return {benefit.code: _said(benefit) for benefit in found}


def run_next_tier(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """As `benefits`, and `then`, the tier that is asked for: what it would change."""
    changes = added_by_tier(
        _section(document),
        category=facts["category"],
        tier=facts.get("tier"),
        then=facts["then"],
        flags=_flags(document, facts),
    )
    return {"changes": [change.then.code for change in changes], **{c.then.code: _said(c.then) for c in changes}}


def run_discount(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """As `benefits`, with `list_price`, `currency`, what it `buys`, and `offers` of others in percent by name."""
    section = _section(document)
    held = effective_benefits(
        section, category=facts["category"], tier=facts.get("tier"), flags=_flags(document, facts)
    )
    offers = discount_offers(section, held, source=document.head.program, buys=facts["buys"])
    offers += [Offer(source, Decimal(percent), "") for source, percent in facts.get("offers", {}).items()]
    price = price_at_best_offer(parse(facts["list_price"], currency=facts["currency"]), offers=offers)
    return {
        "pays": format_plain(price.amount),
        "by": price.offer.source if price.offer else "",
        "passed_over": [offer.source for offer in price.passed_over],
    }


def run_badge(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """`badge` and `inside_area` to what it adds: values by code, and percentage points of each incentive."""
    added = badge_benefits(_section(document), badge=facts["badge"])
    inside = facts.get("inside_area", True)
    return {
        "adds": {benefit.code: benefit.value for benefit in added},
        "points": {benefit.code: badge_points(added, code=benefit.code, inside_area=inside) for benefit in added},
    }


def _section(document: Document) -> BenefitsSection:
    return cast(BenefitsSection, document.sections[SECTION])


def _flags(document: Document, facts: dict[str, Any]) -> frozenset[str]:
    by_certificate = flags_of_certificates(_section(document), in_force=facts.get("certificates", ()))
    return by_certificate.union(facts.get("flags", ()))


def _said(benefit: Benefit) -> str | int | Decimal:
    return benefit.value if benefit.percent is None else benefit.percent


example_kind("benefits", run_benefits)
example_kind("next_tier", run_next_tier)
example_kind("discount", run_discount)
example_kind("badge", run_badge)
