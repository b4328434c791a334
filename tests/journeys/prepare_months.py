"""Sales of the three months before this one, and the rates for them: `python -m tests.journeys.prepare_months`. Prints the months."""

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import django

#: Where acme is, and how long after the end of a month its calendar opens the runs.
ZONE, OPENS_AFTER = ZoneInfo("America/New_York"), timedelta(hours=2)


def prepare() -> list[str]:
    """Three months that nobody ran yet, the oldest first; the last one is what the calendar's newest turn opens."""
    from portal.clock import Period
    from portal.tenancy import Role, acting_as
    from tests import cast
    from tests.commissions.sales_world import begin_sales

    acme = cast.look_up("acme")
    month = Period.of((datetime.now(ZONE) - OPENS_AFTER).date())
    months = [month := month.previous() for _ in range(3)][::-1]
    with acting_as(Role.STAFF, vendor=acme.id):
        sales = begin_sales()
        sales.rate(acme.partners[0], "0.2")
        for number, each in enumerate(months, start=1):
            sales.sale(acme.partners[0], 100_000 * number, each.first)
    return [str(each) for each in months]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    print(*prepare())
