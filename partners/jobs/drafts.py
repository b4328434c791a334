"""Drafts of applications that nobody sent in are erased when the guide says so."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from partners.models import Application
from partners.queries.applications import drafts_begun_before
from partners.queries.programs import guide_for, section_of
from partners.services.intake import give_up_draft
from partners.services.moves import locked_application
from portal.guides.models import Program
from portal.jobs.kinds import Done, More, Step, job_kind
from portal.jobs.schedule import daily, schedule

CHUNK = 100


@job_kind(
    "partners.drafts", label=_("Drafts of applications that were never sent in"), results={"erased": _("Drafts erased")}
)
def erase_drafts(step: Step) -> More | Done:
    """Program by program, some drafts a chunk; what was erased is not found again."""
    erased = 0
    for program in Program.objects.order_by("pk"):
        guide = guide_for(Application(program=program), step.now)
        section = section_of(guide) if guide else None
        if section is None:
            continue
        begun = step.now - timedelta(days=section.drafts_kept_days.value)
        for draft in drafts_begun_before(program.pk, begun)[: CHUNK - erased]:
            give_up_draft(locked_application(draft), at=step.now)
            erased += 1
    progress = step.progress + erased
    if erased >= CHUNK:
        return More({"erased": progress}, progress=progress)
    return Done({"erased": progress}, progress=progress)


schedule("partners.drafts", daily("03:40"))
