"""Gates that a higher app may put before a payment: "may this partner be paid now?", asked for many partners at once."""

from collections.abc import Callable, Collection, Mapping

from portal.registry import Registry

#: Partners from one id to another, both included, that may not be paid now, with the code of the reason. A range and no
#: list: a run asks for fifty thousand at once, and a query with a parameter for each costs more than the answer.
PayoutGate = Callable[[int, int], Mapping[int, str]]

PAYOUT_GATES: Registry[PayoutGate] = Registry("payout gate")


def reasons_of_gates(partner_ids: Collection[int]) -> dict[int, list[str]]:
    """Every gate's reason by partner; a partner that no gate stops is not in the answer."""
    asked = set(partner_ids)
    reasons: dict[int, list[str]] = {}
    if not asked:
        return reasons
    for gate in PAYOUT_GATES.all().values():
        for partner, code in gate(min(asked), max(asked)).items():
            if partner in asked:
                reasons.setdefault(partner, []).append(code)
    return reasons
