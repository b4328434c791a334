"""Two workers, eight requests, a dead Redis: on real connections that commit."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from portal.jobs.kinds import Done, Step
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.jobs.services import enqueue
from portal.tenancy import Role, acting_as
from tests.cast import look_up
from tests.ground import FreshDatabase
from tests.portal.jobs.kinds_for_tests import ask_for, count_to_three, kind_that, numbers_written, reload


def at_once(call: Callable[[int], Any], *, times: int) -> list[Any]:
    """What `times` threads return that begin at the same moment, each with a connection of its own."""
    barrier = threading.Barrier(times)

    def run(number: int) -> Any:
        barrier.wait()
        try:
            return call(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def _work_on(job_id: int, _: int) -> str:
    return run_job(job_id)


def test_two_workers_claim_one_job_and_one_gets_it(fresh_database: FreshDatabase) -> None:
    vendor = look_up("acme").id
    with kind_that(count_to_three) as kind:
        for number in range(10):
            job = ask_for(kind, vendor=vendor, key=f"race {number}")
            assert sorted(at_once(partial(_work_on, job.pk), times=2)) == ["done", "taken"]
            assert reload(job).attempt == 1
    assert numbers_written(vendor) == [1, 2, 3] * 10


def test_one_key_asked_for_by_eight_at_once_is_one_job(fresh_database: FreshDatabase) -> None:
    vendor = look_up("acme").id

    def ask(number: int) -> int:
        with acting_as(Role.STAFF, vendor=vendor):
            return int(enqueue("test.job", key="same", payload={"by": number}).pk)

    with kind_that(count_to_three):
        asked = at_once(ask, times=8)
    with acting_as(Role.PLATFORM):
        assert Job.objects.filter(kind="test.job").count() == 1
    assert len(set(asked)) == 1


def test_job_of_a_rolled_back_transaction_never_was(fresh_database: FreshDatabase) -> None:
    vendor = look_up("acme").id

    def ask_and_fail() -> None:
        with acting_as(Role.STAFF, vendor=vendor):
            enqueue("test.job", key="one")
            raise ZeroDivisionError

    with kind_that(count_to_three), pytest.raises(ZeroDivisionError):
        ask_and_fail()
    with acting_as(Role.PLATFORM):
        assert not Job.objects.filter(kind="test.job").exists()


def test_worker_that_loses_its_database_connection_leaves_nothing_and_goes_on(fresh_database: FreshDatabase) -> None:
    vendor = look_up("acme").id

    def lose_the_connection_once(step: Step) -> Done:
        count_to_three(step)
        if step.attempt == 1:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return Done()

    with kind_that(lose_the_connection_once) as kind:
        job = ask_for(kind, vendor=vendor)
        assert run_job(job.pk) == "queued"
        assert numbers_written(vendor) == []
        assert reload(job).error.startswith("OperationalError")
        with psycopg.connect(fresh_database.owner_url) as owner:
            owner.execute("SET ROLE portal_platform")
            owner.execute("UPDATE jobs_job SET due_at = now() - interval '1 second' WHERE id = %s", [job.pk])
        assert run_job(job.pk) == "done"
    assert numbers_written(vendor) == [1]
