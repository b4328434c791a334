"""Two processes that work on the job table as the portal's workers do, made before anything is measured."""

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.jobs.services import enqueue
from portal.tenancy import Role, acting_as
from tiering.queries.rounds import SCORE

PROCESSES = 2
PAUSE_SECONDS = 0.005


class Workers:
    """`multiprocessing.Pool`, whose processes come from this one: they know its settings and have everything imported."""

    def __init__(self, pool: Any) -> None:
        self.pool = pool

    def score(self, vendor: int, payload: dict[str, Any], key: str) -> None:
        """The job and those that it splits off, until none is left."""
        with acting_as(Role.STAFF, vendor=vendor):
            enqueue(SCORE, key=key, payload=payload, wake=False)
        self.pool.map(_work, [vendor] * PROCESSES, chunksize=1)
        with acting_as(Role.STAFF, vendor=vendor):
            assert set(Job.objects.filter(kind=SCORE).values_list("state", flat=True)) == {Job.State.DONE}

    def share(self, task: Callable[..., None], parts: list[Any]) -> None:
        """A function over parts, each by whoever is free."""
        self.pool.starmap(task, parts, chunksize=1)

    def peak_megabytes(self) -> float:
        """What the larger of the two ever held."""
        return float(max(self.pool.map(_peak, range(PROCESSES), chunksize=1)))


@contextmanager
def two_workers() -> Iterator[Workers]:
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        yield Workers(pool)


def _work(vendor: int) -> None:
    while True:
        with acting_as(Role.STAFF, vendor=vendor):
            states = dict(Job.objects.filter(kind=SCORE, state__in=["queued", "running"]).values_list("id", "state"))
        waiting = sorted(job for job, state in states.items() if state == Job.State.QUEUED)
        if waiting:
            run_job(waiting[0])
        elif states:
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _peak(_number: int) -> float:
    time.sleep(0.1)  # so that each process answers once
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
