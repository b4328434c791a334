"""Overrides, waivers, more time for replacements: exceptions that somebody answers for."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from tiering.acts.base import SEPARATOR, no_tiers, tier_act, tier_choices, words_of
from tiering.forms.decisions import (
    DeviationForm,
    OverrideForm,
    ReplacementForm,
    WaiverForm,
)
from tiering.queries.desk import Desk, lines_to_waive
from tiering.queries.leavers import leavers_of
from tiering.queries.standing import newest_scorecard
from tiering.services.deviations import deviate_requirement
from tiering.services.overrides import override_tier
from tiering.services.replacements import extend_replacement
from tiering.services.waivers import waive_requirement


def _no_override(desk: Desk) -> str:
    if refused := no_tiers(desk):
        return refused
    return "" if len(desk.tiers) > 1 else gettext("This category has one tier only: there is no other to set.")


def _override(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return override_tier(desk.enrolment, by=by, at=at, **data)


def _line_choices(desk: Desk) -> list[tuple[str, str]]:
    """Failed lines once each, and every place they are asked in."""
    words = words_of(desk)
    category = words.category_code(desk.enrolment.category)
    found: dict[str, str] = {}
    for line in lines_to_waive(newest_scorecard(desk.enrolment)):
        scope = words.scope(line.scope)
        name = words.requirement_name(line.requirement, category=category)
        found.setdefault(f"{line.requirement}{SEPARATOR}{line.scope}", f"{name}, {scope}" if scope else name)
    return list(found.items())


def _no_waiver(desk: Desk) -> str:
    if refused := no_tiers(desk):
        return refused
    return (
        "" if _line_choices(desk) else gettext("No line of the newest scorecard is missing: there is nothing to waive.")
    )


def _waive(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    requirement, _bar, scope = data.pop("requirement").partition(SEPARATOR)
    return waive_requirement(desk.enrolment, requirement=requirement, scope=scope, by=by, **data)


def _leavers(desk: Desk) -> list[tuple[str, str]]:
    """Who left with certificates, and until when their time could be extended."""
    words = gettext("%(name)s, left on %(day)s: until %(hard)s")
    return [
        (
            str(one.person_id),
            words
            % {
                "name": one.name,
                "day": date_format(one.left_on, "SHORT_DATE_FORMAT"),
                "hard": date_format(one.window.hard, "SHORT_DATE_FORMAT"),
            },
        )
        for one in leavers_of(desk.enrolment, desk.today)
        if not one.extended and one.window.soft < one.window.hard
    ]


def _no_extended_replacement(desk: Desk) -> str:
    return "" if _leavers(desk) else gettext("Nobody left with certificates whose time for replacement still runs.")


def _extend_replacement(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    person_id = int(data.pop("person_id"))
    return extend_replacement(desk.enrolment, person_id=person_id, by=by, at=at, **data)


def _deviating_choices(desk: Desk) -> list[tuple[str, str]]:
    """Everything that the category is asked, by the name on the scorecard."""
    words = words_of(desk)
    category = words.category_code(desk.enrolment.category)
    section = desk.guide.document.sections.get("requirements") if desk.guide else None
    asked = section.of_category(category) if section is not None else ()  # type: ignore[attr-defined]
    return [
        (key, words.requirement_name(key, category=category)) for key in dict.fromkeys(key for key, *_more in asked)
    ]


def _no_deviation(desk: Desk) -> str:
    if refused := no_tiers(desk):
        return refused
    return "" if _deviating_choices(desk) else gettext("The guide asks nothing of this category.")


def _deviate(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return deviate_requirement(desk.enrolment, by=by, **data)


EXCEPTIONS = (
    tier_act(
        "override", "tiering.override", _("Override the tier"),
        _("Sets another tier for some days. The scorecard stays as it is, and the override ends by itself."),
        _("The tier is overridden."),
        lambda data, desk: OverrideForm(data, tiers=tier_choices(desk), today=desk.today),
        _override, _no_override, "G-TIER-12",
    ),
    tier_act(
        "waiver", "tiering.waive", _("Waive a line"),
        _("Lets one failed line count as met for the tier. The tier itself is decided apart from this (X-08)."),
        _("The line is waived: the next scorecard counts it as met."),
        lambda data, desk: WaiverForm(data, lines=_line_choices(desk), today=desk.today),
        _waive, _no_waiver, "X-08",
    ),
    tier_act(
        "replacement-extension", "tiering.decide", _("Extend a replacement"),
        _("Certificates of somebody who left count for longer, while others are trained."),
        _("The certificates count for longer: the next scorecard says so."),
        lambda data, desk: ReplacementForm(data, people=_leavers(desk)), _extend_replacement, _no_extended_replacement,
        "G-REQ-07",
    ),
    tier_act(
        "deviation", "tiering.override", _("Record what the agreement asks"),
        _("Where the partner's own agreement asks something else than the guide. The line is judged by that from its first day on."),
        _("The next scorecard judges the line by the agreement."),
        lambda data, desk: DeviationForm(
            data, requirements=_deviating_choices(desk), tiers=[(tier, words_of(desk).tier(tier)) for tier in desk.tiers],
            today=desk.today,
        ),
        _deviate, _no_deviation, "G-GEN-05",
    ),
)  # fmt: skip
