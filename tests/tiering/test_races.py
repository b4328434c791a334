"""Two people at the same moment: one tier a day, whatever they do."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Enrolment
from portal.guides.services import create_program, publish_guide
from portal.guides.shipped import LIBRARY
from portal.problems import Conflict, Refusal
from tests.cast import look_up
from tests.tiering.staff import actor, at_work
from tiering.models import TierAssignment, TierDecision
from tiering.services.decisions import give_entry_tier
from tiering.services.overrides import override_tier

NOW = datetime(2014, 5, 1, 20, tzinfo=UTC)
START, END = date(2014, 6, 1), date(2014, 8, 31)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run each in a thread and connection of its own, released together; what became of each."""
    barrier, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=20)
            act()
            outcomes[place] = "done"
        except (Conflict, Refusal) as refused:
            outcomes[place] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


@pytest.mark.rule("G-TIER-03", "G-TIER-12")
def test_two_overrides_of_the_same_days_leave_one(fresh_database: Any) -> None:
    acme = look_up("acme")
    with at_work(acme):
        program = create_program(slug="gpn-2014", name="Network", legal_time_zone="America/Los_Angeles")
        publish_guide(program, source=(LIBRARY / "gpn-2014.toml").read_text(), effective_from=date(2014, 1, 1))
        enrolment = Enrolment.objects.create(
            partner_id=acme.partners[0], program=program, category="VAR", period=DateRange(date(2014, 1, 1), None)
        )
        give_entry_tier(enrolment)

    def override(tier: str) -> Callable[[], object]:
        def act() -> None:
            with at_work(acme):
                override_tier(
                    enrolment, tier=tier, reason="agreed", starts_on=START, ends_on=END, by=actor(acme), at=NOW
                )

        return act

    outcomes = at_once(*(override(tier) for tier in ("Gold", "Silver", "Gold", "Silver")))
    with at_work(acme):
        decided = TierDecision.objects.filter(source="override").count()
        rows = sorted(TierAssignment.objects.all(), key=lambda row: row.period.lower)
        shown = [(row.source, row.period.lower, row.period.upper) for row in rows]

    assert outcomes.count("done") == 1
    assert len(outcomes) == 4
    assert decided == 1
    assert shown == [
        ("entry", date(2014, 1, 1), START),
        ("override", START, date(2014, 9, 1)),
        ("entry", date(2014, 9, 1), date(2015, 1, 1)),
    ]
