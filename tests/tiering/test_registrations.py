import pytest

from portal.money import Money
from tiering.rules.registrations import Registration, by_stage, influenced


def deal(amount: int, stage: str, *, approved: bool = True, proven: bool = False) -> Registration:
    return Registration(Money(amount * 100, "USD"), stage, approved, proven)


DEALS = [
    deal(1_000, "stage_1"),
    deal(500, "stage_1", proven=True),
    deal(2_000, "stage_4", proven=True),
    deal(9_000, "stage_4", approved=False, proven=True),
]


@pytest.mark.rule("S-MET-02")
def test_only_approved_registrations_stand_in_a_stage() -> None:
    assert by_stage(DEALS, currency="USD") == {"stage_1": Money(1_500_00, "USD"), "stage_4": Money(2_000_00, "USD")}


@pytest.mark.rule("S-MET-03")
def test_influence_needs_a_registration_and_its_proof() -> None:
    assert influenced(DEALS, currency="USD") == Money(2_500_00, "USD")
    assert influenced([], currency="USD") == Money(0, "USD")
