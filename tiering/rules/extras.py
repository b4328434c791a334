"""What a suspension of a tier's extras takes, and the first day on which one may be decided (G-TIER-07). Pure."""

from collections.abc import Collection
from datetime import date, timedelta

from portal.clock import add_months
from tiering.guide.benefits import BenefitsSection
from tiering.rules.benefits import Benefit, effective_benefits

DAY = timedelta(days=1)


def suspended_benefits(
    section: BenefitsSection,
    *,
    category: str,
    tier: str,
    below: str | None,
    keeps: Collection[str],
    flags: Collection[str] = (),
) -> tuple[Benefit, ...]:
    """The benefits of `tier` while its extras are suspended: what it adds over the tier `below` is as it is there.

    Those in `keeps` stay (the price level and the logo); what both tiers have alike stays anyway.
    """
    own = effective_benefits(section, category=category, tier=tier, flags=flags)
    lower = {one.code: one for one in effective_benefits(section, category=category, tier=below, flags=flags)}
    return tuple(_without_extra(one, lower.get(one.code), keeps) for one in own)


def _without_extra(own: Benefit, lower: Benefit | None, keeps: Collection[str]) -> Benefit:
    if own.code in keeps or not own.grants:
        return own
    if lower is None:
        return own._replace(value="no", grants=False, percent=None)
    return own if (own.value, own.percent) == (lower.value, lower.percent) else lower


def suspension_day(*, warned_on: date, replacement_months: int, window_is_over: bool, grace_ends: date | None) -> date:
    """The first day on which a suspension may be decided: the partner has had its time to mend.

    `window_is_over`: a certificate is missing whose time for replacement has run already, since those of people who left count
    until then (G-REQ-07). Otherwise that window runs from the warning. A recovery period that was granted takes its place.
    """
    if grace_ends is not None:
        return grace_ends + DAY
    return warned_on if window_is_over else add_months(warned_on, replacement_months) + DAY
