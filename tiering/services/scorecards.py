"""Storing scorecards set by set. Their lines go by COPY into a temporary table, since row security refuses COPY into the real one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from portal.tenancy.context import current_vendor_id
from tiering.models import Collection
from tiering.models.scorecards import Occasion
from tiering.rules.cards.lines import PASSING, Scorecard

#: Only where nothing is there for that day and occasion, or something else than this.
_CARDS = """
INSERT INTO tiering_scorecard (vendor_id, program_id, partner_id, enrolment_id, guide_id, collection_id, as_of, occasion, number,
                               tier, held, missed, digest, job_id)
SELECT %(vendor)s, %(program)s, c.partner_id, c.enrolment_id, %(guide)s, %(collection)s, %(as_of)s, %(occasion)s,
       coalesce(l.number, 0) + 1, c.tier, c.held, c.missed, c.digest, %(job)s
FROM unnest(%(enrolments)s::bigint[], %(partners)s::bigint[], %(tiers)s::text[], %(held)s::text[], %(missed)s::int[],
            %(digests)s::bytea[]) c (enrolment_id, partner_id, tier, held, missed, digest)
LEFT JOIN LATERAL (
    SELECT s.number, s.digest FROM tiering_scorecard s
    WHERE s.vendor_id = %(vendor)s AND s.enrolment_id = c.enrolment_id AND s.as_of = %(as_of)s AND s.occasion = %(occasion)s
    ORDER BY s.number DESC LIMIT 1
) l ON true
WHERE l.digest IS NULL OR l.digest <> c.digest
ON CONFLICT (vendor_id, enrolment_id, as_of, occasion, number) DO NOTHING
RETURNING enrolment_id, id
"""
_ROOM = """
CREATE TEMPORARY TABLE IF NOT EXISTS scored_line (scorecard_id bigint, partner_id bigint, position smallint, tier text,
    requirement text, scope text, result text, kinds text, required numeric, actual numeric, counted numeric, required_word text,
    actual_word text, reason text, args jsonb, rule text) ON COMMIT DROP;
TRUNCATE scored_line
"""
_COPY = "COPY scored_line FROM STDIN"
_LINES = """
INSERT INTO tiering_scorecardline (vendor_id, scorecard_id, partner_id, position, tier, requirement, scope, result, kinds, required,
                                   actual, counted, required_word, actual_word, reason, args, rule)
SELECT %(vendor)s, l.* FROM scored_line l
"""
_PARTS = """
INSERT INTO tiering_recognition (vendor_id, scorecard_id, partner_id, kind, key, tier)
SELECT %(vendor)s, p.* FROM unnest(%(cards)s::bigint[], %(partners)s::bigint[], %(kinds)s::text[], %(keys)s::text[],
                                   %(tiers)s::text[]) p
"""


@dataclass(frozen=True, slots=True)
class Scored:
    """One enrolment's answer, ready to be stored. `cells` are its lines as COPY reads them."""

    enrolment_id: int
    partner_id: int
    card: Scorecard
    cells: list[str]
    held: str
    digest: bytes


def store_scorecards(
    scored: list[Scored], collection: Collection, occasion: Occasion, *, guide_id: int, job_id: int | None = None
) -> int:
    """Store what is new, and the lines of that. Returns how many scorecards were added. Needs a transaction."""
    made = _store_cards(scored, collection, occasion, guide_id=guide_id, job_id=job_id)
    added = [one for one in scored if one.enrolment_id in made]
    if added:
        _store_lines(added, made)
        _store_parts(added, made)
    return len(made)


def _store_cards(
    scored: list[Scored], collection: Collection, occasion: Occasion, *, guide_id: int, job_id: int | None
) -> dict[int, int]:
    """Keys of the scorecards that were added, by enrolment."""
    values: dict[str, Any] = {
        "vendor": current_vendor_id(),
        "program": collection.program_id,
        "collection": collection.pk,
        "as_of": collection.as_of,
        "guide": guide_id,
        "occasion": occasion.value,
        "job": job_id,
        "enrolments": [one.enrolment_id for one in scored],
        "partners": [one.partner_id for one in scored],
        "tiers": [one.card.tier or "" for one in scored],
        "held": [one.held for one in scored],
        "missed": [_missing(one.card) for one in scored],
        "digests": [one.digest for one in scored],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, values)
        return dict(cursor.fetchall())


def _store_lines(added: list[Scored], made: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        raw: Any = cursor.cursor
        with raw.copy(_COPY) as copy:
            copy.write("".join(_rows(added, made)))
        cursor.execute(_LINES, {"vendor": current_vendor_id()})


def _rows(added: list[Scored], made: Mapping[int, int]) -> Iterator[str]:
    for one in added:
        head = f"{made[one.enrolment_id]}\t{one.partner_id}\t"
        for position, cells in enumerate(one.cells):
            yield f"{head}{position}\t{cells}\n"


def _store_parts(added: list[Scored], made: Mapping[int, int]) -> None:
    rows = [row for one in added for row in _parts(one, made[one.enrolment_id])]
    if not rows:
        return
    columns = zip(*rows, strict=True)
    values = dict(zip(("cards", "partners", "kinds", "keys", "tiers"), map(list, columns), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"vendor": current_vendor_id(), **values})


def _parts(one: Scored, card_id: int) -> Iterator[tuple[int, int, str, str, str]]:
    card = one.card
    kinds = {"country": card.countries, "specialization": card.specializations, "category": card.categories}
    for kind, parts in kinds.items():
        for key, tier in parts.items():
            yield card_id, one.partner_id, kind, key, tier or ""


def _missing(card: Scorecard) -> int:
    """How many lines keep the partner from the tier above the one it reached."""
    tiers = list(dict.fromkeys(line.tier for line in card.lines))
    above = tiers[tiers.index(card.tier) - 1] if card.tier in tiers and tiers.index(card.tier) else None
    wanted = tiers[-1] if card.tier is None and tiers else above
    return sum(line.tier == wanted and line.result not in PASSING for line in card.lines)
