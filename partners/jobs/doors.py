"""What was put behind a door is announced to whom it is open to."""

from django.utils.translation import gettext_lazy as _

from partners.services.announcing import announce_file
from partners.services.doors import ANNOUNCE_JOB
from portal.jobs.kinds import Done, More, Step, job_kind


@job_kind(ANNOUNCE_JOB, label=_("Invitations to partners"), results={"told": _("Partners invited")})
def announce(step: Step) -> More | Done:
    """The next partners."""
    told, after = announce_file(int(step.payload["file"]), after=int(step.cursor.get("after", 0)), at=step.now)
    progress = step.progress + told
    return Done({"told": progress}, progress=progress) if after is None else More({"after": after}, progress=progress)
