import pytest

from tests.cast import VendorCast
from tests.compliance.world import Office


@pytest.fixture
def office(acme: VendorCast) -> Office:
    return Office(acme)
