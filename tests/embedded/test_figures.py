"""How a measurement is turned into a verdict."""

import pytest

from tests.bench.figures import Figure, compare, interleave


@pytest.mark.parametrize(
    ("ratio", "aim", "met"),
    [(1.5, "<=1.5", True), (1.51, "<=1.5", False), (10.0, ">=10", True), (9.99, ">=10", False)],
)
def test_figure_meets_its_aim(ratio: float, aim: str, met: bool) -> None:
    assert Figure("payout", 10, ratio, aim, "floor", 0.1, 3).is_met is met


def test_aim_without_a_sign_is_refused() -> None:
    with pytest.raises(ValueError, match="a sign and a number"):
        assert Figure("payout", 10, 1.0, "1.5", "floor", 0.1, 3).is_met


def test_variants_are_taken_in_turns_after_their_preparation() -> None:
    calls: list[str] = []
    times = interleave(
        {"ours": lambda: calls.append("o"), "floor": lambda: calls.append("f")}, before=lambda: calls.append("-")
    )
    assert "".join(calls) == "-o-f-o-f-o-f"
    assert {name: len(measured) for name, measured in times.items()} == {"ours": 3, "floor": 3}


def test_median_of_fewer_than_three_runs_is_refused() -> None:
    with pytest.raises(ValueError, match="3 runs or more"):
        interleave({"ours": lambda: None}, runs=2)


def test_ratio_turns_round_where_more_is_better() -> None:
    times = {"ours": [1.0, 2.0, 9.0], "floor": [4.0, 8.0, 4.0]}
    slower = compare("run", n=5, times=times, against="floor", aim="<=1.5")
    faster = compare("run", n=5, times=times, against="floor", aim=">=2")
    assert (slower.ratio, slower.is_met, slower.median_s, slower.runs) == (0.5, True, 2.0, 3)
    assert (faster.ratio, faster.is_met) == (2.0, True)
