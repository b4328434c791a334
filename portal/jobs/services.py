"""Asking for work, cancelling it, and letting it go on after it was stopped."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.jobs.kinds import KINDS, JobKind
from portal.jobs.models import Job
from portal.jobs.wake import wake_after_commit
from portal.problems import Conflict
from portal.tenancy import TenantNotSet, current_scope

_ASK = """
INSERT INTO jobs_job (vendor_id, kind, key, role, partner_id, membership_id, payload, total, due_at, sent_at,
                      state, attempt, failures, cursor, progress, skipped, result, error, cancel_asked)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, coalesce(%s, now()), CASE WHEN %s::timestamptz > now() THEN NULL ELSE now() END,
        'queued', 0, 0, '{}', 0, 0, '{}', '', false)
ON CONFLICT (vendor_id, kind, key) DO NOTHING
RETURNING id
"""


def enqueue(
    kind: str,
    *,
    key: str,
    payload: Mapping[str, Any] | None = None,
    total: int | None = None,
    due_at: datetime | None = None,
    partner_id: int | None = None,
    by: Actor | None = None,
    wake: bool = True,
) -> Job:
    """Ask for a job in the running transaction: it exists if, and only if, that commits.

    The same kind and key again is the same job, whatever became of it. The vendor is the scope's; a kind over all vendors is
    asked for as platform. Without `wake` it is left to whoever asked.
    Raises TenantNotSet outside a scope, UnknownKey for a kind nobody registered.
    """
    known = KINDS.get(kind)
    vendor_id, partner_id = _owner(known, partner_id)
    values = json.dumps(dict(payload or {}), cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute(
            _ASK,
            [
                vendor_id,
                kind,
                key,
                known.role.value,
                partner_id,
                by.membership_id if by else None,
                values,
                total,
                due_at,
                due_at,
            ],
        )
        row = cursor.fetchone()
    if row is None:
        return _found(vendor_id=vendor_id, kind=kind, key=key)
    if wake:
        wake_after_commit(row[0])
    return _found(id=row[0])


def _owner(kind: JobKind, partner_id: int | None) -> tuple[int | None, int | None]:
    scope = current_scope()
    if scope is None or (scope.vendor is None) is not kind.is_for_all_vendors:
        raise TenantNotSet(
            f"A job {kind.key} is asked for {'as platform' if kind.is_for_all_vendors else 'for one vendor'}."
        )
    return scope.vendor, partner_id if partner_id is not None else scope.partner


def _found(**filters: Any) -> Job:
    job: Job | None = Job.objects.filter(**filters).first()
    if job is None:  # another partner's, which this one may not see
        raise Conflict(_("Somebody else asked for this already."))
    return job


def cancel_job(job: Job, *, by: Actor) -> None:
    """Stop a job between two of its chunks; what it has done stays. Raises Conflict when it has ended."""
    changed = Job.objects.filter(pk=job.pk, state__in=[Job.State.QUEUED, Job.State.RUNNING]).update(cancel_asked=True)
    if not changed:
        raise Conflict(_("This job has ended already."))
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(state=Job.State.CANCELLED, lease_until=None)
    record("job.cancelled", by=by, subject=job, partner_id=job.partner_id, job_kind=job.kind)


def resume_job(job: Job, *, by: Actor) -> None:
    """Let a stopped or cancelled job go on from its cursor. Raises Conflict when it is not stopped."""
    stopped = [Job.State.QUARANTINED, Job.State.CANCELLED]
    changed = Job.objects.filter(pk=job.pk, state__in=stopped).update(
        state=Job.State.QUEUED, failures=0, cancel_asked=False, lease_until=None, finished_at=None, sent_at=None,
        due_at=Now(),  # not when its next try would have been
    )  # fmt: skip
    if not changed:
        raise Conflict(_("Only a stopped job can go on."))
    record("job.resumed", by=by, subject=job, partner_id=job.partner_id, job_kind=job.kind)
    wake_after_commit(job.pk)
