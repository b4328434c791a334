"""Kinds of jobs that only tests have: registered inside `with KINDS.opened()`."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.accounts.actor import Actor
from portal.accounts.rights import rights_of
from portal.audit.models import AuditRecord
from portal.audit.services import record
from portal.jobs.kinds import KINDS, Done, More, Run, Step, job_kind
from portal.jobs.models import Job
from portal.jobs.services import enqueue
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast


@contextmanager
def kind_that(run: Run, *, key: str = "test.job", role: Role = Role.STAFF) -> Iterator[str]:
    """A kind for the length of a test; yields its key."""
    with KINDS.opened():
        job_kind(key, label="Test", role=role)(run)
        yield key


def ask_for(kind: str, *, vendor: int, key: str = "one", **values: object) -> Job:
    with acting_as(Role.STAFF, vendor=vendor):
        return enqueue(kind, key=key, **values)  # type: ignore[arg-type]


def actor_of(vendor: VendorCast, role: str, partner: int = 0) -> Actor:
    owner = vendor.partners[partner] if role.startswith("partner") else None
    member, user = vendor.member(role, partner), vendor.user(role, partner)
    return Actor(vendor.id, member, user, role, role, owner, rights_of(role))


def count_to_three(step: Step) -> More | Done:
    """Three chunks; each leaves one row in the audit trail."""
    number = step.cursor.get("number", 0) + 1
    record("job.resumed", number=number)
    return Done({"number": number}, progress=3) if number == 3 else More({"number": number}, progress=number, total=3)


def numbers_written(vendor: int) -> list[int]:
    with acting_as(Role.STAFF, vendor=vendor):
        found = AuditRecord.objects.filter(kind="job.resumed").order_by("id").values_list("detail", flat=True)
        return [detail["number"] for detail in found if "number" in detail]


def reload(job: Job) -> Job:
    with acting_as(Role.PLATFORM):
        fresh: Job = Job.objects.get(pk=job.pk)
    return fresh


def change(job: Job, **values: object) -> None:
    with acting_as(Role.PLATFORM):
        Job.objects.filter(pk=job.pk).update(**values)
