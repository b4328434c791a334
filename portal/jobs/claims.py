"""Whose job it is: claims, leases and the end of a job, each one statement on the job's row.

A claim raises `attempt`, and whatever is written about the job later names that number: a worker that slept through its
lease writes nothing any more. Instants are the database's clock.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from portal.jobs.kinds import ATTEMPTS, Done, More
from portal.tenancy import Role, acting_as


class LeaseLost(Exception):
    """Somebody else has the job now: what this worker was about to write is void."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in this worker's hands. `attempt` is its fencing number."""

    job_id: int
    attempt: int
    state: str
    kind: str
    key: str
    role: Role
    vendor_id: int | None
    partner_id: int | None
    membership_id: int | None
    payload: Mapping[str, Any]
    cursor: Mapping[str, Any]
    progress: int
    total: int | None
    skipped: int


# A claim of a job that still runs finds a lease that ran out: that worker died, and deaths count as failures.
_CLAIM = """
UPDATE jobs_job SET
    attempt = attempt + 1,
    failures = failures + (state = 'running')::int,
    error = CASE WHEN state = 'running' THEN 'the worker died' ELSE error END,
    state = CASE WHEN cancel_asked THEN 'cancelled'
                 WHEN state = 'running' AND failures + 1 >= %(attempts)s THEN 'quarantined'
                 ELSE 'running' END,
    finished_at = CASE WHEN cancel_asked OR (state = 'running' AND failures + 1 >= %(attempts)s) THEN clock_timestamp() END,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s),
    started_at = coalesce(started_at, clock_timestamp())
WHERE id = %(job)s AND due_at <= clock_timestamp()
    AND (state = 'queued' OR (state = 'running' AND lease_until < clock_timestamp()))
RETURNING id, attempt, state, kind, key, role, vendor_id, partner_id, membership_id, payload, cursor, progress, total, skipped
"""
_SAVE = """
UPDATE jobs_job SET
    state = CASE WHEN %(done)s THEN 'done' WHEN cancel_asked THEN 'cancelled' ELSE 'running' END,
    finished_at = CASE WHEN %(done)s OR cancel_asked THEN clock_timestamp() END,
    lease_until = CASE WHEN %(done)s OR cancel_asked THEN NULL
                  ELSE clock_timestamp() + make_interval(secs => %(lease)s) END,
    cursor = coalesce(%(cursor)s::jsonb, cursor), result = %(result)s, failures = 0, error = '',
    progress = %(progress)s, total = %(total)s, skipped = %(skipped)s
WHERE id = %(job)s AND attempt = %(attempt)s AND state = 'running'
RETURNING state
"""
_BEAT = """
UPDATE jobs_job SET lease_until = clock_timestamp() + make_interval(secs => %s)
WHERE id = %s AND attempt = %s AND state = 'running'
"""
_RELEASE = """
UPDATE jobs_job SET state = 'queued', lease_until = NULL, sent_at = clock_timestamp()
WHERE id = %s AND attempt = %s AND state = 'running'
"""
_FAIL = """
UPDATE jobs_job SET failures = failures + 1, error = %(error)s, lease_until = NULL, sent_at = NULL,
    state = CASE WHEN %(final)s OR failures + 1 >= %(attempts)s THEN 'quarantined' ELSE 'queued' END,
    finished_at = CASE WHEN %(final)s OR failures + 1 >= %(attempts)s THEN clock_timestamp() END,
    due_at = clock_timestamp() + make_interval(secs => least(3600, power(4, least(failures, 6))) * (0.5 + random()))
WHERE id = %(job)s AND attempt = %(attempt)s AND state = 'running'
RETURNING state
"""


def claim_job(job_id: int, *, attempts: int = ATTEMPTS) -> Claim | None:
    """Take a job that is due and that nobody works on; None when there is nothing to take.

    The answer's state is `running`; `cancelled` or `quarantined` where the claim found a reason to end the job instead.
    """
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"job": job_id, "lease": settings.JOB_LEASE_SECONDS, "attempts": attempts})
        row = cursor.fetchone()
    if row is None:
        return None
    job, attempt, state, kind, key, role, vendor, partner, member, payload, place, progress, total, skipped = row
    return Claim(
        job, attempt, state, kind, key, Role(role), vendor, partner, member,
        json.loads(payload), json.loads(place), progress, total, skipped,
    )  # fmt: skip


def save_chunk(claim: Claim, outcome: More | Done) -> Claim:
    """Write how far the job came, inside the chunk's own transaction. Raises LeaseLost."""
    after = replace(
        claim,
        cursor=outcome.cursor if isinstance(outcome, More) else claim.cursor,
        progress=claim.progress if outcome.progress is None else outcome.progress,
        total=claim.total if outcome.total is None else outcome.total,
        skipped=claim.skipped if outcome.skipped is None else outcome.skipped,
    )
    values = {
        "job": claim.job_id,
        "attempt": claim.attempt,
        "done": isinstance(outcome, Done),
        "lease": settings.JOB_LEASE_SECONDS,
        "cursor": _json(outcome.cursor) if isinstance(outcome, More) else None,
        "result": _json(outcome.result) if isinstance(outcome, Done) else "{}",
        "progress": after.progress,
        "total": after.total,
        "skipped": after.skipped,
    }
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        cursor.execute(_SAVE, values)
        row = cursor.fetchone()
    if row is None:
        raise LeaseLost(f"job {claim.job_id}, attempt {claim.attempt}")
    return replace(after, state=row[0])


def keep_lease(claim: Claim) -> bool:
    """Prolong the lease of a chunk that takes long; False when the job is somebody else's by now."""
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(_BEAT, [settings.JOB_LEASE_SECONDS, claim.job_id, claim.attempt])
        return bool(cursor.rowcount)


def release_job(claim: Claim) -> bool:
    """Put a job back between two chunks, so that others get their turn."""
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        cursor.execute(_RELEASE, [claim.job_id, claim.attempt])
        return bool(cursor.rowcount)


def fail_job(claim: Claim, *, error: str, final: bool, attempts: int = ATTEMPTS) -> str | None:
    """Count a failure; the job waits longer each time and stops at the limit. Returns its state, None when it was lost."""
    values: dict[str, int | str] = {"job": claim.job_id, "attempt": claim.attempt, "attempts": attempts}
    values |= {"error": error, "final": final}
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        cursor.execute(_FAIL, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), cls=DjangoJSONEncoder)
