from collections.abc import Iterator
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Enrolment
from portal.embedded.places import ROOT
from portal.guides.services import create_program, publish_guide
from tests.cast import VendorCast
from tests.tiering.staff import at_work


@pytest.fixture
def enrolment(acme: VendorCast, db: None) -> Iterator[Enrolment]:
    """Birch, enrolled as a reseller in a program with the shipped guide of 2014."""
    source = (ROOT / "portal/guides/library/gpn-2014.toml").read_text()
    with at_work(acme):
        program = create_program(slug="gpn-2014", name="Network", legal_time_zone="America/Los_Angeles")
        publish_guide(program, source=source, effective_from=date(2014, 1, 1))
        yield Enrolment.objects.create(
            partner_id=acme.partners[0], program=program, category="VAR", period=DateRange(date(2014, 2, 10), None)
        )
