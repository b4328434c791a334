"""What the pages of runs show, put into the shape of the shell's pieces."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.models import Payout, PayoutRun
from commissions.queries.payouts import find_moves
from portal.accounts.actor import Actor

RUN_TONES = {
    "calculating": "info", "calculated": "warn", "submitted": "warn", "approved": "info", "exported": "info", "settled": "good",
}  # fmt: skip
PAYOUT_TONES = {"held": "warn", "payable": "info", "sent": "info", "paid": "good", "returned": "bad"}


def actions_of(run: PayoutRun, actor: Actor, vendor: str) -> list[dict[str, Any]]:
    """What may be done with a run now; what may not says why."""

    def url(name: str) -> str:
        return reverse(f"commissions:{name}", kwargs={"vendor": vendor, "period": run.period})

    actions: list[dict[str, Any]] = []
    if run.state == PayoutRun.State.CALCULATED and actor.may("payouts.run"):
        actions.append(
            {"label": _("Calculate again"), "url": url("run-calculation"), "method": "post", "icon": "refresh"}
        )
    if run.state == PayoutRun.State.CALCULATED and actor.may("payouts.submit"):
        submit = {"label": _("Submit for approval"), "url": url("run-submission"), "method": "post", "tone": "primary"}
        actions.append(submit)
    if run.state == PayoutRun.State.SUBMITTED and actor.may("payouts.approve"):
        own = run.submitted_by_id == actor.membership_id
        refused = _("You submitted this run: a second person has to approve it.") if own else ""
        approve = {"label": _("Decide"), "url": url("run-approval"), "tone": "primary", "refused": refused}
        actions.append(approve)
    return actions


def timeline_of_run(run: PayoutRun) -> list[dict[str, Any]]:
    """Moves of a run, newest first."""
    labels = dict(PayoutRun.State.choices)
    moves = find_moves(run)
    return [_move(move, labels, move.by.name if move.by else _("Portal")) for move in moves]


def timeline_of_payout(payout: Payout) -> list[dict[str, Any]]:
    """Moves of a payment, newest first; a partner is not told who on the other side did it."""
    labels = dict(Payout.State.choices)
    moves = find_moves(payout)
    return [_move(move, labels, "") for move in moves]


def _move(move: Any, labels: dict[str, Any], who: str) -> dict[str, Any]:
    return {
        "who": who,
        "at": move.at,
        "from_label": labels.get(move.before, ""),
        "to_label": labels.get(move.after, move.after),
        "why": move.reason,
    }
