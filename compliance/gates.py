"""What a hold stops: asked of one partner in its own words, and of many at once before money goes out."""

from collections.abc import Mapping
from datetime import datetime

from commissions.payout_gates import PAYOUT_GATES
from compliance.queries.holds import held_now, hold_at, partners_held_at
from partners.holds import Hold, partner_hold

#: Read by the partner on a statement too, so it says no more than that.
UNDER_REVIEW = "under_review"


@partner_hold("due_diligence", held=partners_held_at)
def hold_of_partner(partner_id: int, at: datetime) -> Hold | None:
    """The neutral reason, while a hold runs."""
    hold = hold_at(partner_id, at)
    return Hold(since=hold.placed_at) if hold else None


def payments_held(first: int, last: int) -> Mapping[int, str]:
    """Nobody who is held is paid."""
    return dict.fromkeys(held_now(first, last), UNDER_REVIEW)


PAYOUT_GATES.register("due_diligence", payments_held)
