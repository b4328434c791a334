"""Waivers and recovery periods in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.approvals.models import Approval
from tiering.models import Grace, RequirementWaiver
from tiering.presentation.figures import number_words
from tiering.presentation.guide_words import GuideWords
from tiering.queries.desk import graces_of, outcomes_of, waivers_of
from tiering.queries.deviations import deviations_of
from tiering.queries.extras import earliest_suspension, moves_of, open_watch


@dataclass(frozen=True, slots=True)
class WaiverView:
    """One waived line."""

    id: int
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


@dataclass(frozen=True, slots=True)
class DeviationView:
    """What the agreement asks instead of the guide."""

    name: str
    tier: str
    required: str
    first: date
    last: date
    running: bool
    reason: str
    who: str


def deviation_views(enrolment: Enrolment, *, words: GuideWords, today: date) -> list[DeviationView]:
    """Newest first."""
    category = words.category_code(enrolment.category)
    return [
        DeviationView(
            name=words.requirement_name(one.requirement, category=category),
            tier=words.tier(one.tier),
            required=_("not asked") if one.required is None else number_words(one.required),
            first=one.period.lower,
            last=one.period.upper - timedelta(days=1),
            running=today in one.period,
            reason=one.reason,
            who=one.author.name if one.author else "",
        )
        for one in deviations_of(enrolment)
    ]


@dataclass(frozen=True, slots=True)
class ExtrasView:
    """Extras of a tier under a warning, or suspended."""

    tier: str
    state: str
    suspended: bool
    lost: tuple[str, ...]
    warned_on: date
    suspended_on: date | None
    earliest: date
    why: str


def extras_view(enrolment: Enrolment, *, words: GuideWords) -> ExtrasView | None:
    """What goes on, None where nothing is lost (G-TIER-07)."""
    watch = open_watch(enrolment.pk)
    if watch is None:
        return None
    category = words.category_code(enrolment.category)
    newest = next(iter(moves_of(watch)), None)
    return ExtrasView(
        tier=words.tier(watch.tier),
        state=str(watch.get_state_display()),
        suspended=watch.suspended_on is not None,
        lost=tuple(words.requirement_name(key, category=category) for key in watch.lost),
        warned_on=watch.warned_on,
        suspended_on=watch.suspended_on,
        earliest=earliest_suspension(watch),
        why=newest.reason if newest else "",
    )


def waiver_views(enrolment: Enrolment, *, words: GuideWords, today: date) -> list[WaiverView]:
    """Newest first."""
    category = words.category_code(enrolment.category)
    return [_waiver(one, asked, words, category, today) for one, asked in waivers_of(enrolment)]


def _waiver(
    one: RequirementWaiver, asked: Approval | None, words: GuideWords, category: str, today: date
) -> WaiverView:
    name, scope = words.requirement_name(one.requirement, category=category), words.scope(one.scope)
    return WaiverView(
        id=one.pk,
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
