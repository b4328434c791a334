"""What a partner has by its tier, and what another tier would add, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.guides.queries import Guide
from tiering.guide.benefits import BenefitsSection
from tiering.models import Scorecard
from tiering.presentation.figures import number_words
from tiering.presentation.guide_words import in_language
from tiering.queries.benefits import flags_on, without_extras
from tiering.queries.conditions import conditions_of
from tiering.rules.benefits import Benefit, added_by_tier, effective_benefits


@dataclass(frozen=True, slots=True)
class BenefitView:
    """One benefit. `before` is what the tier held now gives instead."""

    text: str
    value: str
    rule_id: str
    confirmed: bool
    why: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Benefits:
    """What is there now, and what the tier aimed at would change."""

    now: tuple[BenefitView, ...]
    added: tuple[BenefitView, ...]


def benefits_of(
    guide: Guide,
    enrolment: Enrolment,
    *,
    day: date,
    category: str,
    held: str,
    aim: str,
    card: Scorecard | None,
    suspended: bool = False,
) -> Benefits | None:
    """Benefits of the tier held, and the changes that `aim` would bring (G-BEN-01). None where the guide promises none.

    `suspended`: what the tier adds is suspended for the time being (G-TIER-07).
    """
    section: Any = guide.document.sections.get("benefits")
    if not isinstance(section, BenefitsSection):
        return None
    flags = flags_on(enrolment, guide, section, day, card=card)
    now = (
        without_extras(guide, section, category=category, tier=held, flags=flags)
        if suspended
        else effective_benefits(section, category=category, tier=held or None, flags=flags)
    )
    later = added_by_tier(section, category=category, tier=held or None, then=aim, flags=flags) if aim else ()
    return Benefits(
        tuple(_view(section, one) for one in now if one.grants),
        tuple(_view(section, change.then, before=change.now) for change in later),
    )


def _view(section: BenefitsSection, benefit: Benefit, before: Benefit | None = None) -> BenefitView:
    return BenefitView(
        text=in_language(section.rows[benefit.code].text),
        value=_value(section, benefit),
        rule_id=benefit.rule,
        confirmed=benefit.confirmed,
        why=in_language(section.reasons[benefit.why].text) if benefit.why in section.reasons else "",
        before=_value(section, before) if before is not None and before.grants else "",
    )


def _value(section: BenefitsSection, benefit: Benefit) -> str:
    if benefit.percent is not None:
        return number_words(benefit.percent, unit="percent")
    if isinstance(benefit.value, int):
        return _("level %(n)d") % {"n": benefit.value}
    return in_language(section.values[benefit.value].text)


@dataclass(frozen=True, slots=True)
class ConditionView:
    """A switch in words."""

    code: str
    text: str
    holds: bool
    rule: str


def condition_views(enrolment: Enrolment, day: date) -> list[ConditionView]:
    """Every condition that people switch."""
    return [
        ConditionView(one.code, in_language(one.texts), one.holds, one.rule) for one in conditions_of(enrolment, day)
    ]
