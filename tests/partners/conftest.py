"""What tests of partners ask for."""

from collections.abc import Iterator

import pytest

from portal.tenancy import Role, acting_as
from tests.cast import VendorCast


@pytest.fixture
def staff(acme: VendorCast, db: None) -> Iterator[VendorCast]:
    """Acme, with everything in the test run as its people."""
    with acting_as(Role.STAFF, vendor=acme.id):
        yield acme
