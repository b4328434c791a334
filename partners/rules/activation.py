"""What a newly active partner gets, and what its fee is. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from partners.guide.activation import ActivationSection


@dataclass(frozen=True, slots=True)
class Due:
    """A fee of the entry tier."""

    tier: str
    amount: Decimal
    currency: str
    rule: str


def fee_of(section: ActivationSection, *, category: str) -> Due | None:
    """What a partner of this category pays before it is active; None where nothing is due (G-TECH-01, F-ONB-02)."""
    fee = section.fees.get(category)
    if fee is None:
        return None
    tier = fee.entry.value
    return Due(tier, fee.amounts[tier].value, fee.currency, fee.rule)


def yearly_fee_of(section: ActivationSection, *, category: str, tier: str, year: int) -> tuple[Due, date] | None:
    """What a partner in a tier pays for a year after its first, and the last day for it; None where nothing is (G-TECH-01)."""
    fee = section.fees.get(category)
    if fee is None or fee.yearly is None:
        return None
    held = tier if tier in fee.amounts else fee.entry.value
    due_on = date(year, 1, 1) + timedelta(days=fee.yearly.due_days.value)
    return Due(held, fee.amounts[held].value, fee.currency, fee.rule), due_on


def award_of(section: ActivationSection, *, category: str, tier: str) -> tuple[str, str] | None:
    """Plaque or certificate, and the edition (a tier, or nothing), of this category and tier (G-REL-03)."""
    for award in section.awards.values():
        if category in award.categories:
            return award.kind, tier if tier in award.special else ""
    return None


def has_named_manager(section: ActivationSection, *, category: str, tier: str) -> bool:
    """Whether a channel manager is named to the partner, instead of the shared address (G-REL-01)."""
    return section.contact is not None and tier in section.contact.named.get(category, ())
