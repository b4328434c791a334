"""The payout run: against SQL by hand, against bulk_create, and how it grows. Seven single postings come first in the session:
a trigger that kept the plan of its first call would not finish."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from django.db import connection

from commissions.models import Account, Earning, Leg
from commissions.services.calculation import calculate_step
from commissions.services.ledger import Side, post_entry
from portal.money import Money
from portal.tenancy import Role, acting_as
from tests.bench.figures import Figure, compare, interleave
from tests.bench.payout_data import NOW, empty, fill, open_empty_run
from tests.bench.payout_rivals import OutOfTime, run_by_bulk_create, run_by_hand
from tests.cast import VendorCast

#: A rival that has taken so many times as long as ours has lost; what is printed is what it took until then, which is less
#: than it would have taken. So the whole bench stays inside an hour.
LOST = 12


def bench_payout_10k() -> Iterator[Figure]:
    yield from _measure(10_000, bulk=True)


def bench_payout_100k() -> Iterator[Figure]:
    yield from _measure(100_000, bulk=True)


def bench_payout_1m() -> Iterator[Figure]:
    """Beside the floor: what ten times as many lines cost, of two vendors in turns."""
    yield from _measure(1_000_000, bulk=False, small=100_000)


def run_ours(cast: VendorCast) -> None:
    """As the job does it: chunk by chunk, each in a transaction of its own."""
    run = open_empty_run(cast)
    cursor: object = {}
    while cursor is not None:
        with acting_as(Role.STAFF, vendor=cast.id):
            cursor = calculate_step(run.pk, cursor, now=NOW).cursor  # type: ignore[arg-type]


def _measure(n: int, *, bulk: bool, small: int = 0) -> Iterator[Figure]:
    cast = fill(sales=n)
    ours: list[float] = []
    variants: dict[str, Callable[[], object]] = {
        "ours": partial(_note_seconds, _checked(run_ours, cast, n), ours),
        "by hand": _checked(run_by_hand, cast, n),
    }
    if bulk:
        stopped: list[bool] = []
        variants["bulk_create"] = partial(_run_until_it_lost, cast, n, ours, stopped)
    if small:
        variants["fewer lines"] = _checked(run_ours, fill(sales=small, vendor="globex"), small)
    times = interleave(variants, runs=3, before=lambda: _prepare(cast))
    yield compare("payout run, INSERT..SELECT by hand", n=n, times=times, against="by hand", aim="<=1.5")
    if bulk:
        figure = compare("payout run, bulk_create", n=n, times=times, against="bulk_create", aim=">=8")
        yield replace(figure, against=f"bulk_create, stopped at {LOST} times") if stopped else figure
    if small:
        yield compare(f"payout run, growth from {small:,}", n=n, times=times, against="fewer lines", aim="<=12")


def _note_seconds(run: Callable[[], None], seconds: list[float]) -> None:
    begin = time.perf_counter()
    run()
    seconds.append(time.perf_counter() - begin)


def _run_until_it_lost(cast: VendorCast, n: int, ours: list[float], stopped: list[bool]) -> None:
    deadline = time.perf_counter() + LOST * max(ours)
    try:
        _checked(partial(run_by_bulk_create, deadline=deadline), cast, n)()
    except OutOfTime:
        stopped.append(True)


def _prepare(cast: VendorCast) -> None:
    """Empty tables, and a session that has posted seven single entries. They are emptied too, but not forgotten."""
    with acting_as(Role.STAFF, vendor=cast.id):
        for number in range(7):
            amount = Money(100 + number, "USD")
            sides = [Side(Account.Kind.EXPENSE, amount), Side(Account.Kind.PAYABLE, -amount, cast.partners[0])]
            post_entry(kind="warm", source_key=f"warm:{number}", effective_on=NOW.date(), sides=sides)
    empty()


def _checked(run: Callable[[VendorCast], None], cast: VendorCast, n: int) -> Callable[[], None]:
    """The count is part of every variant's time: a run that lost lines is no run."""

    def timed() -> None:
        run(cast)
        with acting_as(Role.STAFF, vendor=cast.id):
            assert Earning.objects.count() == n
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*), sum(amount_minor) FROM commissions_leg")
                assert cursor.fetchone() == (2 * n, 0)
            assert Leg.objects.exists()

    return timed
