"""Conditions of benefits that people switch on and off: an admin's entry in a directory, a fee waived, a commitment (G-BEN-02)."""

from dataclasses import dataclass
from datetime import date

from partners.models import Enrolment, EnrolmentTrait
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from portal.guides.texts import Texts
from tiering.guide.benefits import BenefitsSection
from tiering.queries.programs import tiering_of


@dataclass(frozen=True, slots=True)
class Condition:
    """One switch, as the guide names it."""

    code: str
    texts: Texts
    rule: str
    holds: bool


def conditions_of(enrolment: Enrolment, day: date) -> list[Condition]:
    """Every condition that nothing measures, with what was switched; certificates speak for themselves."""
    try:
        guide = guide_on(enrolment.program_id, day)
    except NoGuideInForce:
        return []
    section = guide.document.sections.get("benefits")
    if not isinstance(section, BenefitsSection):
        return []
    said = _said(enrolment, day)
    return [
        Condition(code, flag.text, flag.rule, said.get(code, _default(guide, code)))
        for code, flag in section.flags.items()
        if not flag.is_measured
    ]


def holding_conditions(enrolment: Enrolment, guide: Guide, day: date) -> frozenset[str]:
    """Codes of what holds on a day, as it was said or as the guide presumes."""
    tiering = guide.document.sections.get("tiering")
    presumed = {code for code, flag in tiering.flags.items() if flag.default} if tiering else set()  # type: ignore[attr-defined]
    said = _said(enrolment, day)
    return frozenset(
        {code for code in presumed if said.get(code, True)} | {code for code, holds in said.items() if holds}
    )


def _said(enrolment: Enrolment, day: date) -> dict[str, bool]:
    rows = EnrolmentTrait.objects.filter(enrolment=enrolment, value="", period__contains=day)
    return dict(rows.values_list("kind", "holds"))


def _default(guide: Guide, code: str) -> bool:
    flag = tiering_of(guide).flags.get(code)
    return flag.default if flag else False
