"""What registered deals give to the figures of an aligned partner (S-MET-02, S-MET-03). Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from portal.money import Money, total


class Registration(NamedTuple):
    """A registered deal: its recurring revenue, where it stands, and whether registration and influence were approved."""

    arr: Money
    stage: str
    approved: bool
    influence_proven: bool


def by_stage(registrations: Iterable[Registration], *, currency: str) -> dict[str, Money]:
    """Recurring revenue of approved registrations, by sales stage (S-MET-02)."""
    amounts: dict[str, list[Money]] = {}
    for one in registrations:
        if one.approved:
            amounts.setdefault(one.stage, []).append(one.arr)
    return {stage: total(found, currency=currency) for stage, found in amounts.items()}


def influenced(registrations: Iterable[Registration], *, currency: str) -> Money:
    """Recurring revenue of registered deals with proof of influence (S-MET-03)."""
    return total((one.arr for one in registrations if one.approved and one.influence_proven), currency=currency)
