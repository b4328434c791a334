"""Two real connections at the same instant: one submission, one decision, one partner."""

from datetime import UTC, datetime
from typing import Any

import pytest

from partners import events, gates
from partners.models import Application, ApplicationTransition, Partner
from partners.services.decisions import approve_application, refuse_application
from portal.jobs.models import OutboxMessage
from tests import cast
from tests.conftest import FreshDatabase
from tests.leads.desk import actor_of, as_actor
from tests.leads.test_races import together
from tests.partners.applicants import COMPANY, Applicant, publish

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def alone() -> Any:
    """Nothing of other apps is asked or told."""
    with gates.GATES.opened(), events.LISTENERS.opened():
        gates.GATES._values, events.LISTENERS._values = {}, {}
        yield


@pytest.mark.rule("A-DD-01", "X-05")
def test_two_presses_at_one_instant_are_one_submission_and_one_mail(fresh_database: FreshDatabase) -> None:
    acme = cast.look_up("acme")
    publish(acme)
    stranger = Applicant(acme)
    stranger.begin()
    stranger.fill()
    stranger.confirm()

    answers = together(*[stranger.send] * 4)

    assert [answer.status_code for answer in answers] == [302] * 4
    with stranger.reading() as application:
        moves = ApplicationTransition.objects.filter(application=application).order_by("id")
        assert list(moves.values_list("after", flat=True)) == ["submitted", "screening"]
        assert OutboxMessage.objects.filter(template="applications/received").count() == 1


@pytest.mark.rule("F-ONB-03")
def test_two_people_of_one_company_at_one_instant_leave_one_application(fresh_database: FreshDatabase) -> None:
    acme = cast.look_up("acme")
    publish(acme)
    people = [Applicant(acme, mail=f"{name}@acme-contact.co.uk") for name in ("ann", "bob", "cid")]
    for one in people:
        one.begin()
        one.fill()
        one.confirm()

    together(*[one.send for one in people])

    states = sorted(one.read().state for one in people)
    first = next(one.read() for one in people if one.read().state == "screening")
    assert states == ["attached", "attached", "screening"]
    assert {one.read().attached_to_id for one in people} == {None, first.pk}


@pytest.mark.rule("X-05", "X-08")
def test_two_reviewers_at_one_instant_leave_one_decision_and_the_other_is_told(fresh_database: FreshDatabase) -> None:
    acme = cast.look_up("acme")
    publish(acme)
    application = Applicant(acme).apply()
    manager, admin = actor_of(acme, "channel_manager"), actor_of(acme, "program_admin")

    def approve() -> Application:
        with as_actor(manager) as by:
            return approve_application(application_id=application.pk, reason="fits", note="yes", by=by, at=NOW)

    def refuse() -> Application:
        with as_actor(admin) as by:
            return refuse_application(application_id=application.pk, reason="no_fit", note="no", by=by, at=NOW)

    answers = together(approve, refuse)

    assert sorted(type(answer).__name__ for answer in answers) == ["Application", "Conflict"]
    refused = next(answer for answer in answers if not isinstance(answer, Application))
    assert str(refused) == "Somebody decided this already."
    with as_actor(manager):
        kept = Application.objects.get(pk=application.pk)
        assert Partner.objects.filter(name=COMPANY["company"]).count() == int(kept.state == "approved")
        decisions = ApplicationTransition.objects.filter(application=kept, after__in=["approved", "rejected"])
        assert [move.after for move in decisions] == [kept.state]
