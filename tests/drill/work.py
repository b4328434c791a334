"""The work that is set on fire: jobs that write rows and mails, asked for, counted and compared."""

from pathlib import Path

import psycopg

from portal.embedded.postgres import role_prefix
from portal.jobs.models import Job
from portal.jobs.runner import run_job
from portal.jobs.services import enqueue
from portal.tenancy import Role, acting_as
from tests.cast import look_up
from tests.drill import kinds

ENDED = ["done", "cancelled", "quarantined"]


def prepare(owner_url: str) -> None:
    """Tables and kinds for a clone."""
    kinds.register()
    with psycopg.connect(owner_url) as connection:
        connection.execute(kinds.TABLES.encode())
        for role in ("staff", "platform"):
            connection.execute(f'GRANT SELECT, INSERT ON drill_row, drill_turn TO "{role_prefix()}_{role}"'.encode())


def ask_for(prefix: str, *, jobs: int, chunks: int, rows: int, seconds: float, mail: bool = True) -> list[int]:
    """Ask for jobs of both vendors in turn; returns their ids."""
    vendors = [look_up("acme").id, look_up("globex").id]
    payload = {"chunks": chunks, "rows": rows, "seconds": seconds, "mail": mail}
    asked = []
    for number in range(jobs):
        with acting_as(Role.STAFF, vendor=vendors[number % 2]):
            asked.append(int(enqueue(kinds.WRITE, key=f"{prefix}{number}", payload=payload).pk))
    return asked


def run_undisturbed(prefix: str, *, jobs: int, chunks: int, rows: int, mail: bool = True) -> None:
    """The same work, one job after the other in this process, with nobody else near."""
    vendors = [look_up("acme").id, look_up("globex").id]
    payload = {"chunks": chunks, "rows": rows, "seconds": 0, "mail": mail}
    for number in range(jobs):
        with acting_as(Role.STAFF, vendor=vendors[number % 2]):
            job = enqueue(kinds.WRITE, key=f"{prefix}{number}", payload=payload, wake=False)
        assert run_job(job.pk, seconds=600) == "done"


def unfinished() -> int:
    """Jobs that have not ended, the mails' too."""
    with acting_as(Role.PLATFORM):
        return int(Job.objects.exclude(state__in=ENDED).exclude(kind=kinds.TURN).count())


def quarantined() -> int:
    with acting_as(Role.PLATFORM):
        return int(Job.objects.filter(state="quarantined").count())


def rows_of(prefix: str) -> dict[str, str]:
    """Queries for `canonical_export`: the effects of the jobs whose keys begin with `prefix`, without the prefix."""
    cut = len(prefix) + 1
    return {
        "rows": f"SELECT vendor_id, substr(job, {cut}), number FROM drill_row WHERE job LIKE '{prefix}%'",
        "jobs": f"SELECT vendor_id, kind, substr(key, {cut}), state, progress, total, result "
        f"FROM jobs_job WHERE key LIKE '{prefix}%'",
        "mails": f"SELECT vendor_id, substr(key, {cut}), template, recipient, sent_at IS NOT NULL "
        f"FROM jobs_outboxmessage WHERE key LIKE '{prefix}%'",
    }


def mail_files(home: Path) -> int:
    return len(list((home / "mail").glob("[!.]*.eml")))
