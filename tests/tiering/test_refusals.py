"""Facts that are none: each is refused with its place and the reason."""

import io
import json
import sys
from typing import Any

import pytest
from django.core.management import call_command

from tests.tiering.scoring import ENGINE, VALUES, country, facts, score
from tiering.commands.score import score_lines, score_text
from tiering.rules.facts.refusals import FactsRefused


def refused(told: Any) -> str:
    with pytest.raises(FactsRefused) as refusal:
        ENGINE.evaluate(told)
    return refusal.value.path


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"category": "XX"}, "category"),
        ({"category": None}, "category"),
        ({"category": 7}, "category"),
        ({"as_of": None}, "as_of"),
        ({"as_of": "31.12.2014"}, "as_of"),
        ({"as_of": "2014-02-30"}, "as_of"),
        ({"as_of": 20141231}, "as_of"),
        ({"joined_on": "2015-01-01"}, "joined_on"),
        ({"joined_on": False}, "joined_on"),
        ({"uses_sdk": "yes"}, "uses_sdk"),
        ({"uses_sdk": 1}, "uses_sdk"),
        ({"subtype": "hosting"}, "subtype"),
        ({"uses_SDK": True}, "uses_SDK"),
        ({"specializations": ["XX"]}, "specializations[0]"),
        ({"specializations": "WFO"}, "specializations"),
        ({"specializations": [["WFO"]]}, "specializations[0]"),
        ({"primary_specialization": "WFO"}, "primary_specialization"),
        ({"countries": []}, "countries"),
        ({"countries": {"USA": {}}}, "countries.USA"),
        ({"countries": {"us": {}}}, "countries.us"),
        ({"countries": {"US": None}}, "countries.US"),
        ({"countries": {"US": {"trained": 1}}}, "countries.US.trained"),
        ({"countries": {"US": {"trained_sales": -1}}}, "countries.US.trained_sales"),
        ({"countries": {"US": {"trained_sales": 1.5}}}, "countries.US.trained_sales"),
        ({"countries": {"US": {"trained_sales": True}}}, "countries.US.trained_sales"),
        ({"countries": {"US": {"trained_sales": "many"}}}, "countries.US.trained_sales"),
        ({"countries": {"US": {"customers": 10**30}}}, "countries.US.customers"),
        ({"countries": {"US": {"mlb": "1e9"}}}, "countries.US.mlb"),
        ({"countries": {"US": {"mlb": float("nan")}}}, "countries.US.mlb"),
        ({"countries": {"US": {"mlb": float("inf")}}}, "countries.US.mlb"),
        ({"countries": {"US": {"mlb": "٣"}}}, "countries.US.mlb"),
        ({"countries": {"US": {"certifications": []}}}, "countries.US.certifications"),
        ({"countries": {"US": {"certifications": {"GCP8-CIV": -1}}}}, "countries.US.certifications.GCP8-CIV"),
        ({"countries": {"US": {"certifications": {"GCP8-CIV": None}}}}, "countries.US.certifications.GCP8-CIV"),
        ({"values": []}, "values"),
        ({"values": {"kpi": 1}}, "values.kpi"),
        ({"values": {"kpi1": True}}, "values.kpi1"),
        ({"values": {"kpi1": -1}}, "values.kpi1"),
        ({"values": {"kpi1": []}}, "values.kpi1"),
        ({"values": {"kpi1": "100.01"}}, "values.kpi1"),
        ({"values": {"kpi2_min_pct": 101}}, "values.kpi2_min_pct"),
        ({"values": {"nps_avg": 11}}, "values.nps_avg"),
        ({"values": {"survey_scores": [9, "10.5"]}}, "values.survey_scores"),
        ({"category": "CLD", "values": {"churn": 101}}, "values.churn"),
        ({"values": {"kpi1": "80", "kpi1_min_pct": "90"}}, "values.kpi1_min_pct"),
        ({"values": {"business_plan": 1}}, "values.business_plan"),
        ({"values": {"business_plan": "yes"}}, "values.business_plan"),
        ({"values": {"churn": "abc"}}, "values.churn"),
        ({"targets": []}, "targets"),
        ({"targets": {"mlb": 5}}, "targets.mlb"),
        ({"targets": {"mlb": {"US": 5}}}, "targets.mlb.US"),
        ({"targets": {"mlb": {"US": {"Gold": True}}}}, "targets.mlb.US.Gold"),
        ({"targets": {"mbl": {}}}, "targets.mbl"),
        ({"targets": {"mlb": {"US": {"Golden": "1"}}}}, "targets.mlb.US.Golden"),
        ({"targets": {"mlb": {"DE": {"gold": "1"}}}}, "targets.mlb.DE.gold"),
        ({"targets": {"mlb": {"Gold": {"US": "1"}}}}, "targets.mlb.Gold"),
        ({"targets": {"mlb": {"usa": {"Gold": "1"}}}}, "targets.mlb.usa"),
        ({"targets": {"mlb": {"UK": {"Gold": "1"}}}}, "targets.mlb.UK"),
        ({"targets": {"mlb": {"US+": {"Gold": "1"}}}}, "targets.mlb.US+"),
        ({"waivers": {}}, "waivers"),
        ({"waivers": False}, "waivers"),
        ({"waivers": "gcp"}, "waivers"),
        ({"waivers": [{"requirement": "gpc"}]}, "waivers[0].requirement"),
        ({"waivers": [{"scope": "US"}]}, "waivers[0].requirement"),
        ({"waivers": [{"requirement": "gcp", "until": "2015"}]}, "waivers[0].until"),
        ({"waivers": [{"requirement": "gcp", "scope": 1}]}, "waivers[0].scope"),
        ({"categories": {"XX": {}}}, "categories.XX"),
        ({"categories": {"MSP": []}}, "categories.MSP"),
        ({"categories": {"MSP": {"customers": {"DE": 1}}}}, "categories.MSP.customers.DE"),
        ({"categories": {"MSP": {"trained_sales": {"US": 1}}}}, "categories.MSP.trained_sales"),
        ({"categories": {"MSP": {"customers": {"US": -1}}}}, "categories.MSP.customers.US"),
    ],
)
def test_wrong_fact_is_refused_where_it_stands(changes: dict[str, Any], path: str) -> None:
    assert refused(facts(**changes)) == path


@pytest.mark.rule("G-REQ-16", "G-KPI1-08", "G-KPI2-01")
@pytest.mark.parametrize(
    "values", [{"nps_avg": 10}, {"nps_avg": 0}, {"survey_scores": [0, 10]}, {"kpi1": 100}, {"kpi2": "0"}]
)
def test_ends_of_a_scale_are_on_it(values: dict[str, Any]) -> None:
    assert score(values=values).lines


@pytest.mark.parametrize("told", [None, [], 7, "VAR", True])
def test_what_is_no_object_is_refused(told: Any) -> None:
    assert refused(told) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [({"trained_sales": "6"}, {"trained_sales": 6}), ({"mlb": 1000000}, {"mlb": "1000000"})],
)
def test_numbers_may_be_written_as_text(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert score(countries={"US": country(**one)}) == score(countries={"US": country(**other)})


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"a": NaN}',
        "[" * 100_000,
        '{"as_of": 1' + "0" * 5_000 + "}",
        '{"values": {"kpi1": 1e400}}',
        "[]",
        '"text"',
        '{"category": "VAR", "category": "SR"}',
        '{"category": "\\ud800"}',
    ],
)
def test_line_that_cannot_be_scored_gives_an_error_and_the_next_is_answered(line: str) -> None:
    answers = list(score_lines(ENGINE, [line, "\n", json.dumps(facts())]))
    assert [good for _text, good in answers] == [False, True]
    assert set(json.loads(answers[0][0])) == {"error", "path"}
    assert json.loads(answers[1][0])["tier"] == "Gold"


def test_name_that_is_given_twice_is_refused_by_name() -> None:
    text, _good = score_text(ENGINE, '{"countries": {"US": {}, "US": {}}}')
    assert json.loads(text) == {"error": "is given twice", "path": "US"}


def test_decimals_are_exact_from_the_first_byte() -> None:
    text = json.dumps(facts(values={**VALUES, "kpi1": "NUMBER"})).replace('"NUMBER"', "79.99999999999")
    answer = json.loads(score_text(ENGINE, text)[0])
    found = next(line for line in answer["lines"] if line["requirement"] == "kpi1_min_pct")
    assert (found["actual"], found["result"], answer["tier"]) == ("79.99999999999", "missed", "Silver")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, given: str = "") -> tuple[int, str]:
    out, code = io.StringIO(), 0
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    try:
        call_command("guide", *arguments, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue()


def test_command_goes_on_after_an_error_and_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given = f'{json.dumps(facts())}\n{{"category": "XX"}}\n{json.dumps(facts())}\n'
    code, text = run(monkeypatch, "score", "gpn-2014", "-", given=given)
    answers = [json.loads(line) for line in text.splitlines()]
    assert (code, [answer.get("tier", "error") for answer in answers]) == (1, ["Gold", "error", "Gold"])
    assert answers[1]["path"] == "category"


def test_command_scores_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts(), indent=2))
    code, text = run(monkeypatch, "score", "gpn-2014", str(file))
    assert (code, json.loads(text)["tier"]) == (0, "Gold")
    assert list(json.loads(text)["lines"][0]) == [
        "tier", "requirement", "scope", "result", "required", "actual", "counted", "reason", "rule",
    ]  # fmt: skip


@pytest.mark.parametrize("guide", ["gpn-2014", "appfoundry", "partner-program", "aligned-si"])
def test_template_can_be_scored_as_it_is(monkeypatch: pytest.MonkeyPatch, guide: str) -> None:
    code, text = run(monkeypatch, "facts", guide)
    assert code == 0
    template = json.loads(text)
    assert set(template["values"]) == set(template["about"]["values"])
    code, answer = run(monkeypatch, "score", guide, "-", given=json.dumps(template) + "\n")
    assert (code, "tier" in json.loads(answer)) == (0, True), answer
