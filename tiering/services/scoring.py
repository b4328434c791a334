"""Scoring a closed collection: facts in, scorecards out, chunk by chunk of partners.

Every scorecard keeps the SHA-256 of its guide, its facts and its answer. The same inputs give the same digest and nothing is added;
other inputs add another scorecard beside the one before (X-05, X-07).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.memory import seldom_searched
from portal.problems import Refusal
from tiering.models import Collection
from tiering.models.scorecards import Occasion
from tiering.queries.facts import end_of_chunk, stream_facts, waivers_on
from tiering.queries.tiers import tiers_between
from tiering.rules.cards.lines import Scorecard
from tiering.rules.cards.stored_lines import cells_of, line_cells
from tiering.rules.facts.refusals import FactsRefused
from tiering.services.engines import Scoring, scoring_of
from tiering.services.scorecards import Scored, store_scorecards

#: A hundred thousand lines, some twenty megabytes.
CHUNK = 1_000


@dataclass(slots=True)
class Chunk:
    """What became of a range of partners. `after` is None where nobody is left."""

    after: int | None
    partners: int = 0
    stored: int = 0
    same: int = 0
    refused: int = 0


@transaction.atomic
def score_chunk(
    collection: Collection,
    occasion: Occasion,
    *,
    after: int = 0,
    last: int | None = None,
    limit: int = CHUNK,
    job_id: int | None = None,
) -> Chunk:
    """Score the next `limit` partners after `after`, up to `last`, in one transaction. Raises Refusal for an open collection."""
    if collection.done_at is None:
        raise Refusal(_("This collection is still being measured."))
    found = end_of_chunk(collection.pk, after=after, last=last, limit=limit)
    if found is None:
        return Chunk(None)
    end, partners = found
    scoring = scoring_of(collection, occasion)
    chunk = Chunk(end, partners)
    with seldom_searched():
        scored = list(evaluate_range(scoring, collection, after=after, last=end, chunk=chunk))
        chunk.stored = store_scorecards(scored, collection, occasion, guide_id=scoring.guide_id, job_id=job_id)
    chunk.same = len(scored) - chunk.stored
    return chunk


def evaluate_range(
    scoring: Scoring, collection: Collection, *, after: int, last: int, chunk: Chunk
) -> Iterator[Scored]:
    """The answers for a range of partners. Facts that the guide cannot read are counted and passed over."""
    program, day = collection.program_id, collection.as_of
    waivers = waivers_on(program, day, after=after, last=last)
    held = {row.enrolment_id: row.tier for row in tiers_between(day, program_id=program, after=after, last=last)}
    for partner_id, text in stream_facts(collection.pk, after=after, last=last):
        for enrolment_id, facts in scoring.assembler.assemble(text).items():
            if enrolment_id in waivers:
                facts["waivers"] = waivers[enrolment_id]
            try:
                card = scoring.engine_of(enrolment_id).evaluate(facts)
            except FactsRefused:
                chunk.refused += 1
                continue
            cells = cells_of(card)
            digest = _digest(scoring.guide_digest, text, facts, card, cells)
            yield Scored(enrolment_id, partner_id, card, cells, held.get(enrolment_id, ""), digest)


def _digest(guide: bytes, text: str, facts: dict[str, Any], card: Scorecard, cells: list[str]) -> bytes:
    """Of codes and figures: another wording of a reason is no other answer."""
    beside = json.dumps([facts.get("targets"), facts.get("waivers")], sort_keys=True)
    others = {code: [line_cells(line) for line in lines] for code, lines in card.category_lines.items()}
    answer = json.dumps([card.tier, card.countries, card.specializations, card.categories, others], sort_keys=True)
    return hashlib.sha256(b"\n".join((guide, *map(str.encode, (text, beside, answer, *cells))))).digest()
