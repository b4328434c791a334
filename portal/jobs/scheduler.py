"""The scheduler that `celery beat` runs: it inserts job rows and sweeps. Nothing but wake-ups goes through Redis."""

import logging
from datetime import UTC, datetime
from typing import Any

from celery.beat import Scheduler
from django.conf import settings
from django.db import close_old_connections, connection

from portal.jobs.slots import Known, insert_slots
from portal.jobs.sweeper import sweep

log = logging.getLogger(__name__)


class SlotScheduler(Scheduler):
    """Every few seconds: the slots that have come, then the sweep. It keeps no state of its own; any number may run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.known: Known = set()
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        """Celery's own entries are not used."""

    def tick(self, *_: Any, **__: Any) -> float:
        """One turn; a database that is away is an error in the log and another try."""
        close_old_connections()
        for turn in (self._insert, sweep):
            try:
                turn()
            except Exception:
                log.exception("the scheduler could not %s", turn.__name__.strip("_"))
                connection.close()
        return float(settings.JOB_SWEEP_SECONDS)

    def _insert(self) -> None:
        insert_slots(datetime.now(UTC), known=self.known)
