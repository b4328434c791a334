"""Scoring stored facts and storing the scorecards: against reading the facts alone and writing the same rows alone, against the ORM
one partner at a time, and against prefetching with bulk_create."""

from collections.abc import Callable, Iterator

from portal.tenancy import Role, acting_as
from tests.bench.figures import Figure, compare, interleave
from tests.bench.scoring_data import empty, fill
from tests.bench.scoring_rivals import score_by_bulk_create, score_by_orm
from tests.cast import VendorCast
from tiering.models import Collection, Scorecard
from tiering.models.scorecards import Occasion
from tiering.queries.facts import end_of_chunk, stream_facts
from tiering.services.engines import scoring_of
from tiering.services.scoring import CHUNK, Chunk, Scored, evaluate_range, score_chunk, store

ANNUAL = Occasion.ANNUAL
SAMPLE = 20
BULK_SAMPLE = 500


def bench_scoring_2k() -> Iterator[Figure]:
    yield from _measure(2_000, rivals=True)


def bench_scoring_20k() -> Iterator[Figure]:
    yield from _measure(20_000, rivals=False)


def bench_scoring_100k() -> Iterator[Figure]:
    yield from _measure(100_000, rivals=False)


def score_all(cast: VendorCast, collection_id: int) -> None:
    """As the job does it: chunk by chunk, each in a transaction of its own."""
    after: int | None = 0
    while after is not None:
        with acting_as(Role.STAFF, vendor=cast.id):
            after = score_chunk(Collection.objects.get(pk=collection_id), ANNUAL, after=after).after


def _measure(n: int, *, rivals: bool) -> Iterator[Figure]:
    cast, collection_id = fill(n)
    answers = _evaluated(cast, collection_id)
    variants: dict[str, Callable[[], object]] = {
        "ours": lambda: score_all(cast, collection_id),
        "floor": lambda: _scan_and_write(cast, collection_id, answers),
    }
    times = interleave(variants, runs=3, before=lambda: _empty(cast))
    yield compare("scoring, scan only and write only", n=n, times=times, against="floor", aim="<=2")
    if rivals:
        yield from _rivals(cast, collection_id, n)


def _rivals(cast: VendorCast, collection_id: int, n: int) -> Iterator[Figure]:
    """Samples, so that the slow ones end: their seconds are those of the sample times the rest."""
    variants: dict[str, Callable[[], object]] = {
        "ours": lambda: score_all(cast, collection_id),
        "orm": lambda: score_by_orm(cast, collection_id, SAMPLE),
        "bulk_create": lambda: score_by_bulk_create(cast, collection_id, BULK_SAMPLE),
    }
    times = interleave(variants, runs=3, before=lambda: _empty(cast))
    times["orm"] = [seconds * n / SAMPLE for seconds in times["orm"]]
    times["bulk_create"] = [seconds * n / BULK_SAMPLE for seconds in times["bulk_create"]]
    yield compare("scoring, one partner at a time by the ORM", n=n, times=times, against="orm", aim=">=100")
    yield compare("scoring, prefetch and bulk_create", n=n, times=times, against="bulk_create", aim=">=10")


def _evaluated(cast: VendorCast, collection_id: int) -> list[list[Scored]]:
    """Every answer by chunk, made before anything is measured."""
    found = []
    with acting_as(Role.STAFF, vendor=cast.id):
        collection = Collection.objects.get(pk=collection_id)
        scoring = scoring_of(collection, ANNUAL)
        after = 0
        while (end := end_of_chunk(collection_id, after=after, last=None, limit=CHUNK)) is not None:
            chunk = Chunk(end[0])
            found.append(list(evaluate_range(scoring, collection, after=after, last=end[0], chunk=chunk)))
            assert chunk.refused == 0
            after = end[0]
    return found


def _scan_and_write(cast: VendorCast, collection_id: int, answers: list[list[Scored]]) -> None:
    with acting_as(Role.STAFF, vendor=cast.id):
        rows = sum(1 for _row in stream_facts(collection_id, after=0, last=2**62))
        assert rows == sum(map(len, answers))
    for chunk in answers:
        with acting_as(Role.STAFF, vendor=cast.id):
            collection = Collection.objects.get(pk=collection_id)
            assert store(chunk, scoring_of(collection, ANNUAL), collection, ANNUAL) == len(chunk)


def _empty(cast: VendorCast) -> None:
    empty()
    with acting_as(Role.STAFF, vendor=cast.id):
        assert not Scorecard.objects.exists()
