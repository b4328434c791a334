from datetime import date

import pytest

from tiering.rules.product_tests import is_test_valid


@pytest.mark.rule("F-TIER-05")
@pytest.mark.parametrize(
    ("passed_on", "valid"),
    [
        (None, False),
        (date(2025, 11, 20), False),
        (date(2025, 11, 21), True),
        (date(2026, 11, 21), True),
        (date(2026, 11, 22), False),
    ],
)
def test_product_test_holds_for_a_year(passed_on: date | None, valid: bool) -> None:
    assert is_test_valid(passed_on=passed_on, today=date(2026, 11, 21), months=12) is valid
