"""What a measurement is: a ratio to something measured in the same run, with its aim."""

import operator
import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SIGNS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}
FEWEST_RUNS = 3


@dataclass(frozen=True)
class Figure:
    name: str
    n: int
    ratio: float
    aim: str
    """With its sign: `<=1.5`."""
    against: str
    median_s: float
    runs: int

    @property
    def is_met(self) -> bool:
        found = re.fullmatch(r"(<=|>=|<|>)([\d.]+)", self.aim)
        if found is None:
            raise ValueError(f"{self.name}: an aim is a sign and a number, not {self.aim!r}")
        sign, number = found.groups()
        return bool(SIGNS[sign](self.ratio, float(number)))


def interleave(
    variants: Mapping[str, Callable[[], object]],
    *,
    runs: int = FEWEST_RUNS,
    before: Callable[[], object] = lambda: None,
) -> dict[str, list[float]]:
    """Seconds of each variant, taken in turns so that a slow minute strikes all alike. `before` is not measured."""
    if runs < FEWEST_RUNS:
        raise ValueError(f"a median needs {FEWEST_RUNS} runs or more, not {runs}")
    times: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(runs):
        for name, variant in variants.items():
            before()
            begin = time.perf_counter()
            variant()
            times[name].append(time.perf_counter() - begin)
    return times


def compare(
    name: str, *, n: int, times: Mapping[str, Sequence[float]], against: str, aim: str, ours: str = "ours"
) -> Figure:
    """The median of `ours` divided by that of `against`; where more is better (`>=`), the other way round."""
    mine, theirs = statistics.median(times[ours]), statistics.median(times[against])
    ratio = theirs / mine if aim.startswith(">") else mine / theirs
    return Figure(name, n, round(ratio, 3), aim, against, round(mine, 6), len(times[ours]))
