"""What can be asked for from the page of a case. Checks, rulings and the decision have pages of their own: they show evidence."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.forms import LiftForm
from compliance.models import Case
from compliance.queries.holds import running_hold_of
from compliance.services.holds import ask_to_lift
from portal.accounts.actor import Actor
from portal.shell.acts import Act, plain


def _no_hold(case: Case, at: datetime) -> str:
    return "" if running_hold_of(case) is not None else gettext("Nothing holds this partner.")


def _ask(case: Case, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return ask_to_lift(case_id=case.pk, reason=data["reason"], by=by, at=at)


ACTS: tuple[Act[Case], ...] = (
    Act(
        "hold-lifting", "cases.work", _("Ask to lift the hold"), _("Asked: a second person decides."), plain(LiftForm),
        _ask, _no_hold, intro=_("Two persons lift a hold: one asks, another decides."),
    ),
)  # fmt: skip
