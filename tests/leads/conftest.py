import pytest

from tests.cast import VendorCast
from tests.leads.desk import Desk


@pytest.fixture
def desk(acme: VendorCast) -> Desk:
    return Desk(acme)
