import pytest

from tests.cast import VendorCast
from tests.compliance.world import Office
from tests.leads.desk import Desk


@pytest.fixture
def office(acme: VendorCast) -> Office:
    return Office(acme)


@pytest.fixture
def desk(acme: VendorCast) -> Desk:
    return Desk(acme)
