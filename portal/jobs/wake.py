"""The wake-up: a message through Redis that carries the number of a job and nothing else.

It may be lost, doubled or late: the job table is the truth and the sweeper sends again what nobody works on. So it never
waits long, never retries, and after a failure leaves Redis alone for some seconds.
"""

import logging
import time
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from portal.celery import app

log = logging.getLogger(__name__)
TASK = "portal.jobs.run"
PAUSE_SECONDS = 5.0
_quiet_until = 0.0


def wake_after_commit(job_id: int) -> None:
    """Send the wake-up when the running transaction has committed; a rolled back one sends nothing."""
    transaction.on_commit(partial(wake, [job_id]), robust=True)


def wake(job_ids: Iterable[int]) -> int:
    """Send wake-ups now; returns how many Redis took."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return 0
    sent = 0
    try:
        with app.producer_pool.acquire(block=True, timeout=2) as producer:
            for job_id in job_ids:
                app.send_task(TASK, args=[job_id], producer=producer, retry=False, ignore_result=True)
                sent += 1
    except Exception as error:  # whatever the broker's library raises: the sweeper makes good for it
        _quiet_until = time.monotonic() + PAUSE_SECONDS
        log.warning("Redis took no wake-up, the sweeper will send it: %s", type(error).__name__)
    return sent


def waiting_messages() -> int:
    """How many wake-ups nobody has taken yet; 0 where Redis does not say."""
    try:
        with app.connection_for_read() as connection, connection.default_channel as channel:
            return int(channel.client.llen(app.conf.task_default_queue))
    except Exception:
        return 0
