"""What stands behind a line: facts and the rows they were made of, counted or not and why."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise

from portal.registry import Registry
from tiering.models import Fact, FactSource, Scorecard

#: Rows of one line that a page shows; the figure itself counts them all.
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """One source row in words; `url` where its own page is."""

    label: str | Promise
    url: str = ""


Describe = Callable[[Collection[int]], Mapping[int, Piece]]
#: By the table that `FactSource.source` names. Apps above tiering register theirs.
SOURCES: Registry[Describe] = Registry("evidence source")


def evidence_source(table: str) -> Callable[[Describe], Describe]:
    """Above a function that puts rows of a table into words, for all ids at once; what it cannot see it leaves out."""
    return SOURCES.register_as(table)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row that was looked at. `why` is a code, empty where it counted."""

    piece: Piece | None
    metric: str
    scope: str
    item: str
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a line: measured values, and rows. `cut` where there are more rows than are shown."""

    facts: tuple[Fact, ...]
    rows: tuple[Evidence, ...]
    cut: bool


def evidence_of(
    card: Scorecard, *, metrics: Sequence[str], scopes: Sequence[str] = (), items: Sequence[str] = ()
) -> Found:
    """Facts and sources of a scorecard's collection, narrowed to metrics, places and kinds; empty narrows nothing."""
    wanted = Q(collection=card.collection_id, partner=card.partner_id, metric__in=metrics)
    if scopes:
        wanted &= Q(scope__in=(*scopes, ""))
    if items:
        wanted &= Q(item__in=items)
    facts = Fact.objects.filter(wanted, Q(enrolment=None) | Q(enrolment=card.enrolment_id))
    rows = list(
        FactSource.objects.filter(wanted).order_by("-counted", "metric", "scope", "item", "id")[: MOST_ROWS + 1]
    )
    pieces = _pieces(rows[:MOST_ROWS])
    shown = tuple(
        Evidence(pieces.get((row.source, row.source_id)), row.metric, row.scope, row.item, row.counted, row.why)
        for row in rows[:MOST_ROWS]
    )
    return Found(tuple(facts.order_by("metric", "scope", "item")[:MOST_ROWS]), shown, len(rows) > MOST_ROWS)


def _pieces(rows: Iterable[FactSource]) -> dict[tuple[str, int], Piece]:
    by_table: dict[str, set[int]] = {}
    for row in rows:
        by_table.setdefault(row.source, set()).add(row.source_id)
    known = SOURCES.all()
    return {
        (table, pk): piece
        for table, ids in by_table.items()
        if table in known
        for pk, piece in known[table](ids).items()
    }


def certificates_counted(card: Scorecard) -> frozenset[str]:
    """Codes of the certificates that counted anywhere."""
    held = Fact.objects.filter(
        collection=card.collection_id, partner=card.partner_id, metric="certifications", number__gt=0
    )
    return frozenset(held.values_list("item", flat=True))


def flags_measured(card: Scorecard) -> frozenset[str]:
    """What was said to hold for the enrolment."""
    said = Fact.objects.filter(
        collection=card.collection_id, partner=card.partner_id, enrolment=card.enrolment_id, metric="flags", flag=True
    )
    return frozenset(said.values_list("item", flat=True))
