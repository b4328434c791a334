"""Running one job: claim it, do its chunks, let it go.

Killing the process at any moment loses nothing: what a chunk wrote, its cursor and the word `done` are one transaction.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from portal.clock import Clock, SystemClock
from portal.jobs.claims import Claim, LeaseLost, claim_job, fail_job, release_job, save_chunk
from portal.jobs.failures import describe_failure, is_final
from portal.jobs.heartbeat import beating
from portal.jobs.kinds import ATTEMPTS, KINDS, JobKind, Step
from portal.jobs.wake import wake
from portal.tenancy import Role, Scope, acting_as

log = logging.getLogger(__name__)
RUNNING = "running"
SLICE_SECONDS = 10.0

Watch = Callable[[Claim], None]


def run_job(
    job_id: int, *, clock: Clock | None = None, watch: Watch | None = None, seconds: float = SLICE_SECONDS
) -> str:
    """Work on a job until it ends, fails or its slice of time is over; returns what became of it.

    `taken` where there was nothing to claim, `lost` where another worker has it by now, `released` where others come first.
    """
    claim = claim_job(job_id)
    if claim is None:
        return "taken"
    if claim.state != RUNNING:
        return claim.state
    kind = KINDS.all().get(claim.kind)
    try:
        with beating(claim):
            return _run_chunks(kind, claim, clock or SystemClock(), watch, time.monotonic() + seconds)
    except LeaseLost:
        return "lost"
    except Exception as error:
        log.exception("job %s (%s) failed", claim.job_id, claim.kind)
        return _count_failure(claim, error, kind.attempts if kind else ATTEMPTS)


def _run_chunks(kind: JobKind | None, claim: Claim, clock: Clock, watch: Watch | None, until: float) -> str:
    if kind is None:
        raise LookupError(f"nobody registered the job kind {claim.kind}")
    while claim.state == RUNNING:
        claim = run_chunk(kind, claim, clock)
        if watch:
            watch(claim)
        if claim.state == RUNNING and time.monotonic() > until and release_job(claim):
            wake([claim.job_id])
            return "released"
    return claim.state


def run_chunk(kind: JobKind, claim: Claim, clock: Clock) -> Claim:
    """One chunk and its cursor, in one transaction. Raises LeaseLost."""
    with _scope_of(claim), connection.cursor() as cursor:
        # A killed worker's statement ends with it instead of holding its locks to the end.
        cursor.execute("SET LOCAL client_connection_check_interval = '5s'")
        outcome = kind.run(_step_of(claim, clock))
        return save_chunk(claim, outcome)


def _scope_of(claim: Claim) -> AbstractContextManager[Scope]:
    partner = claim.partner_id if claim.role is Role.PARTNER else None
    return acting_as(claim.role, vendor=claim.vendor_id, partner=partner)


def _step_of(claim: Claim, clock: Clock) -> Step:
    return Step(
        job_id=claim.job_id, kind=claim.kind, key=claim.key, vendor_id=claim.vendor_id, partner_id=claim.partner_id,
        membership_id=claim.membership_id, payload=claim.payload, cursor=claim.cursor, progress=claim.progress,
        total=claim.total, skipped=claim.skipped, attempt=claim.attempt, now=clock.now(),
    )  # fmt: skip


def _count_failure(claim: Claim, error: Exception, attempts: int) -> str:
    """In a transaction of its own, since the chunk's is gone; where the database is gone too, the lease runs out instead."""
    if not connection.in_atomic_block:
        close_old_connections()
    try:
        state = fail_job(claim, error=describe_failure(error), final=is_final(error), attempts=attempts)
    except (DatabaseError, InterfaceError):
        log.exception("the failure of job %s could not be counted, its lease will run out", claim.job_id)
        connection.close()
        return "unknown"
    return state or "lost"
