"""Sends wake-ups again for what is due and has no live lease: whatever Redis lost, a worker took to its grave, or waited.

What was sent a moment ago is left alone, and no more is sent than fits a short queue: sending by age alone multiplies the
load. The oldest come first, so nothing starves.
"""

from django.conf import settings
from django.db import connection

from portal.jobs.wake import waiting_messages, wake
from portal.tenancy import Role, acting_as

QUEUE_LENGTH = 200

# Materialised: as a subquery it may be planned to run more than once, and then takes more than its limit.
_TAKE = """
WITH taken AS MATERIALIZED (
    SELECT id FROM jobs_job
    WHERE state IN ('queued', 'running') AND due_at <= clock_timestamp()
        AND (state = 'queued' OR lease_until < clock_timestamp())
        AND (sent_at IS NULL OR sent_at < clock_timestamp() - make_interval(secs => %s)
             OR (state = 'running' AND sent_at < lease_until))
    ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE jobs_job SET sent_at = clock_timestamp() FROM taken WHERE jobs_job.id = taken.id RETURNING jobs_job.id
"""
_GIVE_BACK = "UPDATE jobs_job SET sent_at = NULL WHERE id = ANY(%s) AND state IN ('queued', 'running')"


def sweep() -> int:
    """Wake what waits; returns how many wake-ups were sent."""
    room = QUEUE_LENGTH - waiting_messages()
    if room <= 0:
        return 0
    with acting_as(Role.PLATFORM), connection.cursor() as cursor:
        cursor.execute(_TAKE, [settings.JOB_RESEND_SECONDS, room])
        jobs = sorted(row[0] for row in cursor.fetchall())
    sent = wake(jobs)
    if sent < len(jobs):
        with acting_as(Role.PLATFORM), connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [jobs[sent:]])
    return sent
