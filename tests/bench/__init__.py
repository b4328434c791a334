"""Measurements. `make bench` runs every `bench_*` function in the `bench_*.py` files here; `ONLY=word` picks by name.

A bench takes nothing and yields figures; during it Django's default connection is on a clone of its own:

    def bench_payout_run() -> Iterator[Figure]:
        times = interleave({"ours": run_ours, "floor": run_floor}, runs=3, before=empty_tables)
        yield compare("payout run", n=10_000, times=times, against="floor", aim="<=1.5")

"""
