from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from leads.models import Deal, Lead, LeadMove, Protection
from leads.queries import assignment_at
from portal.accounts.identify import find_vendor
from portal.tenancy import Role, acting_as
from tests.ground import DEMO_DAY


@pytest.mark.timeout(400)
def test_demo_tells_two_years_of_leads_that_the_laws_accept(demo_database: Any) -> None:
    found = find_vendor("freshworks")
    assert found is not None
    now = datetime.fromisoformat(DEMO_DAY).replace(tzinfo=UTC)  # the demo's last instant
    with acting_as(Role.STAFF, vendor=found.vendor_id):
        leads = list(Lead.objects.all())
        by_status = Counter(lead.status for lead in leads)
        assert set(by_status) == {"new", "invalid", "valid_inactive", "valid_active", "opportunity", "won", "lost"}
        assert Counter(lead.assignment for lead in leads)["pending"] >= 3
        assert Counter(deal.source for deal in Deal.objects.all()).keys() == {"inbound", "outbound"}
        assert Deal.objects.count() == by_status["won"]
        assert all(assignment_at(lead, now) == lead.assignment for lead in leads)
        assert all(lead.registered_at < now and (lead.assigned_at or now) <= now for lead in leads)
        assert not LeadMove.objects.filter(at__gt=now).exists()
        held = Protection.objects.count()
        assert held == sum(lead.assigned_at is not None for lead in leads)
