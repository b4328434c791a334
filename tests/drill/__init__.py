"""What takes minutes. `make drill` runs every `drill_*` function in the `drill_*.py` files here.

`ONLY=word` picks by name, `SEED=n` repeats a run. A drill takes the seed, asserts, and returns what it did as a dict;
during it Django's default connection is on a clone of its own. One line per drill goes to `.data/drill.jsonl`; a drill
that passed with this seed on this very source is not run again, so an interrupted round goes on where it was.

    def drill_payout_under_fire(seed: int) -> dict[str, object]:
        ...
        assert ours == undisturbed
        return {"kills": 60}
"""
