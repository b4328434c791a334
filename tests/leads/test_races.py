"""Two real connections at the same instant."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from leads.models import Lead, Protection
from portal.problems import Refusal
from tests import cast
from tests.conftest import FreshDatabase
from tests.leads.desk import ACME_LEAD, BEGIN, OUTBOUND, Desk, as_actor, customer

TIMES = 12


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at once, each on its own connection; what they returned, or the refusal."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            gate.wait()
            answers[number] = acts[number]()
        except Refusal as refusal:
            answers[number] = refusal
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.rule("F-LEAD-07")
def test_two_partners_register_one_customer_at_one_instant_and_one_is_protected(fresh_database: FreshDatabase) -> None:
    desk = Desk(cast.look_up("acme"))
    for number in range(TIMES):
        who = customer(f"Wanted {number}")
        answers = together(
            lambda who=who: desk.register(who),  # type: ignore[misc]
            lambda who=who: desk.register(who, partner=1),  # type: ignore[misc]
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Lead"], answers
    with as_actor(desk.manager):
        assert (Lead.objects.count(), Protection.objects.count()) == (TIMES, TIMES)


@pytest.mark.rule("F-LEAD-05")
def test_approval_and_refusal_at_one_instant_leave_one_decision(fresh_database: FreshDatabase) -> None:
    desk = Desk(cast.look_up("acme"))
    for number in range(TIMES):
        lead = desk.register(customer(f"Pending {number}"), source=OUTBOUND)
        answers = together(
            lambda lead=lead: desk.decide(lead),  # type: ignore[misc]
            lambda lead=lead: desk.decide(lead, approve=False),  # type: ignore[misc]
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Lead"], answers
        kept = next(answer for answer in answers if isinstance(answer, Lead))
        assert desk.read(lead).assignment == kept.assignment


def test_approval_and_rival_registration_at_one_instant_protect_one(fresh_database: FreshDatabase) -> None:
    desk = Desk(cast.look_up("acme"))
    lead = desk.register(ACME_LEAD, source=OUTBOUND)
    answers = together(lambda: desk.decide(lead), lambda: desk.register(partner=1))
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Lead"], answers
    with as_actor(desk.manager):
        assert Protection.objects.filter(period__contains=BEGIN).count() == 1
