import pytest

from portal.jobs.kinds import KINDS, Done, More, Step, job_kind
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.jobs.services import enqueue
from portal.tenancy import Role, acting_as
from portal.tenancy.models import Vendor


@pytest.mark.django_db
def test_job_runs_in_chunks():
    with KINDS.opened():
        seen = []
        @job_kind("test.count", label="Count")
        def count(step: Step):
            seen.append(dict(step.cursor))
            at = step.cursor.get("at", 0) + 1
            return Done(result={"at": at}, progress=at) if at == 3 else More({"at": at}, progress=at, total=3)
        with acting_as(Role.PLATFORM):
            vendor = Vendor.objects.create()
        with acting_as(Role.STAFF, vendor=vendor.pk):
            job = enqueue("test.count", key="one")
            assert enqueue("test.count", key="one").pk == job.pk
        assert run_job(job.pk) == "done"
        assert run_job(job.pk) == "taken"
        assert seen == [{}, {"at": 1}, {"at": 2}]
        with acting_as(Role.PLATFORM):
            job = Job.objects.get(pk=job.pk)
        assert (job.state, job.progress, job.total, job.result) == ("done", 3, 3, {"at": 3})
