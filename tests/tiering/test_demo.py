from collections import Counter
from datetime import date
from typing import Any

import pytest

from portal.accounts.identify import find_vendor
from portal.guides.models import Program
from portal.tenancy import Role, acting_as
from tests.ground import DEMO_DAY
from tiering.models import RequirementWaiver, Scorecard, TierAssignment, TierDecision
from tiering.queries.standing import undecided_reviews
from tiering.queries.tiers import tiers_on

TODAY = date.fromisoformat(DEMO_DAY)


@pytest.mark.timeout(500)
def test_demo_has_tiers_reviews_and_exceptions_in_every_program(demo_database: Any) -> None:
    found: dict[str, Any] = {}
    for slug in ("genesys", "freshworks", "smartsheet"):
        vendor = find_vendor(slug)
        assert vendor is not None
        with acting_as(Role.STAFF, vendor=vendor.vendor_id):
            for program in Program.objects.order_by("pk"):
                cards = Scorecard.objects.filter(program=program)
                held = Counter(one.tier for one in tiers_on(TODAY, program_id=program.pk))
                found[program.slug] = {
                    "days": sorted({str(day) for day in cards.values_list("as_of", flat=True)}),
                    "reached": Counter(cards.filter(as_of="2025-12-31").values_list("tier", flat=True)),
                    "held": held,
                    "portfolio": cards.values("enrolment").distinct().count(),
                    "open": len(undecided_reviews(program.pk, reviewed=date(2025, 12, 31))),
                    "sources": Counter(TierDecision.objects.filter(program=program).values_list("source", flat=True)),
                    "waivers": RequirementWaiver.objects.filter(program=program).count(),
                    "assigned": TierAssignment.objects.filter(program=program).count(),
                }
    network = found["gpn-2014"]

    assert all(one["days"] == ["2024-12-31", "2025-12-31", "2026-10-31"] for one in found.values()), found
    assert all(one["sources"]["entry"] and one["assigned"] for one in found.values()), found
    assert {"Gold", "Silver"} <= set(network["reached"]), found
    assert {"Gold", "Silver", "Bronze"} <= set(network["held"]), found
    assert (network["open"] > 0, network["sources"]["override"], network["waivers"]) == (True, 3, 3), found
