"""Kinds and measures that gpn-2014 has no use for, and guides that cannot be scored by: on a small guide of our own."""

from decimal import Decimal
from typing import Any, cast

import pytest

from portal.guides.documents import Document, read_guide
from portal.guides.parsing import GuideRefused
from tests.tiering.library import shipped
from tests.tiering.scoring import facts, score
from tiering.guide.targets import TargetsSection
from tiering.rules.cards.lines import Scorecard
from tiering.rules.facts.refusals import FactsRefused
from tiering.rules.scoring.evaluate import NotScored, compile_guide

HEAD = """
[guide]
program = "trial"
name = "Trial"
legal_time_zone = "UTC"
effective_from = 2014-01-01

[tiering]
rule = "T"
program_year = "calendar"
order = ["Top", "Low"]

[tiering.flags.wants]
text = { en = "Wants it", es = "Lo quiere", ru = "Хочет" }
otherwise = { en = "does not want it", es = "no lo quiere", ru = "не хочет" }
rule = "T"
default = true

[tiering.categories.ONE]
name = { en = "One", es = "Uno", ru = "Один" }
rule = "T"
tiers = ["Top", "Low"]
entry = "Low"
"""
ASKED = """
[requirements.figure.one]
rule = "T"
text = {{ en = "Figure", es = "Cifra", ru = "Показатель" }}
{lines}
"""


def document(lines: str, *, head: str = HEAD) -> Document:
    return read_guide(head + ASKED.format(lines=lines))


def ask(lines: str, told: dict[str, Any], **beside: Any) -> Scorecard:
    """One requirement, and what a partner says of itself."""
    return compile_guide(document(lines).sections).evaluate({"as_of": "2014-12-31", "values": told, **beside})


def result(lines: str, told: dict[str, Any]) -> tuple[str, Any]:
    line = ask(lines, told).lines[0]
    return line.result, line.actual


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"a": 10, "b": 4}, ("met", Decimal("7.00"))),
        ({"a": "9.99", "b": 4}, ("missed", Decimal("6.9950"))),
        ({"a": 10}, ("missed", None)),
        ({"figure": 7}, ("met", 7)),
    ],
)
def test_composite_weighs_its_values(told: dict[str, Any], expected: tuple[str, Any]) -> None:
    lines = (
        'kind = "minimum"\nunit = "score"\nmeasure = "composite"\nof = ["a", "b"]\n'
        'weights = { a = "0.50", b = "0.50" }\nquota = { Top = 7 }'
    )
    assert result(lines, told) == expected


@pytest.mark.parametrize(
    ("told", "expected"), [({"a": 3, "b": 5}, ("met", 5)), ({"b": 4}, ("missed", 4)), ({}, ("missed", None))]
)
def test_greater_of_takes_the_best_that_is_known(told: dict[str, Any], expected: tuple[str, Any]) -> None:
    assert result('kind = "minimum"\nmeasure = "greater_of"\nof = ["a", "b"]\nquota = { Top = 5 }', told) == expected


# C91
@pytest.mark.rule("S-MET-07")
@pytest.mark.parametrize(("own", "expected"), [(50, ("missed", 0)), (51, ("met", 1))])
def test_peer_relative_counts_what_is_above_the_mean(own: int, expected: tuple[str, int]) -> None:
    lines = 'kind = "minimum"\nmeasure = "peer_relative"\nof = ["lines"]\nquota = { Top = 1 }'
    told = {"lines": {"services": {"own": own, "peers": [40, 50, 60]}, "alone": {"own": 9, "peers": []}}}
    assert result(lines, told) == expected
    assert result(lines, {}) == ("missed", None)


@pytest.mark.rule("S-MET-02")
def test_stage_weighted_counts_a_part_of_each_stage() -> None:
    lines = (
        'kind = "minimum"\nunit = "money"\nmeasure = "stage_weighted"\nof = ["open"]\n'
        "weights = { early = 10, late = 75 }\nquota = { Top = 85 }"
    )
    assert result(lines, {"open": {"early": "100.00", "late": 100}})[0] == "met"
    assert result(lines, {"open": {"early": "99.99", "late": 100}})[0] == "missed"
    assert result(lines, {}) == ("missed", None)
    with pytest.raises(FactsRefused, match="stages are early, late"):
        ask(lines, {"open": {"won": 1}})


@pytest.mark.parametrize(
    ("kind", "told", "expected"),
    [("minimum", 35, "missed"), ("minimum", "35.1", "met"), ("maximum", 35, "missed"), ("maximum", "34.9", "met")],
)
def test_strict_threshold_itself_is_not_enough(kind: str, told: Any, expected: str) -> None:
    lines = f'kind = "{kind}"\nunit = "percent"\nstrict = true\nquota = {{ Top = 35 }}'
    assert result(lines, {"figure": told})[0] == expected


def test_tier_that_asks_nothing_is_reached() -> None:
    card = ask('kind = "minimum"\nquota = { Top = 5 }', {"figure": 4})
    assert (card.tier, [line.tier for line in card.lines]) == ("Low", ["Top"])


@pytest.mark.parametrize(("wants", "tier"), [(True, "Low"), (False, "Top")])
def test_line_is_asked_under_its_flag(wants: bool, tier: str) -> None:
    lines = 'kind = "minimum"\napplies_if = ["wants"]\nquota = { Top = 5 }'
    assert ask(lines, {"figure": 4}, wants=wants).tier == tier


def test_target_of_a_partner_stands_under_its_tier() -> None:
    lines = 'kind = "minimum"\ntarget = "goal"\nquota = { Top = "target" }'
    found = [ask(lines, {"figure": 4}, targets=targets).lines[0].result for targets in ({}, {"goal": {"Top": 4}})]
    assert found == ["missing_target", "met"]


def test_countries_without_rules_of_their_own_are_added_up() -> None:
    lines = 'kind = "minimum"\nper = "country"\nquota = { Top = 5 }'
    card = ask(lines, {}, countries={"US": {"figure": 2}, "DE": {"figure": 3}})
    assert (card.tier, card.lines[0].scope, card.lines[0].actual) == ("Top", "partner", 5)
    assert ask(lines, {}, countries={"US": {"figure": 5}}).lines[0].scope == "US"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('kind = "minimum"\nmeasure = "growth"\nof = ["a"]\nquota = { Top = 5 }', "is made of 2, not of 1"),
        ('kind = "minimum"\nmeasure = "sum"\nquota = { Top = 5 }', "names in `of`"),
        ('kind = "minimum"\nmeasure = "composite"\nof = ["a"]\nquota = { Top = 5 }', "one weight for each"),
        ('kind = "minimum"\nmeasure = "stage_weighted"\nof = ["a"]\nquota = { Top = 5 }', "weights of the stages"),
        ('kind = "basket"\nquota = { Top = 5 }', "names its `basket`"),
        ('kind = "minimum"\nbasket = "b"\nquota = { Top = 5 }', "names its `basket`"),
        ('kind = "minimum"\nfirst_year = "scheduled"\nquota = { Top = 5 }', "scheduled_by"),
        ('kind = "yes"\naccepts_yes = true\nquota = { Top = true }', "belongs to a minimum"),
        ('kind = "minimum"\nquota = { Top = true }', "nothing that a minimum can ask"),
        ('kind = "minimum"\nquota = { Top = "many" }', "nothing that a minimum can ask"),
        ('kind = "yes"\nquota = { Top = 5 }', "nothing that a yes can ask"),
        ('kind = "minimum"\nquota = { Top = { NA = "many" } }', "quota.Top.NA"),
        ('kind = "minimum"\nquota = { Top = 5 }\nquotas = 5', "quotas"),
    ],
)
def test_requirement_that_does_not_fit_together_is_refused(lines: str, words: str) -> None:
    with pytest.raises(GuideRefused) as refusal:
        document(lines)
    assert words in " ".join(map(str, refusal.value.problems))


@pytest.mark.parametrize(
    ("replaced", "by", "words"),
    [
        ('entry = "Low"', 'entry = "None"', "none of its tiers"),
        ('tiers = ["Top", "Low"]', 'tiers = ["Top", "Low", "Odd"]', "not in the order of tiers"),
    ],
)
def test_category_that_does_not_fit_the_order_is_refused(replaced: str, by: str, words: str) -> None:
    with pytest.raises(GuideRefused) as refusal:
        document('kind = "minimum"\nquota = { Top = 5 }', head=HEAD.replace(replaced, by))
    assert words in " ".join(map(str, refusal.value.problems))


@pytest.mark.parametrize(
    "lines",
    [
        'kind = "basket"\nbasket = "nothing"\nquota = { Top = 5 }',
        'kind = "minimum"\napplies_if = ["nothing"]\nquota = { Top = 5 }',
        'kind = "minimum"\ncategories = ["NOTHING"]\nquota = { Top = 5 }',
    ],
)
def test_nobody_is_scored_by_a_guide_with_unknown_names(lines: str) -> None:
    with pytest.raises(NotScored, match="is not described"):
        compile_guide(document(lines).sections)


def test_nobody_is_scored_by_a_guide_without_requirements_or_points() -> None:
    with pytest.raises(NotScored):
        compile_guide({})
    with pytest.raises(NotScored, match="points"):
        compile_guide(document('kind = "points"\nquota = { Top = 70 }').sections)


def test_program_with_one_category_need_not_name_it() -> None:
    assert ask('kind = "yes"\nunit = "yes"\nquota = { Top = true }', {"figure": True}).tier == "Top"


@pytest.mark.rule("G-CAT-07")
def test_facts_may_use_any_name_of_a_category() -> None:
    assert score("Value Added Reseller") == score("VAR")
    assert compile_guide(shipped("gpn-2014").sections).evaluate(facts("Services Partner")) == score("SVC")


@pytest.mark.rule("G-REQ-02")
@pytest.mark.parametrize(
    ("market", "tier", "amount"),
    [("NA", "Gold", "1000000"), ("MAJ", "Gold", "850000"), ("SM", "Silver", "120000"), ("LG", "Bronze", "82500")],
)
def test_demonstration_proposes_levels_of_business(market: str, tier: str, amount: str) -> None:
    target = cast(TargetsSection, shipped("gpn-2014").sections["targets"]).all()["mlb"]
    assert target.demo is not None
    assert (target.confirmed, target.demo.confirmed) == (False, False)
    assert target.demo.amount(market=market, tier=tier) == Decimal(amount)
