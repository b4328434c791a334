"""Keeps the lease of a chunk that takes long, from a thread and a connection of its own.

A worker that is killed stops beating with it. One whose chunk hangs is not kept alive for ever: Celery's time limit ends
it, and the heart stops before that.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connection

from portal.jobs.claims import Claim, keep_lease

log = logging.getLogger(__name__)
LONGEST_BEAT_SECONDS = 240.0


@contextmanager
def beating(claim: Claim) -> Iterator[None]:
    """Beat while the block runs. A job that is done within a third of its lease never opens the second connection."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=[claim, stop], name=f"lease of job {claim.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _beat(claim: Claim, stop: threading.Event) -> None:
    pause = settings.JOB_LEASE_SECONDS / 3
    try:
        for _ in range(int(LONGEST_BEAT_SECONDS / pause)):
            if stop.wait(pause):
                return
            try:
                if not keep_lease(claim):
                    return
            except Error as error:
                log.warning("no heartbeat for job %s: %s", claim.job_id, type(error).__name__)
                connection.close()
    finally:
        connection.close()
