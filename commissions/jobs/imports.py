"""The import of sales as a job: check chunk by chunk, compare totals, load chunk by chunk, cancel the deals it names."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commissions.models import ImportBatch
from commissions.services.import_steps import (
    begin_check,
    cancel_chunk,
    check_chunk,
    close_check,
    close_load,
    load_chunk,
)
from commissions.services.imports import JOB
from commissions.states import ImportState
from portal.csv_records import Cursor
from portal.jobs.kinds import Done, More, Step, job_kind


@job_kind(
    JOB,
    label=_("Import of sales"),
    results={"loaded": _("Rows loaded"), "known": _("Known before"), "bad": _("Rows with errors")},
)
def run_import(step: Step) -> More | Done:
    """One chunk. The cursor says where in the file, or after which row in the loading, the last one ended."""
    batch_id = int(step.payload["batch"])
    phase = step.cursor.get("phase")
    if phase == "load":
        return _load(batch_id, step)
    if phase == "cancel":
        return _cancel(batch_id, step)
    return _check(batch_id, step)


def _check(batch_id: int, step: Step) -> More | Done:
    place = step.cursor.get("at")
    batch = ImportBatch.objects.get(pk=batch_id) if place else begin_check(batch_id)
    after, rows = check_chunk(batch, at=Cursor(*place) if place else None)
    progress = step.progress + rows
    if after is not None:
        return More(cursor={"phase": "check", "at": [after.offset, after.row]}, progress=progress)
    batch = close_check(batch_id)
    if batch.state != ImportState.LOADING:
        return Done(result=_result(batch), skipped=batch.bad)
    total = batch.found_rows + batch.good
    return More(cursor={"phase": "load", "after": 0, "total": total}, progress=progress, total=total, skipped=batch.bad)


def _load(batch_id: int, step: Step) -> More | Done:
    last = load_chunk(batch_id, after=step.cursor["after"])
    batch = ImportBatch.objects.get(pk=batch_id)
    if last is None and batch.state != ImportState.LOADING:
        return Done(result=_result(batch), progress=step.cursor["total"], skipped=batch.bad)
    if last is None:
        return More(
            cursor={**step.cursor, "phase": "cancel", "after": 0}, progress=step.cursor["total"], skipped=batch.bad
        )
    return More(cursor={**step.cursor, "after": last}, progress=batch.found_rows + last, skipped=batch.bad)


def _cancel(batch_id: int, step: Step) -> More | Done:
    last = cancel_chunk(batch_id, after=step.cursor["after"], at=step.now)
    if last is not None:
        return More(cursor={**step.cursor, "after": last}, progress=step.progress, skipped=step.skipped)
    batch = close_load(batch_id)
    return Done(result=_result(batch), progress=step.cursor["total"], skipped=batch.bad)


def _result(batch: ImportBatch) -> Mapping[str, Any]:
    return {"state": batch.state, "loaded": batch.loaded, "known": batch.known, "bad": batch.bad}
