"""The same file imported twice at once: every sale is here once, and both imports agree on what happened."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from commissions.models import ImportBatch, Sale
from portal.jobs.runner import run_job
from portal.tenancy import Role, acting_as
from tests.cast import look_up
from tests.commissions.import_world import make_lines, receive, totals_of, write_lines
from tests.ground import FreshDatabase

ROWS = 400


@pytest.mark.parametrize("bad_rows", ["keep_good", "all_or_nothing"])
def test_same_file_twice_at_once_loads_every_sale_once(
    fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch, bad_rows: str
) -> None:
    monkeypatch.setattr("commissions.services.import_steps.CHECKED_AT_ONCE", 50)
    monkeypatch.setattr("commissions.services.import_steps.LOADED_AT_ONCE", 20)
    acme = look_up("acme")
    lines = make_lines(ROWS)
    rows, sums = totals_of(lines)
    content, backwards = write_lines(lines), write_lines(reversed(lines))
    batches = [receive(acme, each, rows=rows, sums=sums, bad_rows=bad_rows) for each in (content, backwards)]

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(_run, [batch.job_id for batch in batches]))

    assert outcomes == ["done", "done"]
    with acting_as(Role.STAFF, vendor=acme.id):
        found = [ImportBatch.objects.get(pk=batch.pk) for batch in batches]
        assert Sale.objects.count() == ROWS
    assert [batch.state for batch in found] == ["loaded", "loaded"]
    assert sum(batch.loaded for batch in found) == ROWS
    assert [batch.loaded + batch.known for batch in found] == [ROWS, ROWS]


def _run(job_id: int) -> str:
    try:
        return str(run_job(job_id, seconds=600))
    finally:
        connection.close()
