"""Removes bytes without a row: what a killed or refused request left behind."""

from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.files.services import lock_digest
from portal.files.store import PARTIAL, files_older_than
from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.schedule import daily, schedule

KEPT = timedelta(days=1)
PREFIXES = 256


@job_kind("files.sweep", label=_("Removal of files that belong to nothing"), results={"removed": _("Files removed")})
def remove_orphans(step: Step) -> More | Done:
    """One sixteenth of the folder for each chunk."""
    first = step.cursor.get("prefix", 0)
    assert step.vendor_id is not None
    removed = step.cursor.get("removed", 0)
    for number in range(first, first + 16):
        old = files_older_than((step.now - KEPT).timestamp(), vendor_id=step.vendor_id, prefix=f"{number:02x}")
        removed += sum(_remove(path, step.vendor_id) for path in old)
    done = first + 16
    if done == PREFIXES:
        return Done({"removed": removed}, progress=done)
    return More({"prefix": done, "removed": removed}, progress=done, total=PREFIXES)


def _remove(path: Path, vendor_id: int) -> bool:
    """Remove a file unless a row names it; the digest is held, so no upload can name it meanwhile."""
    if not path.name.endswith(PARTIAL):
        lock_digest(vendor_id, path.name)
        if StoredFile.objects.filter(sha256=path.name).exists():
            return False
    path.unlink(missing_ok=True)
    return True


schedule("files.sweep", daily("04:00"))
