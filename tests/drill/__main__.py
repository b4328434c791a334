"""`make drill`: the long tests, one after the other, each once per seed and source."""

import json
import os
import sys
import time
import traceback

from portal.embedded import sources
from tests import ground
from tests.picked import Function, find_functions, prepared_ground

FILE = ground.ROOT / ".data" / "drill.jsonl"
DEFAULT_SEED = 20261121


def main() -> int:
    seed = int(os.environ.get("SEED") or DEFAULT_SEED)
    digest = sources.digest_of([*sources.EVERYTHING, "tests/**/*.py"])[:16]
    done = passed_before(seed, digest)
    failed = 0
    with prepared_ground():
        functions = find_functions("drill", "drill")  # they import models, so Django has to stand
        for number, function in enumerate(functions):
            if name_of(function) in done:
                print(f"{name_of(function):<60} passed before")
                continue
            with ground.opened_clone(f"drill_{number}"):
                failed += not _run(function, seed, digest)
    print(f"{len(functions)} drills, {failed} failed, SEED={seed}")
    return 1 if failed or not functions else 0


def passed_before(seed: int, digest: str) -> set[str]:
    """Names of drills that passed with this seed on this source; a line cut off by a kill counts for nothing."""
    passed = set()
    for line in FILE.read_text().splitlines() if FILE.exists() else ():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        if record["ok"] and (record["seed"], record["source"]) == (seed, digest):
            passed.add(record["name"])
    return passed


def _run(function: Function, seed: int, digest: str) -> bool:
    begin = time.monotonic()
    try:
        report, ok = function(seed), True
    except Exception as error:
        traceback.print_exc()
        report, ok = {"error": repr(error)}, False
    seconds = round(time.monotonic() - begin, 1)
    line = {"name": name_of(function), "seed": seed, "source": digest, "ok": ok, "seconds": seconds, **(report or {})}
    with FILE.open("a") as file:
        file.write(json.dumps(line, default=str) + "\n")
    print(f"{name_of(function):<60} {'passed' if ok else 'FAILED'} in {seconds} s {report or ''}", flush=True)
    return ok


def name_of(function: Function) -> str:
    return function.__name__.removeprefix("drill_")


if __name__ == "__main__":
    sys.exit(main())
