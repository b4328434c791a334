"""What a partner has by its category, tier and conditions, and which one discount it buys at (G-BEN-01, G-PRC-05). Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from portal.money import Money, share
from tiering.guide.benefits import BenefitsSection, Cell, Correction, Row

_HUNDRED = Decimal(100)


class Benefit(NamedTuple):
    """A benefit as it holds. `why` names the reason that corrected the matrix, `missing` the conditions that would turn it."""

    code: str
    value: str | int
    grants: bool
    percent: Decimal | None
    rule: str
    confirmed: bool
    why: str = ""
    missing: tuple[str, ...] = ()


class Change(NamedTuple):
    """What another tier would make of a benefit."""

    now: Benefit | None
    then: Benefit


class Offer(NamedTuple):
    """A discount somebody may buy at, in percent of the list price."""

    source: str
    percent: Decimal
    rule: str


class Price(NamedTuple):
    """What is paid, by which one offer, and which others were passed over: never added (G-PRC-04)."""

    amount: Money
    offer: Offer | None
    passed_over: tuple[Offer, ...]


class BadgeBenefit(NamedTuple):
    """What a badge adds. `points`: percentage points, None where no amount is set (S-SPC-04)."""

    code: str
    value: str | int
    within: str
    points: Decimal | None
    rule: str
    confirmed: bool


def effective_benefits(
    section: BenefitsSection, *, category: str, tier: str | None, flags: Collection[str] = ()
) -> tuple[Benefit, ...]:
    """Every row of the matrix for one partner: the printed cell, then footnotes, then the section text (G-BEN-01).

    Without a tier, or where no column serves the category, there is none.
    """
    column = section.column_of(category, tier) if tier else None
    if column is None or tier is None:
        return ()
    corrections = _corrections(section, category, tier)
    return tuple(_benefit(section, code, column, corrections.get(code), flags) for code in section.rows)


def added_by_tier(
    section: BenefitsSection, *, category: str, tier: str | None, then: str, flags: Collection[str] = ()
) -> tuple[Change, ...]:
    """What the tier `then` would change, in the order of the matrix."""
    now = {b.code: b for b in effective_benefits(section, category=category, tier=tier, flags=flags)}
    later = effective_benefits(section, category=category, tier=then, flags=flags)
    return tuple(Change(now.get(b.code), b) for b in later if _differs(now.get(b.code), b))


def flags_of_certificates(section: BenefitsSection, *, in_force: Collection[str]) -> frozenset[str]:
    """The conditions that certificates in force fulfil by themselves (G-TEC-02)."""
    held = set(in_force)
    return frozenset(name for name, flag in section.flags.items() if held.intersection(flag.certificates))


def discount_offers(section: BenefitsSection, benefits: Iterable[Benefit], *, source: str, buys: str) -> list[Offer]:
    """The discounts on one kind of purchase that a partner's benefits give it in the program `source`."""
    return [
        Offer(source, benefit.percent, benefit.rule)
        for benefit in benefits
        if benefit.percent is not None and section.rows[benefit.code].buys == buys
    ]


def price_at_best_offer(list_price: Money, *, offers: Sequence[Offer]) -> Price:
    """The list price less the one offer best for the buyer; of equal ones the first (G-PRC-04, G-PRC-05).

    Offers of two programs, or a discount and a special offer, are alternatives (A-BEN-01). Raises ValueError beyond 0-100 %.
    """
    if any(not 0 <= offer.percent <= _HUNDRED for offer in offers):
        raise ValueError("a discount is between 0 and 100 percent")
    best = max(offers, key=lambda offer: offer.percent, default=None)
    if best is None:
        return Price(list_price, None, ())
    paid = share(list_price, rate=1 - best.percent / _HUNDRED)
    return Price(paid, best, tuple(offer for offer in offers if offer is not best))


def badge_benefits(section: BenefitsSection, *, badge: str) -> tuple[BadgeBenefit, ...]:
    """What a specialization badge adds (S-SPC-04); rows that say nothing of this badge are left out."""
    return tuple(
        BadgeBenefit(
            code=code,
            value=cell.value,
            within=add_on.within.value,
            points=add_on.points[badge].value if badge in add_on.points else None,
            rule=cell.rule,
            confirmed=cell.confirmed and (badge not in add_on.points or add_on.points[badge].confirmed),
        )
        for code, add_on in section.badges.items()
        if (cell := add_on.cells.get(badge)) is not None
    )


def badge_points(benefits: Iterable[BadgeBenefit], *, code: str, inside_area: bool) -> Decimal:
    """Percentage points that badges add to one incentive of a deal, inside or outside the badge's area."""
    reaching = (b for b in benefits if b.code == code and (inside_area or b.within == "everywhere"))
    return sum((b.points for b in reaching if b.points is not None), Decimal(0))


def _corrections(section: BenefitsSection, category: str, tier: str) -> Mapping[str, Correction]:
    """By benefit; of two corrections of one cell the later holds, since text follows footnotes in the guide."""
    return {
        correction.benefit: correction
        for correction in section.corrections.values()
        if category in correction.categories and (not correction.tiers or tier in correction.tiers)
    }


def _benefit(
    section: BenefitsSection, code: str, column: str, correction: Correction | None, flags: Collection[str]
) -> Benefit:
    cell, why = section.cell(code, column), ""
    missing: tuple[str, ...] = ()
    if correction is not None:
        cell, missing = _corrected(correction, flags)
        why = correction.why
    return _priced(section, section.rows[code], code, column, cell)._replace(why=why, missing=missing)


def _corrected(correction: Correction, flags: Collection[str]) -> tuple[Cell, tuple[str, ...]]:
    missing = tuple(name for name in correction.needs if name not in flags)
    if missing and correction.otherwise is not None:
        return correction.otherwise, missing
    return correction.value, ()


def _priced(section: BenefitsSection, row: Row, code: str, column: str, cell: Cell) -> Benefit:
    grants = cell.value > 0 if isinstance(cell.value, int) else section.values[cell.value].grants
    percent = row.percent.get(column) if grants else None
    return Benefit(
        code=code,
        value=cell.value,
        grants=grants,
        percent=None if percent is None else percent.value,
        rule=cell.rule,
        confirmed=cell.confirmed and (percent is None or percent.confirmed),
    )


def _differs(now: Benefit | None, then: Benefit) -> bool:
    """A row that granted nothing and still grants nothing is no change."""
    if now is None:
        return then.grants
    return (now.value, now.percent) != (then.value, then.percent) and (now.grants or then.grants)
