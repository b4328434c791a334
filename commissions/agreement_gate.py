"""A lapsed agreement whose named effect is to stop payouts does so."""

from collections.abc import Collection, Mapping

from commissions.payout_gates import PAYOUT_GATES
from partners.queries.agreements import partners_without_payouts

CODE = "agreement_lapsed"


@PAYOUT_GATES.register_as("agreements")
def stopped_by_agreement(partner_ids: Collection[int]) -> Mapping[int, str]:
    """Partners among these that are not paid until they sign again."""
    return dict.fromkeys(partners_without_payouts(partner_ids), CODE)
