"""What holds whatever a partner has: counted against held, more certificates, sums over countries, the same bytes again."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiering.library import shipped
from tests.tiering.scoring import ENGINE, facts
from tiering.commands.score import score_text
from tiering.guide.baskets import Basket, BasketsSection
from tiering.rules.cards.answers import as_json, as_text
from tiering.rules.cards.lines import PASSING
from tiering.rules.facts.refusals import FactsRefused
from tiering.rules.scoring.baskets import compile_cell
from tiering.rules.scoring.evaluate import compile_guide

MARKETS = ("NA", "MAJ", "LG", "MID", "SM")
COUNTRY_OF = {"NA": "US", "MAJ": "DE", "LG": "AR", "MID": "EG", "SM": "KE"}
LADDER = ("Gold", "Silver", "Bronze")
BASKETS = cast(BasketsSection, shipped("gpn-2014").sections["baskets"]).all()
CODES = sorted({code for basket in BASKETS.values() for code in basket.codes})
RANK = {"Gold": 0, "Silver": 1, "Bronze": 2, None: 3}

certificates = st.dictionaries(st.sampled_from(CODES), st.integers(0, 15))
countries = st.dictionaries(
    st.sampled_from(["US", "CA", "DE", "FR", "AR", "EG", "BD", "KE", "PK"]),
    st.fixed_dictionaries(
        {},
        optional={
            "trained_sales": st.integers(0, 9),
            "customers": st.integers(0, 9),
            "mlb": st.decimals(0, 2_000_000, places=2).map(str),
            "certifications": certificates,
        },
    ),
    max_size=4,
)
categories = st.sampled_from(["VAR", "SR", "SVC", "CLD", "MSP", "TECH", "OEM"])
specializations = st.lists(st.sampled_from(["GVP", "IWD", "WFO", "ESV", "BEP"]), unique=True, max_size=2)


def tell(category: str, told: Mapping[str, Any], special: list[str]) -> dict[str, Any]:
    return facts(category, countries=told, specializations=special)


@pytest.mark.rule("G-MIX-03")
@given(categories, countries, specializations)
def test_never_more_is_counted_than_held(category: str, told: Mapping[str, Any], special: list[str]) -> None:
    for line in ENGINE.evaluate(tell(category, told, special)).lines:
        if isinstance(line.counted, int) and not isinstance(line.counted, bool):
            assert isinstance(line.actual, int)
            assert 0 <= line.counted <= line.actual


@pytest.mark.rule("G-MIX-03")
@given(categories, countries, specializations, st.sampled_from(CODES), st.data())
def test_one_more_certificate_never_costs_a_line_or_a_tier(
    category: str, told: Mapping[str, Any], special: list[str], code: str, data: st.DataObject
) -> None:
    before = ENGINE.evaluate(tell(category, told, special))
    if not told:
        return
    iso = data.draw(st.sampled_from(sorted(told)))
    held = dict(told[iso].get("certifications", {}))
    held[code] = held.get(code, 0) + 1
    after = ENGINE.evaluate(tell(category, {**told, iso: {**told[iso], "certifications": held}}, special))
    assert RANK.get(after.tier, 0) <= RANK.get(before.tier, 0)
    for old, new in zip(before.lines, after.lines, strict=True):
        assert old.result not in PASSING or new.result in PASSING


def choices(held: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Every way to pick some of the certificates held."""
    codes = sorted(held)
    for numbers in product(*(range(held[code] + 1) for code in codes)):
        yield dict(zip(codes, numbers, strict=True))


#: The cells once more, told by hand: what is needed, what else counts with its cap (None: no cap), and a split of the rest.
BY_HAND: dict[tuple[str, str, str], tuple[int, dict[str, int], dict[str, int | None], tuple[int, int] | None]] = {
    ("gcp", "Gold", "MID"): (6, {"CIV": 2, "CSIP": 1}, {"CVP": 1, "COV": 1, "BEP": 1, "DCV": 1}, None),
    ("gcp", "Gold", "SM"): (4, {"CIV": 1, "CSIP": 1}, {"CVP": 1, "COV": 1, "BEP": 1, "DCV": 1}, None),
    ("gcp", "Silver", "SM"): (3, {"CIV": 1, "CSIP": 1}, {"CVP": 2, "COV": 2, "BEP": 2, "DCV": 2}, None),
    ("gcp", "Bronze", "NA"): (2, {"CIV": 1}, dict.fromkeys(("CSIP", "CVP", "COV", "BEP", "DCV")), None),
    ("gcp_gvp", "Silver", "LG"): (4, {"CIV": 1, "CSIP": 1, "DCV": 1}, {"CVP": None}, None),
    ("gcp_iwd", "Silver", "SM"): (3, {"CIV": 1, "CSIP": 1}, {"CIWD": None}, None),
    ("gcp_wfo", "Gold", "SM"): (4, {"CIV": 1, "CSIP": 1}, {"CGIM": None, "CWFM": None}, (2, 1)),
    ("gcp_wfo", "Silver", "MAJ"): (5, {"CIV": 1, "CSIP": 1}, {"CGIM": None, "CWFM": None}, (3, 1)),
    ("gcp_esv", "Silver", "SM"): (3, {"CSIP": 1}, {"CESV": None, "CIV": None}, (2, 1)),
    ("gcp_bep", "Silver", "MAJ"): (5, {"BEP": 1, "CSIP": 1, "CIV": 1}, {"BEP": 1, "CSIP": 1}, None),
}


def fills(
    picked: Mapping[str, int],
    quota: int,
    needed: Mapping[str, int],
    rest: Mapping[str, int | None],
    split: tuple[int, int] | None,
) -> bool:
    """Do exactly these certificates make up the quota?"""
    if sum(picked.values()) != quota or any(picked.get(code, 0) < number for code, number in needed.items()):
        return False
    over = {code: number - needed.get(code, 0) for code, number in picked.items()}
    if any(number > 0 and code not in rest for code, number in over.items()):
        return False
    if any(rest.get(code) is not None and over[code] > cast(int, rest[code]) for code in over):
        return False
    return split is None or (
        sum(over[c] for c in rest if c in over) == split[0] and all(over.get(c, 0) >= split[1] for c in rest)
    )


@pytest.mark.rule("G-MIX-03", "G-MIX-04", "G-MIX-05", "G-MIX-06", "G-MIX-07", "G-MIX-08", "G-MIX-09", "G-MIX-10")
@pytest.mark.parametrize(("name", "tier", "market"), list(BY_HAND))
@given(st.data())
def test_baskets_agree_with_trying_every_choice(name: str, tier: str, market: str, data: st.DataObject) -> None:
    quota, needed, rest, split = BY_HAND[name, tier, market]
    known = sorted({*needed, *rest})
    held = data.draw(st.fixed_dictionaries({code: st.integers(0, 4) for code in known}))
    expected = any(fills(picked, quota, needed, rest, split) for picked in choices(held))
    cell = compile_cell(BASKETS[name], quota=quota, tier=tier, market=market, category="VAR", specialization="WFO")
    own = {f"GCP8-{code}": number for code, number in held.items()}
    assert (not cell.problems(own, cell.counted(own))) == expected


@pytest.mark.rule("G-MKT-01", "G-MC-01")
@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_countries_of_one_group_are_scored_like_one_with_their_sum(us: int, ca: int, customers: int) -> None:
    apart = {"US": {"trained_sales": us, "customers": customers}, "CA": {"trained_sales": ca, "customers": 0}}
    one = {"US": {"trained_sales": us + ca, "customers": customers}}
    keys = ("tier", "requirement", "result", "required", "actual", "counted")
    found = [
        [[getattr(line, key) for key in keys] for line in ENGINE.evaluate(facts(countries=told)).lines]
        for told in (apart, one)
    ]
    assert found[0] == found[1]


@pytest.mark.rule("G-MC-02", "G-MC-05")
@given(countries)
def test_totals_are_the_sums_of_countries_and_at_least_the_largest_quota(told: Mapping[str, Any]) -> None:
    card = ENGINE.evaluate(facts(countries=told))
    by_place = {(line.tier, line.requirement, line.scope): line for line in card.lines}
    for (tier, key, scope), line in by_place.items():
        if scope != "total" or line.actual is None:
            continue
        parts = [
            one.actual
            for (its_tier, its_key, its_scope), one in by_place.items()
            if (its_tier, its_key) == (tier, key) and its_scope not in ("total", "mix")
        ]
        assert line.actual == sum(part for part in parts if isinstance(part, int))
        if line.result == "met":
            assert isinstance(line.required, int)
            assert isinstance(line.actual, int)
            assert line.actual >= line.required


@pytest.mark.rule("G-REV-06")
@given(categories, countries, specializations)
def test_scoring_again_gives_the_same_bytes(category: str, told: Mapping[str, Any], special: list[str]) -> None:
    """A fresh engine, and one that has seen much, say the same; so does the order of countries."""
    text = json.dumps(tell(category, told, special))
    turned = json.dumps(tell(category, dict(reversed(list(told.items()))), special))
    first, _good = score_text(ENGINE, text)
    assert score_text(ENGINE, text)[0] == first
    assert score_text(ENGINE, turned)[0] == first


@pytest.mark.rule("G-REV-06")
def test_figures_that_are_equal_are_printed_as_they_came() -> None:
    engine = compile_guide(shipped("gpn-2014").sections)
    told = [facts(values={**facts()["values"], "kpi1": kpi}) for kpi in ("86", "86.0", 86, "86.00")]
    seen = [as_text(engine.evaluate(one)) for one in told]
    fresh = [as_text(compile_guide(shipped("gpn-2014").sections).evaluate(one)) for one in told]
    assert seen == fresh
    assert len(set(seen)) == 4


@given(categories, countries, specializations)
def test_text_and_object_of_an_answer_agree(category: str, told: Mapping[str, Any], special: list[str]) -> None:
    card = ENGINE.evaluate(tell(category, told, special))
    assert as_text(card) == json.dumps(as_json(card))


@given(countries)
def test_tier_is_the_best_without_a_line_that_bars_it(told: Mapping[str, Any]) -> None:
    card = ENGINE.evaluate(facts(countries=told))
    outside = {"mlb"} if card.countries else set()
    barred = {line.tier for line in card.lines if line.result not in PASSING and line.requirement not in outside}
    assert card.tier == next((tier for tier in LADDER if tier not in barred), None)


def test_every_basket_has_a_cell_for_every_tier_and_market() -> None:
    empty: list[tuple[str, str, str]] = []
    for name, basket in BASKETS.items():
        empty += [(name, tier, market) for tier in LADDER for market in MARKETS if _lacks(basket, tier, market)]
    assert empty == []


def _lacks(basket: Basket, tier: str, market: str) -> bool:
    return bool(basket.mixes) and basket.mix(tier, market) is None


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=12)
    | st.sampled_from(["US", "Gold", "2014-12-31", "mlb", "WFO", "-1", "1e9", "monthly"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5) | st.sampled_from(["US", "DE", "mlb", "requirement", "Gold"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(told: Any, here: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every place in a facts object."""
    yield here
    if isinstance(told, dict):
        for name, value in told.items():
            yield from places(value, (*here, name))


def replaced(told: Any, place: tuple[str, ...], value: Any) -> Any:
    if not place:
        return value
    return {**told, place[0]: replaced(told[place[0]], place[1:], value)}


FULL = facts(
    "SR",
    specializations=["WFO", "GVP"],
    primary_specialization="WFO",
    joined_on="2014-05-01",
    subtype=None,
    provides_care=True,
    waivers=[{"requirement": "gcp", "scope": "US"}],
    categories={"CLD": {"customers": {"US": 4}, "subtype": "hosting", "targets": {"mlb": {"US": {"Gold": "1"}}}}},
)
PLACES = list(places(FULL))


@given(st.sampled_from(PLACES), anything)
def test_whatever_is_told_is_answered_or_refused(place: tuple[str, ...], value: Any) -> None:
    answer, is_answer = answered(replaced(FULL, place, value))
    assert (answer.keys() >= {"tier", "lines"}) == is_answer
    assert is_answer or answer["error"]


def answered(told: Any) -> tuple[dict[str, Any], bool]:
    """The answer as an object, and whether it is one."""
    try:
        card = ENGINE.evaluate(told)
    except FactsRefused as refusal:
        return {"error": refusal.reason}, False
    assert as_text(card) == json.dumps(as_json(card))
    return as_json(card), True
