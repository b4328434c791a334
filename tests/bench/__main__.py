"""`make bench`: measures, prints a table, and writes one object per figure to `.data/bench.jsonl`."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from multiprocessing import get_context
from multiprocessing.connection import Connection

from tests import ground
from tests.bench.figures import Figure
from tests.picked import Function, find_functions, prepared_ground

FILE = ground.ROOT / ".data" / "bench.jsonl"
HEAD = f"{'figure':<52}{'n':>10}{'ratio':>9}  {'aim':<8}{'':<6}{'median s':>10}{'runs':>6}  against"


def main() -> int:
    with prepared_ground():
        figures = list(_measure())
    missed = [figure for figure in figures if not figure.is_met]
    print(f"{len(figures)} figures, {len(missed)} beside their aim")
    return 1 if missed or not figures else 0


def _measure() -> "list[Figure]":
    figures: list[Figure] = []
    functions = find_functions("bench", "bench")
    print(HEAD, flush=True)
    with FILE.open("w") as file:
        for number, function in enumerate(functions):
            for figure in _measured_apart(function, f"bench_{number}"):
                figures.append(figure)
                print(row_of(figure), flush=True)
                file.write(json.dumps(asdict(figure)) + "\n")
                file.flush()
    return figures


def _measured_apart(function: Function, clone: str) -> Iterator[Figure]:
    """In a process of its own: what an earlier one filled the memory with is neither collected nor counted in this one."""
    fork = get_context("fork")
    reader, writer = fork.Pipe(duplex=False)
    process = fork.Process(target=_measure_here, args=(function, clone, writer))
    process.start()
    writer.close()
    try:
        while True:
            yield reader.recv()
    except EOFError:
        process.join()
    if process.exitcode:
        raise SystemExit(f"{function.__name__} ended with {process.exitcode}")


def _measure_here(function: Function, clone: str, writer: "Connection[Figure, Figure]") -> None:
    with ground.opened_clone(clone):
        for figure in function():
            writer.send(figure)


def row_of(figure: Figure) -> str:
    verdict = "met" if figure.is_met else "MISSED"
    numbers = (
        f"{figure.n:>10,}{figure.ratio:>9.3f}  {figure.aim:<8}{verdict:<6}{figure.median_s:>10.4f}{figure.runs:>6}"
    )
    return f"{figure.name:<52}{numbers}  {figure.against}"


if __name__ == "__main__":
    sys.exit(main())
