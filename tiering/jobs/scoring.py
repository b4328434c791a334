"""Scoring a collection as a job, some partners a chunk. The same collection and occasion again adds nothing (X-07)."""

from django.utils.translation import gettext_lazy as _

from portal.jobs.kinds import Done, More, Step, job_kind
from tiering.models import Collection
from tiering.models.scorecards import Occasion
from tiering.queries.facts import count_partners
from tiering.services.rounds import SCORE, follow_collection
from tiering.services.scoring import CHUNK, score_chunk


@job_kind(SCORE, label=_("Scorecards"))
def run_scoring(step: Step) -> More | Done:
    """The next partners of the payload's collection; `last` ends it early, so that two jobs can share one program."""
    collection = Collection.objects.get(pk=int(step.payload["collection"]))
    occasion = Occasion(step.payload["occasion"])
    total = step.total if step.total is not None else count_partners(collection.pk)
    chunk = score_chunk(
        collection,
        occasion,
        after=int(step.cursor.get("after", step.payload.get("after", 0))),
        last=step.payload.get("last"),
        limit=int(step.payload.get("chunk", CHUNK)),
        job_id=step.job_id,
    )
    stored = int(step.cursor.get("stored", 0)) + chunk.stored
    same = int(step.cursor.get("same", 0)) + chunk.same
    if chunk.after is None:
        follow_collection(
            collection.pk, occasion, after=int(step.payload.get("after", 0)), last=step.payload.get("last")
        )
        return Done(result={"stored": stored, "same": same, "refused": step.skipped}, total=total)
    return More(
        cursor={"after": chunk.after, "stored": stored, "same": same},
        progress=step.progress + chunk.partners,
        total=total,
        skipped=step.skipped + chunk.refused,
    )
