"""Recovery periods after a failed review, and what follows from them."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.forms import OptionalReasonForm, ReasonForm
from tiering.acts.base import no_tiers, stop, tier_act, tier_choices
from tiering.forms.decisions import (
    GraceExtensionForm,
    GraceForm,
    LoweringForm,
)
from tiering.queries.desk import Desk, recovery_proof
from tiering.queries.programs import tiering_of
from tiering.rules.moves import is_downgrade
from tiering.services.grace import (
    confirm_recovery,
    extend_grace,
    grant_grace,
    keep_after_grace,
    lower_after_grace,
    open_termination_review,
)


def _no_grace(desk: Desk) -> str:
    if refused := no_tiers(desk):
        return refused
    if desk.review is None:
        return gettext("There is no annual review yet.")
    if not is_downgrade(desk.tiers, before=desk.review.held, after=desk.review.tier):
        return gettext("The last review was passed: there is nothing to recover.")
    if desk.grace is not None:
        return gettext("This review has its recovery period already: extend that one.")
    if desk.guide is None or tiering_of(desk.guide).grace is None:
        return gettext("This program knows no recovery period.")
    return stop(desk, "tiering.grace")


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
    return _no_running_grace(desk) or stop(desk, "tiering.grace")


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
    if not tier_choices(desk, below=True):
        return gettext("There is no lower tier: open a termination review (G-TIER-10).")
    return stop(desk, "tiering.grace", "tiering.moves.downgrade")


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


RECOVERY = (
    tier_act(
        "grace", "tiering.decide", _("Grant a recovery period"),
        _("Gives time after a failed review. The tier stays as it is meanwhile."),
        _("The recovery period runs."),
        _grace_form, _grant, _no_grace, "G-TIER-08",
    ),
    tier_act(
        "grace-extension", "tiering.decide", _("Extend the recovery period"),
        _("All of it together stays below the longest that the guide allows."),
        _("The recovery period is longer."),
        lambda data, desk: GraceExtensionForm(data), _extend, _no_extension, "G-TIER-09",
    ),
    tier_act(
        "lowering", "tiering.decide", _("Lower the tier"),
        _("After a recovery period that was not met. It counts from the day after your decision, and not before the period ends."),
        _("The tier is lowered."),
        lambda data, desk: LoweringForm(data, tiers=tier_choices(desk, below=True)), _lower, _no_lowering, "G-TIER-09",
        "danger",
    ),
    tier_act(
        "recovery", "tiering.decide", _("Confirm the recovery"),
        _("The scorecard of the period's end reaches the tier: it goes on, and the period is closed."),
        _("The recovery period is closed: the tier goes on."),
        lambda data, desk: OptionalReasonForm(data), _recover, _no_recovery, "G-TIER-08",
    ),
    tier_act(
        "keeping", "tiering.decide", _("Keep the tier"),
        _("Although the recovery period was not met: your name and reason stand beside it."),
        _("The tier is kept."),
        lambda data, desk: ReasonForm(data), _keep, _not_over, "G-TIER-09",
    ),
    tier_act(
        "termination-review", "tiering.decide", _("Open a termination review"),
        _("The figures reach no tier, or a recovery period was not met. Nothing ends by itself: people look at it."),
        _("The termination review waits for a decision."),
        lambda data, desk: ReasonForm(data), _terminate, _no_termination, "G-TIER-10", "danger",
    ),
)  # fmt: skip
