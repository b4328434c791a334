"""The one Celery task: a message carries a job's number, everything else stands in its row."""

from django.db import close_old_connections

from portal.celery import app
from portal.jobs.runner import run_job
from portal.jobs.wake import TASK


@app.task(name=TASK, ignore_result=True)
def run(job_id: int) -> None:
    """Run the job, if it is due and nobody else does."""
    close_old_connections()
    try:
        run_job(job_id)
    finally:
        close_old_connections()
