"""Figures are compared as they were told, however fine, and what cannot be compared is refused."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.tiering.library import shipped
from tests.tiering.scoring import ENGINE, TARGETS, VALUES, country, facts, find_line, score
from tiering.commands.score import score_lines
from tiering.rules.facts.refusals import FactsRefused
from tiering.rules.scoring.evaluate import compile_guide


def result_of(requirement: str, **values: Any) -> str:
    return find_line(score("CLD", values={**VALUES, **values}), requirement, tier="Gold").result


@pytest.mark.rule("X-02", "G-REQ-16", "G-REQ-13", "G-KPI1-03")
@pytest.mark.parametrize(
    ("requirement", "name", "missed", "met"),
    [
        ("nps_avg_min", "nps_avg", "7.9999999999999999999999999999", "8.0000000000000000000000000001"),
        ("kpi1_min_pct", "kpi1", "79.999999999999999999999999999", "80.000000000000000000000000000"),
        ("kpi2_min_pct", "kpi2", "99.999999999999999999999", "100"),
        ("churn_max_pct", "churn", "3.0000000000000001", "2.9999999999999999999999999999"),
    ],
)
def test_figure_is_compared_to_its_last_place(requirement: str, name: str, missed: str, met: str) -> None:
    assert (result_of(requirement, **{name: missed}), result_of(requirement, **{name: met})) == ("missed", "met")


@pytest.mark.rule("X-02", "G-REQ-02")
@pytest.mark.parametrize(("added", "result"), [("0.0000000000000000000001", "met"), ("0", "missed")])
def test_countries_of_a_group_are_added_up_without_rounding(added: str, result: str) -> None:
    here = {"US": country(mlb="999999999999999998.9999999999999999999999"), "CA": {"mlb": added}}
    card = score(countries=here, targets={"mlb": {"US": {**TARGETS, "Gold": "999999999999999999"}}})
    assert find_line(card, "mlb", tier="Gold").result == result


def test_growth_beyond_all_measure_is_a_figure() -> None:
    here = {"US": country(usage_of_year="999999999999999999", usage_of_year_before="0.0000000000000000000000000003")}
    values = {name: value for name, value in VALUES.items() if name != "yoy_usage_growth"}
    line = find_line(score("CLD", countries=here, values=values), "yoy_usage_growth", tier="Gold")
    assert line.result == "met"


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({"values": {"nps_avg": "8." + "3" * 41}}, "values.nps_avg", "the number is too large or too fine"),
        ({"values": {"nps_avg": "1" * 19}}, "values.nps_avg", "the number is too large or too fine"),
        ({"as_of": "2014-W01-1"}, "as_of", "'2014-W01-1' is no day"),
        ({"targets": {"mlb": {"US": {"Gold": "-0.01"}}}}, "targets.mlb.US.Gold", "-0.01 is below zero"),
    ],
)
def test_refusal_says_what_is_wrong(changes: dict[str, Any], path: str, reason: str) -> None:
    with pytest.raises(FactsRefused) as refusal:
        ENGINE.evaluate(facts(**changes))
    assert (refusal.value.path, refusal.value.reason) == (path, reason)


def test_growth_may_be_asked_below_zero() -> None:
    card = score("CLD", targets={"mlb": {"US": TARGETS}, "yoy_usage_growth": {"US": {"Gold": "-5"}}})
    assert find_line(card, "yoy_usage_growth", tier="Gold").required == -5


@pytest.mark.rule("S-MET-04")
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"values": {"survey_scores": [1, 5, 6]}}, "values.survey_scores"),
        ({"values": {"survey_scores": 0}}, "values.survey_scores"),
        ({"targets": {"arr_growth": []}}, "targets.arr_growth"),
        ({"targets": {"arr_growth": False}}, "targets.arr_growth"),
        ({"targets": {"arr_growth": {"Gold": []}}}, "targets.arr_growth.Gold"),
    ],
)
def test_points_are_made_of_figures_alone(changes: dict[str, Any], path: str) -> None:
    engine = compile_guide(shipped("aligned-si").sections)
    with pytest.raises(FactsRefused) as refusal:
        engine.evaluate({"as_of": "2025-12-31", "category": "SI", **changes})
    assert refusal.value.path == path


def test_half_a_character_stops_no_other_line() -> None:
    lines = ['{"as_of": "2014-12-31", "category": "\\ud800"}', '{"\\ud800": 1}', json.dumps(facts())]
    answers = [text.encode() for text, _good in score_lines(ENGINE, lines)]
    assert [set(json.loads(text)) for text in answers[:2]] == [{"error", "path"}] * 2
    assert json.loads(answers[2])["tier"] == "Gold"


ONE = json.dumps(facts())
SPREAD = json.dumps(facts(), indent=2)


@pytest.mark.parametrize(
    ("told", "tiers"),
    [
        (ONE, ["Gold"]),
        (SPREAD, ["Gold"]),
        (f"{ONE}\n\n{ONE}\n", ["Gold", "Gold"]),
        (f"{{\n{ONE}\n", [None, "Gold"]),
        (f"[]\n{ONE}\n", [None, "Gold"]),
        (SPREAD[:-1], [None]),
    ],
)
@pytest.mark.parametrize("piped", [True, False])
def test_facts_are_one_object_or_one_a_line(
    told: str, tiers: list[str | None], piped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "facts.json"
    file.write_text(told, encoding="utf-8-sig")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(told.encode())))
    out = io.StringIO()
    code = 0
    try:
        call_command("guide", "score", "gpn-2014", "-" if piped else str(file), stdout=out)
    except SystemExit as ended:
        code = int(str(ended.code))
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ([answer.get("tier") for answer in answers], code) == (tiers, int(None in tiers))


def test_bytes_that_are_no_text_are_refused_in_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n" + ONE.encode())))
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("guide", "score", "gpn-2014", "-", stdout=out)
    assert [set(json.loads(line)) >= {"tier"} for line in out.getvalue().splitlines()] == [False, True]


def test_empty_file_holds_no_facts(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(" \n", encoding="utf-8")
    with pytest.raises(CommandError, match="no facts"):
        call_command("guide", "score", "gpn-2014", str(file))
