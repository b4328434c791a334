"""Scoring a closed collection: facts in, scorecards out, chunk by chunk of partners.

Every scorecard keeps the SHA-256 of its guide, its facts and its answer. The same inputs give the same digest and nothing is added;
other inputs add another scorecard beside the one before (X-05, X-07).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.problems import Refusal
from portal.tenancy.context import current_vendor_id
from tiering.models import Collection
from tiering.models.scorecards import Occasion
from tiering.queries.facts import end_of_chunk, stream_facts, waivers_on
from tiering.queries.tiers import tiers_on
from tiering.rules.answers import as_text
from tiering.rules.lines import Line, Scorecard
from tiering.rules.refusals import FactsRefused
from tiering.rules.stored_lines import args_out, kinds_of, number_of, word_of
from tiering.services.engines import Scoring, scoring_of

CHUNK = 1_000
_TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS scored_card (enrolment_id bigint, partner_id bigint, tier text, held text, missed int,
    digest bytea) ON COMMIT DROP;
CREATE TEMPORARY TABLE IF NOT EXISTS scored_line (enrolment_id bigint, position int, tier text, requirement text, scope text,
    result text, kinds text, required numeric, actual numeric, counted numeric, required_word text, actual_word text, reason text,
    args jsonb, rule text) ON COMMIT DROP;
CREATE TEMPORARY TABLE IF NOT EXISTS scored_part (enrolment_id bigint, kind text, key text, tier text) ON COMMIT DROP;
TRUNCATE scored_card, scored_line, scored_part
"""
_CARDS = "COPY scored_card FROM STDIN"
_LINES = "COPY scored_line FROM STDIN"
_PARTS = "COPY scored_part FROM STDIN"
#: Only where nothing is there for that day and occasion, or something else than this.
_STORE = """
WITH made AS (
    INSERT INTO tiering_scorecard (vendor_id, program_id, partner_id, enrolment_id, guide_id, collection_id, as_of, occasion, number,
                                   tier, held, missed, digest, job_id)
    SELECT %(vendor)s, %(program)s, c.partner_id, c.enrolment_id, %(guide)s, %(collection)s, %(as_of)s, %(occasion)s,
           coalesce(l.number, 0) + 1, c.tier, c.held, c.missed, c.digest, %(job)s
    FROM scored_card c
    LEFT JOIN LATERAL (
        SELECT s.number, s.digest FROM tiering_scorecard s
        WHERE s.vendor_id = %(vendor)s AND s.enrolment_id = c.enrolment_id AND s.as_of = %(as_of)s AND s.occasion = %(occasion)s
        ORDER BY s.number DESC LIMIT 1
    ) l ON true
    WHERE l.digest IS NULL OR l.digest <> c.digest
    ON CONFLICT (vendor_id, enrolment_id, as_of, occasion, number) DO NOTHING
    RETURNING id, enrolment_id, partner_id
), lines AS (
    INSERT INTO tiering_scorecardline (vendor_id, scorecard_id, partner_id, position, tier, requirement, scope, result, kinds,
        required, actual, counted, required_word, actual_word, reason, args, rule)
    SELECT %(vendor)s, m.id, m.partner_id, t.position, t.tier, t.requirement, t.scope, t.result, t.kinds, t.required, t.actual,
           t.counted, t.required_word, t.actual_word, t.reason, t.args, t.rule
    FROM made m JOIN scored_line t ON t.enrolment_id = m.enrolment_id
    ORDER BY m.id, t.position
), parts AS (
    INSERT INTO tiering_recognition (vendor_id, scorecard_id, partner_id, kind, key, tier)
    SELECT %(vendor)s, m.id, m.partner_id, t.kind, t.key, t.tier FROM made m JOIN scored_part t ON t.enrolment_id = m.enrolment_id
)
SELECT count(*) FROM made
"""


@dataclass(frozen=True, slots=True)
class Scored:
    """One enrolment's answer, ready to be stored."""

    enrolment_id: int
    partner_id: int
    card: Scorecard
    held: str
    digest: bytes


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
    scored = list(evaluate_range(scoring, collection, after=after, last=end, chunk=chunk))
    chunk.stored = store(scored, scoring, collection, occasion, job_id=job_id)
    chunk.same = len(scored) - chunk.stored
    return chunk


def evaluate_range(
    scoring: Scoring, collection: Collection, *, after: int, last: int, chunk: Chunk
) -> Iterator[Scored]:
    """The answers for a range of partners. Facts that the guide cannot read are counted and passed over."""
    waivers = waivers_on(collection.program_id, collection.as_of)
    held = {row.enrolment_id: row.tier for row in tiers_on(collection.as_of, program_id=collection.program_id)}
    for partner_id, text in stream_facts(collection.pk, after=after, last=last):
        for enrolment_id, facts in scoring.assembler.assemble(text).items():
            if enrolment_id in waivers:
                facts["waivers"] = waivers[enrolment_id]
            try:
                card = scoring.engine_of(enrolment_id).evaluate(facts)
            except FactsRefused:
                chunk.refused += 1
                continue
            digest = _digest(scoring, text, facts, card)
            yield Scored(enrolment_id, partner_id, card, held.get(enrolment_id, ""), digest)


def store(
    scored: list[Scored], scoring: Scoring, collection: Collection, occasion: Occasion, *, job_id: int | None = None
) -> int:
    """Store what is new, by COPY into temporary tables and one statement from there. Returns how many scorecards were added."""
    values: dict[str, Any] = {
        "vendor": current_vendor_id(),
        "program": collection.program_id,
        "collection": collection.pk,
        "as_of": collection.as_of,
        "guide": scoring.guide_id,
        "occasion": occasion.value,
        "job": job_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        raw: Any = cursor.cursor
        _copy(raw, _CARDS, (_card_row(one) for one in scored))
        _copy(raw, _LINES, (row for one in scored for row in _line_rows(one)))
        _copy(raw, _PARTS, (row for one in scored for row in _part_rows(one)))
        cursor.execute(_STORE, values)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _digest(scoring: Scoring, text: str, facts: dict[str, Any], card: Scorecard) -> bytes:
    beside = json.dumps([facts.get("targets"), facts.get("waivers")], sort_keys=True)
    made = hashlib.sha256(scoring.guide_digest)
    for part in (text, beside, as_text(card)):
        made.update(part.encode())
        made.update(b"\n")
    return made.digest()


def _copy(cursor: Any, sql: str, rows: Iterator[str]) -> None:
    with cursor.copy(sql) as copy:
        copy.write("".join(rows))


def _card_row(one: Scored) -> str:
    tier = one.card.tier or ""
    cells = (
        one.enrolment_id,
        one.partner_id,
        _cell(tier),
        _cell(one.held),
        _missing(one.card),
        f"\\\\x{one.digest.hex()}",
    )
    return "\t".join(map(str, cells)) + "\n"


def _missing(card: Scorecard) -> int:
    """How many lines keep the partner from the tier above the one it reached."""
    tiers = list(dict.fromkeys(line.tier for line in card.lines))
    above = tiers[tiers.index(card.tier) - 1] if card.tier in tiers and tiers.index(card.tier) else None
    wanted = tiers[-1] if card.tier is None and tiers else above
    return sum(line.tier == wanted and line.result in ("missed", "missing_target") for line in card.lines)


def _line_rows(one: Scored) -> Iterator[str]:
    for position, line in enumerate(one.card.lines):
        yield f"{one.enrolment_id}\t{position}\t{_line_cells(line)}\n"


def _line_cells(line: Line) -> str:
    args = json.dumps(args_out(line.args)) if line.args else "[]"
    return "\t".join(
        (
            line.tier,
            line.requirement,
            _cell(line.scope),
            line.result,
            kinds_of(line),
            number_of(line.required) or _NULL,
            number_of(line.actual) or _NULL,
            number_of(line.counted) or _NULL,
            _cell(word_of(line.required)),
            _cell(word_of(line.actual)),
            line.reason,
            _cell(args) if line.args else args,
            line.rule,
        )
    )


def _part_rows(one: Scored) -> Iterator[str]:
    kinds = {"country": one.card.countries, "specialization": one.card.specializations, "category": one.card.categories}
    for kind, parts in kinds.items():
        for key, tier in parts.items():
            yield f"{one.enrolment_id}\t{kind}\t{_cell(key)}\t{_cell(tier or '')}\n"


_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _cell(text: str | None) -> str:
    """Text as COPY reads it."""
    return _NULL if text is None else text.translate(_ESCAPES)
