from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.jobs.claims import claim_job, keep_lease
from portal.jobs.kinds import Done, More, Step
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.jobs.services import cancel_job, resume_job
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as, current_scope
from tests.cast import VendorCast
from tests.portal.jobs.kinds_for_tests import (
    actor_of,
    ask_for,
    change,
    count_to_three,
    kind_that,
    numbers_written,
    reload,
)

pytestmark = pytest.mark.django_db


def test_job_runs_chunk_by_chunk_once(acme: VendorCast) -> None:
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        assert run_job(job.pk) == "done"
        assert run_job(job.pk) == "taken"
    done = reload(job)
    assert (done.state, done.progress, done.total, done.result) == ("done", 3, 3, {"number": 3})
    assert numbers_written(acme.id) == [1, 2, 3]


def test_job_runs_in_its_vendors_scope(acme: VendorCast) -> None:
    scopes = []

    def look(step: Step) -> Done:
        scopes.append(current_scope())
        return Done()

    with kind_that(look) as kind:
        job = ask_for(kind, vendor=acme.id)
        run_job(job.pk)
    assert [(scope.role, scope.vendor) for scope in scopes if scope] == [(Role.STAFF, acme.id)]
    assert current_scope() is None


def test_same_job_asked_for_twice_is_one(acme: VendorCast, globex: VendorCast) -> None:
    with kind_that(count_to_three) as kind:
        first = ask_for(kind, vendor=acme.id, payload={"a": 1})
        again = ask_for(kind, vendor=acme.id, payload={"a": 2})
        others = ask_for(kind, vendor=globex.id)
    assert first.pk == again.pk != others.pk
    assert reload(first).payload == {"a": 1}


def test_job_that_is_not_due_waits(acme: VendorCast) -> None:
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id, due_at=timezone.now() + timedelta(hours=1))
        assert run_job(job.pk) == "taken"
        change(job, due_at=timezone.now() - timedelta(seconds=1))
        assert run_job(job.pk) == "done"


def test_failed_chunk_leaves_nothing_and_waits_longer_each_time(acme: VendorCast) -> None:
    def fail_second(step: Step) -> More | Done:
        outcome = count_to_three(step)
        if step.cursor:
            raise ValueError("the name of a person")
        return outcome

    with kind_that(fail_second) as kind:
        job = ask_for(kind, vendor=acme.id)
        assert run_job(job.pk) == "queued"
        once = reload(job)
        assert (once.failures, once.attempt, once.cursor, once.sent_at) == (1, 1, {"number": 1}, None)
        assert once.error.startswith("ValueError at tests/portal/jobs/test_runner.py:")
        assert "person" not in once.error
        assert numbers_written(acme.id) == [1]
        waits = []
        for _ in range(4):
            waits.append((reload(job).due_at - timezone.now()).total_seconds())
            change(job, due_at=timezone.now() - timedelta(seconds=1))
            run_job(job.pk)
    stopped = reload(job)
    assert (stopped.state, stopped.failures, stopped.attempt) == ("quarantined", 5, 5)
    assert stopped.finished_at is not None
    assert [wait < 4**number * 1.6 for number, wait in enumerate(waits)] == [True] * 4
    assert waits[3] > 25


def test_refusal_stops_a_job_with_its_words(acme: VendorCast) -> None:
    def refuse(step: Step) -> Done:
        raise Refusal("This period is closed.")

    with kind_that(refuse) as kind:
        job = ask_for(kind, vendor=acme.id)
        assert run_job(job.pk) == "quarantined"
    assert reload(job).error == "This period is closed."


def test_job_of_an_unknown_kind_is_counted_as_failed(acme: VendorCast) -> None:
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
    assert run_job(job.pk) == "queued"
    assert reload(job).error.startswith("LookupError")


def test_worker_that_died_leaves_the_job_to_the_next_after_its_lease(acme: VendorCast) -> None:
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        dead = claim_job(job.pk)
        assert dead is not None
        assert run_job(job.pk) == "taken"
        change(job, lease_until=timezone.now() - timedelta(seconds=1))
        assert run_job(job.pk) == "done"
        assert not keep_lease(dead)
    assert (reload(job).attempt, numbers_written(acme.id)) == (2, [1, 2, 3])


def test_job_whose_worker_dies_five_times_in_a_row_stops(acme: VendorCast) -> None:
    states = []
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        for _ in range(6):
            claim = claim_job(job.pk)
            states.append(claim.state if claim else None)
            change(job, lease_until=timezone.now() - timedelta(seconds=1))
    assert states == ["running"] * 5 + ["quarantined"]
    assert reload(job).error == "the worker died"


def test_worker_that_slept_through_its_lease_writes_nothing(acme: VendorCast) -> None:
    def lose_the_lease(step: Step) -> More | Done:
        outcome = count_to_three(step)
        with acting_as(Role.PLATFORM):
            Job.objects.filter(pk=step.job_id).update(attempt=step.attempt + 1)
        return outcome

    with kind_that(lose_the_lease) as kind:
        job = ask_for(kind, vendor=acme.id)
        assert run_job(job.pk) == "lost"
    assert (reload(job).cursor, numbers_written(acme.id)) == ({}, [])


def test_cancelled_job_stops_between_two_chunks_and_can_go_on(acme: VendorCast) -> None:
    actor = actor_of(acme, "program_admin")

    def cancel_in_the_first(step: Step) -> More | Done:
        if not step.cursor and step.attempt == 1:
            cancel_job(Job.objects.get(pk=step.job_id), by=actor)
        return count_to_three(step)

    with kind_that(cancel_in_the_first) as kind:
        job = ask_for(kind, vendor=acme.id)
        assert run_job(job.pk) == "cancelled"
        assert numbers_written(acme.id) == [1]
        with acting_as(Role.STAFF, vendor=acme.id):
            resume_job(job, by=actor)
            with pytest.raises(Conflict):
                resume_job(job, by=actor)
        assert run_job(job.pk) == "done"
        with acting_as(Role.STAFF, vendor=acme.id), pytest.raises(Conflict):
            cancel_job(job, by=actor)
    assert numbers_written(acme.id) == [1, 2, 3]


def test_long_job_gives_others_their_turn(acme: VendorCast) -> None:
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        assert [run_job(job.pk, seconds=0) for _ in range(3)] == ["released", "released", "done"]
    assert (reload(job).attempt, reload(job).failures) == (3, 0)


def test_chunks_of_a_partners_job_see_only_the_partners_rows(acme: VendorCast) -> None:
    seen: list[int | None] = []

    def look(step: Step) -> Done:
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT partner_id FROM accounts_membership")
            seen.extend(row[0] for row in cursor.fetchall())
        return Done()

    with kind_that(look, role=Role.PARTNER) as kind:
        job = ask_for(kind, vendor=acme.id, partner_id=acme.partners[0])
        assert run_job(job.pk) == "done"
    assert seen == [acme.partners[0]]
