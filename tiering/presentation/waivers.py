"""Waivers and recovery periods in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.approvals.models import Approval
from tiering.models import Grace, RequirementWaiver
from tiering.presentation.guide_words import GuideWords
from tiering.queries.desk import graces_of, outcomes_of, waivers_of


@dataclass(frozen=True, slots=True)
class WaiverView:
    """One waived line."""

    name: str
    first: date
    last: date
    running: bool
    reason: str
    who: str
    rebates: str


@dataclass(frozen=True, slots=True)
class GraceView:
    """One recovery period."""

    grace: Grace
    running: bool
    outcome: str


def waiver_views(enrolment: Enrolment, *, words: GuideWords, today: date) -> list[WaiverView]:
    """Newest first."""
    category = words.category_code(enrolment.category)
    return [_waiver(one, asked, words, category, today) for one, asked in waivers_of(enrolment)]


def _waiver(
    one: RequirementWaiver, asked: Approval | None, words: GuideWords, category: str, today: date
) -> WaiverView:
    name, scope = words.requirement_name(one.requirement, category=category), words.scope(one.scope)
    return WaiverView(
        name=f"{name}, {scope}" if scope else name,
        first=one.period.lower,
        last=one.period.upper - timedelta(days=1),
        running=today in one.period,
        reason=one.reason,
        who=one.author.name if one.author else "",
        rebates=_rebates(one, asked),
    )


def _rebates(one: RequirementWaiver, asked: Approval | None) -> str:
    if not one.for_rebates:
        return _("for the tier only")
    if one.rebates_approved_at is not None:
        return _("for rebates too")
    if asked is not None and asked.state == Approval.State.REFUSED:
        return _("for the tier only: finance refused rebates")
    return _("for the tier; finance is asked about rebates")


def grace_views(enrolment: Enrolment, *, today: date) -> list[GraceView]:
    """Newest first."""
    ended = outcomes_of(enrolment)
    return [
        GraceView(
            one,
            one.granted_on <= today <= one.ends_on and one.scorecard_id not in ended,
            ended[one.scorecard_id].get_outcome_display() if one.scorecard_id in ended else "",
        )
        for one in graces_of(enrolment)
    ]
