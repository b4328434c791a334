"""A job of a vendor's kind whose row says no vendor is refused before its first line, whichever kind it is."""

from typing import Any

import pytest
from django.db import connection

from portal.jobs.kinds import KINDS
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.jobs.services import enqueue
from portal.tenancy import Role, TenantNotSet, acting_as
from tests.hostile.snapshot import changed, digest

OF_VENDORS = sorted(key for key, kind in KINDS.all().items() if not kind.is_for_all_vendors)
_ASK = """
INSERT INTO jobs_job (vendor_id, kind, key, role, payload, state, attempt, failures, cursor, progress, skipped, result, error,
                      cancel_asked)
VALUES (NULL, %s, 'hostile', %s, '{}', 'queued', 0, 0, '{}', 0, 0, '{}', '', false) RETURNING id
"""


def test_every_task_refuses_without_a_vendor(fresh_database: Any) -> None:
    done = {}
    for key in OF_VENDORS:
        with acting_as(Role.PLATFORM), connection.cursor() as cursor:
            cursor.execute(_ASK, [key, KINDS.get(key).role.value])
            (job_id,) = cursor.fetchone()
        before = {table: value for table, value in digest().items() if table != "jobs_job"}
        done[key] = run_job(job_id)
        after = {table: value for table, value in digest().items() if table != "jobs_job"}
        with acting_as(Role.PLATFORM):
            job = Job.objects.get(pk=job_id)
        assert changed(before, after) == [], key
        assert (job.state, job.progress) != ("done", 0), key
        assert "TenantNotSet" in job.error, key

    assert set(done.values()) == {"queued"}
    assert len(done) > 5


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(KINDS.all()))
def test_no_job_is_asked_for_in_the_wrong_scope(key: str) -> None:
    with pytest.raises(TenantNotSet):
        enqueue(key, key="hostile")
    if not KINDS.get(key).is_for_all_vendors:
        with acting_as(Role.PLATFORM), pytest.raises(TenantNotSet):
            enqueue(key, key="hostile")
