"""What can be done on a partner's tier page: each act is a noun with its right, its form, and why it is refused now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from tiering.forms.decisions import (
    GraceExtensionForm,
    GraceForm,
    LoweringForm,
    OptionalReasonForm,
    OverrideForm,
    ReasonForm,
    ReplacementForm,
    RequestApprovalForm,
    RequestForm,
    RequestRefusalForm,
    WaiverForm,
)
from tiering.presentation.guide_words import GuideWords
from tiering.queries.desk import Desk, lines_to_waive, recovery_proof, request_proof, stopped_by
from tiering.queries.extras import earliest_suspension, open_watch
from tiering.queries.leavers import leavers_of
from tiering.queries.programs import tiering_of
from tiering.queries.standing import newest_scorecard
from tiering.rules.moves import is_downgrade
from tiering.services.extras import suspend_extras
from tiering.services.grace import (
    confirm_recovery,
    extend_grace,
    grant_grace,
    keep_after_grace,
    lower_after_grace,
    open_termination_review,
)
from tiering.services.overrides import override_tier
from tiering.services.replacements import extend_replacement
from tiering.services.requests import ask_for_tier, grant_request, refuse_request
from tiering.services.waivers import waive_requirement

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Act:
    """`refuse` says why not now, or nothing; the service checks again. `title` is also the button that leads here."""

    noun: str
    right: str
    title: str | Promise
    intro: str | Promise
    done: str | Promise
    make_form: Callable[[Any, Desk], forms.Form]
    run: Callable[[Desk, dict[str, Any], Actor, datetime], object]
    refuse: Callable[[Desk], str]
    rule: str
    tone: str = ""


def _words(desk: Desk) -> GuideWords:
    assert desk.guide is not None
    return GuideWords(desk.guide)


def _tier_choices(desk: Desk, *, below: bool = False) -> list[tuple[str, str]]:
    tiers = [tier for tier in desk.tiers if tier != desk.held_tier]
    if below:
        tiers = [tier for tier in tiers if is_downgrade(desk.tiers, before=desk.held_tier, after=tier)]
    return [(tier, _words(desk).tier(tier)) for tier in tiers]


def _stop(desk: Desk, *names: str) -> str:
    """The X-04 stop, naming the figures."""
    found = stopped_by(desk.guide, list(names))
    if not found:
        return ""
    return gettext("This rests on figures that nobody confirmed: %(names)s (X-04).") % {"names": ", ".join(found)}


def _no_tiers(desk: Desk) -> str:
    return "" if desk.tiers else gettext("This category holds no tiers under the guide of today.")


def _no_override(desk: Desk) -> str:
    if refused := _no_tiers(desk):
        return refused
    return "" if len(desk.tiers) > 1 else gettext("This category has one tier only: there is no other to set.")


def _override(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return override_tier(desk.enrolment, by=by, at=at, **data)


def _line_choices(desk: Desk) -> list[tuple[str, str]]:
    """Failed lines once each, and every place they are asked in."""
    words = _words(desk)
    category = words.category_code(desk.enrolment.category)
    found: dict[str, str] = {}
    for line in lines_to_waive(newest_scorecard(desk.enrolment)):
        scope = words.scope(line.scope)
        name = words.requirement_name(line.requirement, category=category)
        found.setdefault(f"{line.requirement}{SEPARATOR}{line.scope}", f"{name}, {scope}" if scope else name)
    return list(found.items())


def _no_waiver(desk: Desk) -> str:
    if refused := _no_tiers(desk):
        return refused
    return (
        "" if _line_choices(desk) else gettext("No line of the newest scorecard is missing: there is nothing to waive.")
    )


def _waive(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    requirement, _bar, scope = data.pop("line").partition(SEPARATOR)
    return waive_requirement(desk.enrolment, requirement=requirement, scope=scope, by=by, **data)


def _no_grace(desk: Desk) -> str:
    if refused := _no_tiers(desk):
        return refused
    if desk.review is None:
        return gettext("There is no annual review yet.")
    if not is_downgrade(desk.tiers, before=desk.review.held, after=desk.review.tier):
        return gettext("The last review was passed: there is nothing to recover.")
    if desk.grace is not None:
        return gettext("This review has its recovery period already: extend that one.")
    if desk.guide is None or tiering_of(desk.guide).grace is None:
        return gettext("This program knows no recovery period.")
    return _stop(desk, "tiering.grace")


def _grace_form(data: Any, desk: Desk) -> forms.Form:
    grace = tiering_of(desk.guide).grace if desk.guide else None
    assert grace is not None
    return GraceForm(data, days=grace.days.value, most=grace.max_days.value)


def _grant(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    assert desk.review is not None
    return grant_grace(desk.review, by=by, at=at, **data)


def _no_running_grace(desk: Desk) -> str:
    if desk.grace is None:
        return gettext("No recovery period runs.")
    if desk.closed is not None:
        return gettext("The recovery period is closed: %(outcome)s.") % {"outcome": desk.closed.get_outcome_display()}
    return ""


def _no_extension(desk: Desk) -> str:
    return _no_running_grace(desk) or _stop(desk, "tiering.grace")


def _extend(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    assert desk.grace is not None
    return extend_grace(desk.grace, by=by, at=at, **data)


def _not_over(desk: Desk) -> str:
    if refused := _no_running_grace(desk):
        return refused
    assert desk.grace is not None
    if desk.today <= desk.grace.ends_on:
        day = date_format(desk.grace.ends_on, "SHORT_DATE_FORMAT")
        return gettext("The recovery period runs until %(day)s.") % {"day": day}
    return ""


def _no_lowering(desk: Desk) -> str:
    if refused := _no_running_grace(desk):
        return refused
    if not _tier_choices(desk, below=True):
        return gettext("There is no lower tier: open a termination review (G-TIER-10).")
    return _stop(desk, "tiering.grace", "tiering.moves.downgrade")


def _lower(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    assert desk.grace is not None
    return lower_after_grace(desk.grace, by=by, at=at, **data)


def _keep(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    assert desk.grace is not None
    return keep_after_grace(desk.grace, by=by, at=at, **data)


def _no_recovery(desk: Desk) -> str:
    if refused := _no_running_grace(desk):
        return refused
    return "" if recovery_proof(desk) else gettext("No scorecard of this recovery period reaches the tier.")


def _recover(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    proof = recovery_proof(desk)
    assert desk.grace is not None and proof is not None  # noqa: PT018
    return confirm_recovery(desk.grace, proof=proof, by=by, at=at, **data)


def _no_termination(desk: Desk) -> str:
    if desk.review is None:
        return gettext("There is no annual review yet.")
    if not desk.review.tier:
        return ""
    if desk.grace is not None and desk.closed is None and desk.today > desk.grace.ends_on:
        return ""
    return gettext("The last review reached a tier, and no recovery period is over.")


def _terminate(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    assert desk.review is not None
    return open_termination_review(desk.review, by=by, **data)


def _request_choices(desk: Desk) -> list[tuple[str, str]]:
    """Tiers that the guide lets be reached inside a year, above the one that is held."""
    moves = tiering_of(desk.guide).moves if desk.guide and desk.tiers else {}
    return [
        (tier, label)
        for tier, label in (_tier_choices(desk) if desk.tiers else [])
        if tier in moves and is_downgrade(desk.tiers, before=tier, after=desk.held_tier)
    ]


def _no_request(desk: Desk) -> str:
    if desk.request is not None:
        return gettext("A request waits for a decision already.")
    return "" if _request_choices(desk) else gettext("No higher tier is reached inside a year.")


def _ask(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return ask_for_tier(desk.enrolment, by=by, at=at, scorecard=newest_scorecard(desk.enrolment), **data)


def _nothing_asked(desk: Desk) -> str:
    return _no_tiers(desk) or ("" if desk.request is not None else gettext("No request waits for a decision."))


def _no_granting(desk: Desk) -> str:
    if refused := _nothing_asked(desk):
        return refused
    if request_proof(desk) is None:
        return gettext("There is no scorecard yet to judge it by.")
    assert desk.request is not None
    return _stop(desk, f"tiering.moves.{desk.request.tier}")


def _granting_form(data: Any, desk: Desk) -> forms.Form:
    card = request_proof(desk)
    assert card is not None
    return RequestApprovalForm(data, day=card.as_of)


def _grant_request(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    card = request_proof(desk)
    assert desk.request is not None and card is not None  # noqa: PT018
    return grant_request(desk.request, scorecard=card, by=by, at=at, **data)


def _refusing_form(data: Any, desk: Desk) -> forms.Form:
    words = _words(desk)
    category = words.category_code(desk.enrolment.category)
    wanted = desk.request.tier if desk.request else ""
    lines = lines_to_waive(request_proof(desk))
    keys = dict.fromkeys(line.requirement for line in lines if line.tier == wanted)
    return RequestRefusalForm(data, lines=[(key, words.requirement_name(key, category=category)) for key in keys])


def _refuse_request(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    assert desk.request is not None
    return refuse_request(desk.request, scorecard=request_proof(desk), by=by, at=at, **data)


def _no_suspension(desk: Desk) -> str:
    watch = open_watch(desk.enrolment.pk)
    if watch is None:
        return gettext("No line of the tier is lost.")
    if watch.suspended_on is not None:
        return gettext("The extras are suspended already.")
    first = earliest_suspension(watch)
    if desk.today < first:
        day = date_format(first, "SHORT_DATE_FORMAT")
        return gettext("The partner has time to mend it: not before %(day)s.") % {"day": day}
    return ""


def _suspend(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    watch = open_watch(desk.enrolment.pk)
    assert watch is not None
    return suspend_extras(watch, by=by, at=at, **data)


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


ACTS = (
    Act(
        "override", "tiering.override", _("Override the tier"),
        _("Sets another tier for some days. The scorecard stays as it is, and the override ends by itself."),
        _("The tier is overridden."),
        lambda data, desk: OverrideForm(data, tiers=_tier_choices(desk), today=desk.today),
        _override, _no_override, "G-TIER-12",
    ),
    Act(
        "waiver", "tiering.waive", _("Waive a line"),
        _("Lets one failed line count as met for the tier. The tier itself is decided apart from this (X-08)."),
        _("The line is waived: the next scorecard counts it as met."),
        lambda data, desk: WaiverForm(data, lines=_line_choices(desk), today=desk.today),
        _waive, _no_waiver, "X-08",
    ),
    Act(
        "grace", "tiering.decide", _("Grant a recovery period"),
        _("Gives time after a failed review. The tier stays as it is meanwhile."),
        _("The recovery period runs."),
        _grace_form, _grant, _no_grace, "G-TIER-08",
    ),
    Act(
        "grace-extension", "tiering.decide", _("Extend the recovery period"),
        _("All of it together stays below the longest that the guide allows."),
        _("The recovery period is longer."),
        lambda data, desk: GraceExtensionForm(data), _extend, _no_extension, "G-TIER-09",
    ),
    Act(
        "lowering", "tiering.decide", _("Lower the tier"),
        _("After a recovery period that was not met. It counts from the day after your decision, and not before the period ends."),
        _("The tier is lowered."),
        lambda data, desk: LoweringForm(data, tiers=_tier_choices(desk, below=True)), _lower, _no_lowering, "G-TIER-09",
        "danger",
    ),
    Act(
        "recovery", "tiering.decide", _("Confirm the recovery"),
        _("The scorecard of the period's end reaches the tier: it goes on, and the period is closed."),
        _("The recovery period is closed: the tier goes on."),
        lambda data, desk: OptionalReasonForm(data), _recover, _no_recovery, "G-TIER-08",
    ),
    Act(
        "keeping", "tiering.decide", _("Keep the tier"),
        _("Although the recovery period was not met: your name and reason stand beside it."),
        _("The tier is kept."),
        lambda data, desk: ReasonForm(data), _keep, _not_over, "G-TIER-09",
    ),
    Act(
        "termination-review", "tiering.decide", _("Open a termination review"),
        _("The figures reach no tier, or a recovery period was not met. Nothing ends by itself: people look at it."),
        _("The termination review waits for a decision."),
        lambda data, desk: ReasonForm(data), _terminate, _no_termination, "G-TIER-10", "danger",
    ),
    Act(
        "extras-suspension", "tiering.decide", _("Suspend the extras"),
        _("Takes what the tier adds to the one below, from today until its lines are met again. Tier, logo and price level stay."),
        _("The extras are suspended."),
        lambda data, desk: ReasonForm(data), _suspend, _no_suspension, "G-TIER-07", "danger",
    ),
    Act(
        "replacement-extension", "tiering.decide", _("Extend a replacement"),
        _("Certificates of somebody who left count for longer, while others are trained."),
        _("The certificates count for longer: the next scorecard says so."),
        lambda data, desk: ReplacementForm(data, people=_leavers(desk)), _extend_replacement, _no_extended_replacement,
        "G-REQ-07",
    ),
    Act(
        "tier-request", "tiering.ask", _("Ask for a higher tier"),
        _("Starts an evaluation now. With every line met, your channel manager confirms it; it counts from the next quarter."),
        _("The request waits for a decision."),
        lambda data, desk: RequestForm(data, tiers=_request_choices(desk)), _ask, _no_request, "G-TIER-06",
    ),
    Act(
        "request-approval", "tiering.decide", _("Confirm the request"),
        _("With every line met, the tier counts from the quarter after that day, also where you confirm late."),
        _("The tier is confirmed."),
        _granting_form, _grant_request, _no_granting, "G-TIER-05",
    ),
    Act(
        "request-refusal", "tiering.decide", _("Refuse the request"),
        _("Name a line that is not met, or the compliance matter that is open: nothing else is a ground."),
        _("The request is refused."),
        _refusing_form, _refuse_request, _nothing_asked, "G-TIER-06", "danger",
    ),
)  # fmt: skip
