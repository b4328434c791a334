"""Scoring stored facts and storing the scorecards, by two workers over the job table: against reading the facts alone and writing
the same rows alone, also by two; against the ORM one partner at a time, and against prefetching with bulk_create."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from portal.tenancy import Role, acting_as
from tests.bench.figures import Figure, compare, interleave
from tests.bench.scoring_data import empty, fill
from tests.bench.scoring_floor import Part, read_and_write, save_answers
from tests.bench.scoring_rivals import score_by_bulk_create, score_by_orm
from tests.bench.scoring_workers import Workers, two_workers
from tests.cast import VendorCast
from tiering.models import Scorecard, ScorecardLine

SAMPLE = 20
BULK_SAMPLE = 500
MEGABYTES = 300
_number = count(1)


def bench_scoring_2k() -> Iterator[Figure]:
    yield from _measure(2_000, rivals=True)


def bench_scoring_20k() -> Iterator[Figure]:
    yield from _measure(20_000, rivals=False)


def bench_scoring_100k() -> Iterator[Figure]:
    yield from _measure(100_000, rivals=False)


def _measure(n: int, *, rivals: bool) -> Iterator[Figure]:
    cast, collection_id = fill(n)
    with two_workers() as workers, tempfile.TemporaryDirectory() as folder:
        ours = _ours(workers, cast, collection_id)
        ours()
        parts = save_answers(cast.id, collection_id, Path(folder))
        variants = {"ours": _checked(ours, cast, n), "floor": _checked(_floor(workers, parts), cast, n)}
        times = interleave(variants, runs=3, before=empty)
        yield compare("scoring, scan only and write only", n=n, times=times, against="floor", aim="<=2")
        peak = round(workers.peak_megabytes(), 1)
        yield Figure("scoring, megabytes of a worker", n, peak, f"<={MEGABYTES}", "1 MB", peak, 1)
        if rivals:
            yield from _rivals(cast, collection_id, n, variants["ours"])


def _ours(workers: Workers, cast: VendorCast, collection_id: int) -> Callable[[], None]:
    payload = {"collection": collection_id, "occasion": "annual"}
    return lambda: workers.score(cast.id, payload, key=f"bench:{next(_number)}")


def _floor(workers: Workers, parts: list[Part]) -> Callable[[], None]:
    return lambda: workers.share(read_and_write, [(part,) for part in parts])


def _rivals(cast: VendorCast, collection_id: int, n: int, ours: Callable[[], None]) -> Iterator[Figure]:
    """Samples, so that the slow ones end: their seconds are those of the sample times the rest."""
    variants: dict[str, Callable[[], None]] = {
        "ours": ours,
        "orm": lambda: score_by_orm(cast, collection_id, SAMPLE),
        "bulk_create": lambda: score_by_bulk_create(cast, collection_id, BULK_SAMPLE),
    }
    _compare_answers(cast, variants)
    times = interleave(variants, runs=3, before=empty)
    times["orm"] = [seconds * n / SAMPLE for seconds in times["orm"]]
    times["bulk_create"] = [seconds * n / BULK_SAMPLE for seconds in times["bulk_create"]]
    yield compare("scoring, one partner at a time by the ORM", n=n, times=times, against="orm", aim=">=100")
    yield compare("scoring, prefetch and bulk_create", n=n, times=times, against="bulk_create", aim=">=10")


def _compare_answers(cast: VendorCast, variants: dict[str, Callable[[], None]]) -> None:
    """Who answers something else is no rival."""
    found = {}
    for name, variant in variants.items():
        empty()
        variant()
        with acting_as(Role.STAFF, vendor=cast.id):
            rows = ScorecardLine.objects.values_list(
                "scorecard__enrolment_id", "tier", "requirement", "scope", "result", "actual", "counted", "reason"
            )
            first = set(Scorecard.objects.order_by("partner_id").values_list("enrolment_id", flat=True)[:SAMPLE])
            found[name] = {row for row in rows if row[0] in first}
    assert found["ours"] == found["orm"] == found["bulk_create"]


def _checked(run: Callable[[], None], cast: VendorCast, n: int) -> Callable[[], None]:
    """A run that lost partners is no run."""

    def timed() -> None:
        run()
        with acting_as(Role.STAFF, vendor=cast.id):
            assert Scorecard.objects.count() == n

    return timed
