"""`guide score` on many facts objects, with reading and writing the lines, against json alone on the same objects and answers."""

import json
import random
import statistics
import time
from collections.abc import Iterator
from typing import Any

from tests.bench.figures import Figure, compare, interleave
from tests.tiering.scoring import ENGINE, facts
from tiering.commands.score import score_lines

OBJECTS = 10_000
PER_SECOND = 2_000


def bench_score_same() -> Iterator[Figure]:
    """The same partner again and again."""
    yield from _measure("guide score, one partner", [json.dumps(facts())] * OBJECTS)


def bench_score_varied() -> Iterator[Figure]:
    """No two alike: every figure is drawn anew."""
    dice = random.Random(14)
    yield from _measure("guide score, no two alike", [json.dumps(_varied(dice)) for _ in range(OBJECTS)])


def _varied(dice: random.Random) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(facts(dice.choice(("VAR", "MSP", "CLD")))))
    market = dice.choice(("US", "DE", "AR", "EG", "KE"))
    country = told["countries"].pop("US")
    told["targets"]["mlb"] = {market: told["targets"]["mlb"]["US"]}
    told["countries"][market] = country
    country["mlb"] = f"{dice.randrange(2_000_000)}.{dice.randrange(100):02}"
    country["trained_sales"], country["customers"] = dice.randrange(9), dice.randrange(12)
    country["certifications"] = {code: dice.randrange(7) for code in country["certifications"]}
    for name, most in (("nps_avg", 100), ("kpi1", 1_000), ("kpi2", 1_000), ("churn", 100)):
        told["values"][name] = f"{dice.randrange(most) / 10}"
    return told


def _measure(name: str, lines: list[str]) -> Iterator[Figure]:
    answers = [json.loads(text) for text, _is_answer in score_lines(ENGINE, lines)]

    seconds: list[float] = []

    def ours() -> None:
        begin = time.process_time()
        "".join(f"{text}\n" for text, _is_answer in score_lines(ENGINE, lines))
        seconds.append(time.process_time() - begin)

    def theirs() -> None:
        for line, answer in zip(lines, answers, strict=True):
            json.loads(line)
            json.dumps(answer)

    times = interleave({"ours": ours, "json": theirs})
    yield compare(name, n=len(lines), times=times, against="json", aim="<=4")
    median = statistics.median(seconds)
    rate = round(len(lines) / median, 1)
    yield Figure(
        f"{name}, each second of a core", len(lines), rate, f">={PER_SECOND}", "1 s", round(median, 6), len(seconds)
    )
