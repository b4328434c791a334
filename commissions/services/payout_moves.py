"""The one place that moves payments which were announced: by the table of states, each move with its row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from commissions.models import Payout, PayoutMove
from commissions.states import PAYOUT_STATES, PayoutState
from portal.problems import Conflict


def move_payouts(
    payouts: Sequence[Payout], to: PayoutState, *, why: Mapping[int, str] | None = None, **changes: Any
) -> None:
    """Move all of them to one state, with what `changes` besides. Raises Conflict where the table has no such move."""
    for payout in payouts:
        if to not in PAYOUT_STATES.transitions[PayoutState(payout.state)]:
            raise Conflict(_("This payment is %(state)s.") % {"state": payout.get_state_display()}, code="payout-state")
    PayoutMove.objects.bulk_create(
        PayoutMove(
            payout=payout,
            partner_id=payout.partner_id,
            before=payout.state,
            after=to,
            reason=(why or {}).get(payout.pk, ""),
        )
        for payout in payouts
    )
    Payout.objects.filter(pk__in=[payout.pk for payout in payouts]).update(state=to, **changes)
    for payout in payouts:
        payout.state = to
