"""Scoring a collection as a job, some partners a chunk. The same collection and occasion again adds nothing (X-07).

A large collection is split: the job keeps the first range of partners and asks for a job of its own for each of the others, so that
every worker there is has its part.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.jobs.kinds import About, Done, More, Step, job_kind
from portal.jobs.services import enqueue
from tiering.models import Collection
from tiering.models.scorecards import Occasion
from tiering.queries.facts import slice_partners
from tiering.queries.rounds import SCORE
from tiering.services.rounds import follow_collection
from tiering.services.scoring import CHUNK, score_chunk

MOST_SLICES = 8


@job_kind(
    SCORE,
    label=_("Scorecards"),
    about=About("collection", Collection),
    results={"stored": _("New scorecards"), "same": _("As before"), "refused": _("Could not be scored")},
)
def run_scoring(step: Step) -> More | Done:
    """The next partners of the payload's collection; with `after` and `last` those between, else all of them."""
    place: dict[str, Any] = {**step.payload, **step.cursor}
    collection = Collection.objects.get(pk=int(place["collection"]))
    if place.get("last") is None:
        return _split(step, collection)
    occasion, first, last = Occasion(place["occasion"]), int(place["after"]), int(place["last"])
    chunk = score_chunk(
        collection,
        occasion,
        after=int(place.get("done", first)),
        last=last,
        limit=int(place.get("chunk", CHUNK)),
        job_id=step.job_id,
    )
    stored, same = place.get("stored", 0) + chunk.stored, place.get("same", 0) + chunk.same
    if chunk.after is None:
        follow_collection(collection.pk, occasion, after=first, last=last)
        return Done(result={"stored": stored, "same": same, "refused": step.skipped})
    return More(
        cursor={"after": first, "last": last, "done": chunk.after, "stored": stored, "same": same},
        progress=step.progress + chunk.partners,
        skipped=step.skipped + chunk.refused,
    )


def _split(step: Step, collection: Collection) -> More | Done:
    slices = slice_partners(collection.pk, smallest=int(step.payload.get("chunk", CHUNK)), most=MOST_SLICES)
    if not slices:
        return Done(result={"stored": 0, "same": 0, "refused": 0})
    own, *others = slices
    for one in others:
        payload = {**step.payload, "after": one.after, "last": one.last}
        enqueue(SCORE, key=f"{step.key}/{one.after}", payload=payload, total=one.partners)
    return More(cursor={"after": own.after, "last": own.last}, progress=0, total=own.partners)
