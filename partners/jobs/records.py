"""The import of partner records as a job, some rows a chunk."""

from django.utils.translation import gettext_lazy as _

from partners.models import RecordImport
from partners.services.records import JOB, load_chunk
from portal.csv_records import Cursor
from portal.jobs.kinds import About, Done, More, Step, job_kind


@job_kind(
    JOB,
    label=_("Import of partner records"),
    about=About("batch", RecordImport),
    results={"kept": _("Rows kept"), "known": _("Known before"), "bad": _("Rows with errors")},
)
def run_import(step: Step) -> More | Done:
    """The next rows; the cursor says where in the file the last chunk ended."""
    batch = RecordImport.objects.get(pk=int(step.payload["batch"]))
    place = step.cursor.get("at")
    after = load_chunk(batch, at=Cursor(*place) if place else None, now=step.now)
    if after is None:
        result = {"kept": batch.kept, "known": batch.known, "bad": batch.bad}
        return Done(result=result, progress=batch.found, skipped=batch.bad)
    return More(cursor={"at": [after.offset, after.row]}, progress=batch.found, skipped=batch.bad)
