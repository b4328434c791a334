"""`guide score` on many facts objects, with reading and writing the lines, against json alone on the same objects and answers."""

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench.figures import Figure, compare, interleave
from tests.tiering.library import shipped
from tests.tiering.scoring import ENGINE, TARGETS, facts
from tiering.commands.score import score_lines
from tiering.guide.markets import MarketsSection
from tiering.rules.scoring.evaluate import compile_guide

OBJECTS = 10_000
PER_SECOND = 2_000
MARKETS = shipped("gpn-2014").sections["markets"]
assert isinstance(MARKETS, MarketsSection)
COUNTRIES = sorted({iso for one in MARKETS.classes.values() for group in one.groups for iso in group})


def bench_score_same() -> Iterator[Figure]:
    """The same partner again and again."""
    yield from _measure("guide score, one partner", [json.dumps(facts())] * OBJECTS)


def bench_score_varied() -> Iterator[Figure]:
    """No two alike: every figure is drawn anew."""
    dice = random.Random(14)
    yield from _measure("guide score, no two alike", [json.dumps(_varied(dice)) for _ in range(OBJECTS)])


def bench_score_countries() -> Iterator[Figure]:
    """One to six countries of all that the guide knows, almost never the same ones together.

    Such an answer has twice the lines of the others, so here lines are counted: as many as 2,000 partners of one country have.
    """
    dice = random.Random(15)
    lines = [json.dumps(_scattered(dice)) for _ in range(OBJECTS)]
    assert len({tuple(sorted(json.loads(line)["countries"])) for line in lines}) > OBJECTS / 2
    yield from _measure("guide score, ever other countries", lines, count=_lines_in, unit="lines")


def _scattered(dice: random.Random) -> dict[str, Any]:
    told = _varied(dice)
    (only,) = told["countries"].values()
    chosen = dice.sample(COUNTRIES, dice.randint(1, 6))
    told["countries"] = {iso: _country(dice, only) for iso in chosen}
    told["targets"]["mlb"] = {iso: TARGETS for iso in chosen if dice.random() < 0.9}
    return told


def _country(dice: random.Random, like: dict[str, Any]) -> dict[str, Any]:
    return {
        "mlb": f"{dice.randrange(2_000_000)}.{dice.randrange(100):02}",
        "trained_sales": dice.randrange(9),
        "customers": dice.randrange(12),
        "certifications": {code: dice.randrange(7) for code in like["certifications"]},
    }


def _varied(dice: random.Random) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(facts(dice.choice(("VAR", "MSP", "CLD")))))
    market = dice.choice(("US", "DE", "AR", "EG", "KE"))
    told["targets"]["mlb"] = {market: told["targets"]["mlb"]["US"]}
    told["countries"] = {market: _country(dice, told["countries"]["US"])}
    for name, most in (("nps_avg", 100), ("kpi1", 1_000), ("kpi2", 1_000), ("churn", 100)):
        told["values"][name] = f"{dice.randrange(most) / 10}"
    return told


def _lines_in(answer: dict[str, Any]) -> int:
    return len(answer["lines"])


def _one(_answer: dict[str, Any]) -> int:
    return 1


def _measure(
    name: str, lines: list[str], *, count: Callable[[dict[str, Any]], int] = _one, unit: str = "partners"
) -> Iterator[Figure]:
    """Each run begins with an engine that has seen nothing; compiling the guide is not counted."""
    engines = [ENGINE]
    answers = [json.loads(text) for text, _is_answer in score_lines(ENGINE, lines)]
    seconds: list[float] = []

    def renew() -> None:
        engines[0] = compile_guide(shipped("gpn-2014").sections)

    def ours() -> None:
        begin = time.process_time()
        "".join(f"{text}\n" for text, _is_answer in score_lines(engines[0], lines))
        seconds.append(time.process_time() - begin)

    def theirs() -> None:
        for line, answer in zip(lines, answers, strict=True):
            json.loads(line)
            json.dumps(answer)

    times = interleave({"ours": ours, "json": theirs}, before=renew)
    yield compare(name, n=len(lines), times=times, against="json", aim="<=4")
    median = statistics.median(seconds)
    rate = round(sum(map(count, answers)) / median, 1)
    (plain,) = [count(json.loads(text)) for text, _is_answer in score_lines(ENGINE, [json.dumps(facts())])]
    aim = f">={PER_SECOND * plain}"
    yield Figure(f"{name}, {unit} a second", len(lines), rate, aim, "1 s", round(median, 6), len(seconds))
