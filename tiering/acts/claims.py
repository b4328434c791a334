"""A tier asked for inside the year."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from tiering.acts.base import no_tiers, stop, tier_act, tier_choices, words_of
from tiering.forms.decisions import (
    RequestApprovalForm,
    RequestForm,
    RequestRefusalForm,
)
from tiering.queries.desk import Desk, lines_to_waive, request_proof
from tiering.queries.programs import tiering_of
from tiering.queries.standing import newest_scorecard
from tiering.rules.moves import is_downgrade
from tiering.services.requests import ask_for_tier, grant_request, refuse_request


def _request_choices(desk: Desk) -> list[tuple[str, str]]:
    """Tiers that the guide lets be reached inside a year, above the one that is held."""
    moves = tiering_of(desk.guide).moves if desk.guide and desk.tiers else {}
    return [
        (tier, label)
        for tier, label in (tier_choices(desk) if desk.tiers else [])
        if tier in moves and is_downgrade(desk.tiers, before=tier, after=desk.held_tier)
    ]


def _no_request(desk: Desk) -> str:
    if desk.request is not None:
        return gettext("A request waits for a decision already.")
    return "" if _request_choices(desk) else gettext("No higher tier is reached inside a year.")


def _ask(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return ask_for_tier(desk.enrolment, by=by, at=at, scorecard=newest_scorecard(desk.enrolment), **data)


def _nothing_asked(desk: Desk) -> str:
    return no_tiers(desk) or ("" if desk.request is not None else gettext("No request waits for a decision."))


def _no_granting(desk: Desk) -> str:
    if refused := _nothing_asked(desk):
        return refused
    if request_proof(desk) is None:
        return gettext("There is no scorecard yet to judge it by.")
    assert desk.request is not None
    return stop(desk, f"tiering.moves.{desk.request.tier}")


def _granting_form(data: Any, desk: Desk) -> forms.Form:
    card = request_proof(desk)
    assert card is not None
    return RequestApprovalForm(data, day=card.as_of)


def _grant_request(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    card = request_proof(desk)
    assert desk.request is not None and card is not None  # noqa: PT018
    return grant_request(desk.request, scorecard=card, by=by, at=at, **data)


def _refusing_form(data: Any, desk: Desk) -> forms.Form:
    words = words_of(desk)
    category = words.category_code(desk.enrolment.category)
    wanted = desk.request.tier if desk.request else ""
    lines = lines_to_waive(request_proof(desk))
    keys = dict.fromkeys(line.requirement for line in lines if line.tier == wanted)
    return RequestRefusalForm(data, lines=[(key, words.requirement_name(key, category=category)) for key in keys])


def _refuse_request(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    assert desk.request is not None
    return refuse_request(desk.request, scorecard=request_proof(desk), by=by, at=at, **data)


CLAIMS = (
    tier_act(
        "tier-request", "tiering.ask", _("Ask for a higher tier"),
        _("Starts an evaluation now. With every line met, your channel manager confirms it; it counts from the next quarter."),
        _("The request waits for a decision."),
        lambda data, desk: RequestForm(data, tiers=_request_choices(desk)), _ask, _no_request, "G-TIER-06",
    ),
    tier_act(
        "request-approval", "tiering.decide", _("Confirm the request"),
        _("With every line met, the tier counts from the quarter after that day, also where you confirm late."),
        _("The tier is confirmed."),
        _granting_form, _grant_request, _no_granting, "G-TIER-05",
    ),
    tier_act(
        "request-refusal", "tiering.decide", _("Refuse the request"),
        _("Name a line that is not met, or the compliance matter that is open: nothing else is a ground."),
        _("The request is refused."),
        _refusing_form, _refuse_request, _nothing_asked, "G-TIER-06", "danger",
    ),
)  # fmt: skip
