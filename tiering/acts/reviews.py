"""What can be done with one partner's annual review before it is decided."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from tiering.acts.base import tier_act
from tiering.queries.desk import Desk
from tiering.services.annual import refuse_scoring_again, score_again


def _refuse(desk: Desk) -> str:
    return refuse_scoring_again(desk.review, is_answered=desk.decided is not None or desk.grace is not None)


def _again(desk: Desk, data: dict[str, Any], by: Actor, at: datetime) -> object:
    assert desk.review is not None
    return score_again(desk.review, by=by)


REVIEWS = (
    tier_act(
        "review-again", "tiering.measure", _("Measure the review again"),
        _("A target that came or was waived, a report that was handed in later: the same days are measured again, for this partner."),
        _("The review is being measured again."),
        lambda data, desk: forms.Form(data), _again, _refuse, "G-REV-04",
    ),
)  # fmt: skip
