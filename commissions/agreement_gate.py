"""A lapsed agreement whose named effect is to stop payouts does so."""

from collections.abc import Mapping

from commissions.payout_gates import PAYOUT_GATES
from partners.queries.agreements import partners_without_payouts

CODE = "agreement_lapsed"


@PAYOUT_GATES.register_as("agreements")
def stopped_by_agreement(first: int, last: int) -> Mapping[int, str]:
    """Partners of this range that are not paid until they sign again."""
    return dict.fromkeys(partners_without_payouts(first, last), CODE)
