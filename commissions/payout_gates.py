"""Gates that a higher app may put before a payment: "may this partner be paid now?", asked for many partners at once."""

from collections.abc import Callable, Collection, Mapping

from portal.registry import Registry

#: Partners that may not be paid now, with the code of the reason.
PayoutGate = Callable[[Collection[int]], Mapping[int, str]]

PAYOUT_GATES: Registry[PayoutGate] = Registry("payout gate")


def reasons_of_gates(partner_ids: Collection[int]) -> dict[int, list[str]]:
    """Every gate's reason by partner; a partner that no gate stops is not in the answer."""
    reasons: dict[int, list[str]] = {}
    for gate in PAYOUT_GATES.all().values():
        for partner, code in gate(partner_ids).items():
            reasons.setdefault(partner, []).append(code)
    return reasons
