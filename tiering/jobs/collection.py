"""Measuring a program as a job: one metric a chunk, for all its partners. Scoring follows where the payload names an occasion."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.guides.models import Program
from portal.jobs.kinds import About, Done, More, Step, job_kind
from tiering.metrics.registry import METRICS
from tiering.models import Collection
from tiering.models.scorecards import Occasion
from tiering.queries.rounds import COLLECT
from tiering.services.collection import close_collection, measure, open_collection
from tiering.services.rounds import score_collection


@job_kind(
    COLLECT, label=_("Collection of facts"), about=About("program", Program), results={"facts": _("Facts collected")}
)
def run_collection(step: Step) -> More | Done:
    """Open the collection, measure the next metric, and close it with the last one."""
    keys = list(METRICS.all())
    if "collection" not in step.cursor:
        collection = open_collection(
            Program.objects.get(pk=int(step.payload["program"])),
            as_of=date.fromisoformat(step.payload["as_of"]),
            flow_from=date.fromisoformat(step.payload["flow_from"]),
            report_by=date.fromisoformat(step.payload["report_by"]),
            known_at=step.now,
            job_id=step.job_id,
        )
        return More(cursor={"collection": collection.pk, "next": 0, "facts": 0}, progress=0, total=len(keys))
    collection = Collection.objects.get(pk=step.cursor["collection"])
    at, facts = int(step.cursor["next"]), int(step.cursor["facts"])
    if at < len(keys):
        facts += measure(collection, keys[at])[0]
        return More(cursor={**step.cursor, "next": at + 1, "facts": facts}, progress=at + 1)
    close_collection(collection, at=step.now)
    if "occasion" in step.payload:
        score_collection(collection, Occasion(step.payload["occasion"]), partner_id=step.payload.get("partner"))
    return Done(result={"collection": collection.pk, "facts": facts}, progress=len(keys))
