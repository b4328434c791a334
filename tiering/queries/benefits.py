"""What a partner has by its tier on a day, with what is suspended (G-BEN-01, G-TIER-07, G-TIER-14). Other apps ask here."""

from datetime import date
from zoneinfo import ZoneInfo

from partners.models import Enrolment
from partners.queries.doors import look_through
from portal.clock import day_start
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from tiering.guide.benefits import BenefitsSection
from tiering.guide.tiers import TieringSection
from tiering.models import Scorecard
from tiering.queries.conditions import holding_conditions
from tiering.queries.evidence import certificates_counted
from tiering.queries.extras import suspension_on
from tiering.queries.programs import category_of, tiering_of
from tiering.queries.standing import newest_scorecard
from tiering.queries.tiers import tier_on
from tiering.rules.benefits import Benefit, effective_benefits, flags_of_certificates
from tiering.rules.extras import suspended_benefits


def benefits_on(enrolment: Enrolment, day: date) -> tuple[Benefit, ...]:
    """Every row of the guide's matrix as it holds on `day`; none without a tier, or where the guide promises none."""
    guide = _guide(enrolment, day)
    section = guide.document.sections.get("benefits") if guide else None
    held = tier_on(day, enrolment_id=enrolment.pk)
    if guide is None or not isinstance(section, BenefitsSection) or held is None or not held.tier:
        return ()
    category = category_of(guide, enrolment)
    card = newest_scorecard(enrolment)
    flags = flags_on(enrolment, guide, section, day, card=card)
    if suspension_on(enrolment.pk, day) is None:
        return effective_benefits(section, category=category, tier=held.tier, flags=flags)
    return without_extras(guide, section, category=category, tier=held.tier, flags=flags)


def flags_on(
    enrolment: Enrolment, guide: Guide, section: BenefitsSection, day: date, *, card: Scorecard | None
) -> frozenset[str]:
    """Conditions that hold: those somebody switched, and those that certificates and doors fulfil by themselves (G-TEC-02)."""
    held = certificates_counted(card) if card is not None else ()
    switched = holding_conditions(enrolment, guide, day) - {code for code, flag in section.flags.items() if flag.door}
    return switched | flags_of_certificates(section, in_force=held) | _flags_of_doors(enrolment, section, day)


def _flags_of_doors(enrolment: Enrolment, section: BenefitsSection, day: date) -> frozenset[str]:
    """By the lines that the partner reads at its doors."""
    asked = {code: flag for code, flag in section.flags.items() if flag.door}
    at = day_start(day, zone=ZoneInfo(enrolment.program.legal_time_zone))
    looks = {
        door: look_through(enrolment.partner_id, enrolment.program_id, door, at=at)
        for door in {flag.door for flag in asked.values()}
    }
    found = set()
    for code, flag in asked.items():
        look = looks[flag.door]
        lines = [line for line in look.lines if line.kind == flag.need] if look else []
        if lines and all(line.is_met for line in lines):
            found.add(code)
    return frozenset(found)


def without_extras(
    guide: Guide, section: BenefitsSection, *, category: str, tier: str, flags: frozenset[str]
) -> tuple[Benefit, ...]:
    """The benefits of a tier whose extras are suspended, by what the guide says of them."""
    tiering = tiering_of(guide)
    tiers = tiering.tiers_of(category)
    place = tiers.index(tier) if tier in tiers else len(tiers)
    extras = tiering.extras.get(tier)
    return suspended_benefits(
        section,
        category=category,
        tier=tier,
        below=tiers[place + 1] if place + 1 < len(tiers) else None,
        keeps=extras.keeps if extras else (),
        flags=flags,
    )


def suspended_at_the_end(enrolment: Enrolment, day: date) -> list[str]:
    """Benefits that are suspended and taken back when the agreements end (G-TIER-14)."""
    guide = _guide(enrolment, day)
    section = guide.document.sections.get("tiering") if guide else None
    if not isinstance(section, TieringSection) or section.termination is None:
        return []
    return list(section.termination.suspends)


def _guide(enrolment: Enrolment, day: date) -> Guide | None:
    try:
        return guide_on(enrolment.program_id, day)
    except NoGuideInForce:
        return None
