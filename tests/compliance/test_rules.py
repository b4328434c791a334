"""The pure decisions of a case, over everything that could be asked of them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.rules import (
    LEFT_TO_A_PERSON,
    NO_EXECUTIVES,
    NO_FOREIGN_COUNTRY,
    NO_STATE_REGISTER,
    Verdict,
    checklist,
    checks_added,
    is_screened,
    judge,
    may_decide,
    risk_of,
)
from compliance.states import Check, Outcome, Risk

OUTCOMES = st.lists(st.sampled_from([None, *Outcome]), min_size=1, max_size=12)
SHARES = st.decimals(min_value=0, max_value=100, places=2)


@pytest.mark.rule("A-DD-03")
@pytest.mark.parametrize(
    ("share", "screened"), [("10.00", False), ("10", False), ("10.01", True), ("9.99", False), ("100", True)]
)
def test_owner_is_screened_strictly_above_ten_per_cent(share: str, screened: bool) -> None:
    assert is_screened(Decimal(share), above=Decimal("10.00")) is screened


@pytest.mark.rule("A-DD-03")
@given(SHARES, SHARES)
def test_owner_at_the_threshold_is_not_screened_and_a_cent_more_is(share: Decimal, above: Decimal) -> None:
    assert is_screened(share, above=above) is (share > above)
    assert is_screened(above, above=above) is False
    assert is_screened(above + Decimal("0.01"), above=above) is True


@pytest.mark.rule("A-DD-02")
@given(OUTCOMES, st.integers(0, 3))
def test_case_is_clear_only_when_every_line_was_answered_and_nothing_was_found(
    outcomes: list[Outcome | None], open_hits: int
) -> None:
    verdict = judge(outcomes, open_hits=open_hits)

    clear = not open_hits and all(one in (Outcome.CLEAR, Outcome.NOT_APPLICABLE) for one in outcomes)
    assert (verdict is Verdict.CLEAR) is clear
    assert (verdict is Verdict.ESCALATE) is (open_hits > 0 or Outcome.FINDING in outcomes)


@pytest.mark.rule("A-DD-02")
@given(OUTCOMES, st.randoms(use_true_random=False))
def test_order_of_the_checks_decides_nothing(outcomes: list[Outcome | None], random: object) -> None:
    shuffled = list(outcomes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert judge(shuffled, open_hits=0) is judge(outcomes, open_hits=0)


@pytest.mark.rule("A-DD-02")
@given(OUTCOMES)
def test_leaving_one_check_open_never_clears_a_case(outcomes: list[Outcome | None]) -> None:
    assert judge([*outcomes, None], open_hits=0) is not Verdict.CLEAR
    assert judge([], open_hits=0) is Verdict.WAIT


COUNTRIES = st.sets(st.sampled_from(["US", "DE", "MX", "JP"]))


@pytest.mark.rule("A-DD-02")
@given(COUNTRIES, st.integers(0, 4))
def test_checklist_holds_every_check_once_and_each_that_does_not_apply_says_why(
    countries: set[str], executives: int
) -> None:
    lines = checklist(countries=countries, executives=executives, state_register_countries=("US",))

    assert [line.check for line in lines] == list(Check)
    assert all(line.applies is not bool(line.reason) for line in lines)
    by_check = {line.check: line for line in lines}
    assert by_check[Check.SECRETARY_OF_STATE].applies is ("US" in countries)
    assert by_check[Check.FOREIGN_REGISTRY].applies is (countries != {"US"})
    assert by_check[Check.INTERNET_EXECUTIVES].applies is (executives > 0)
    assert {line.check for line in lines if not line.applies} <= {
        Check.SECRETARY_OF_STATE, Check.FOREIGN_REGISTRY, Check.INTERNET_EXECUTIVES,
    }  # fmt: skip


@pytest.mark.rule("A-DD-02")
def test_check_that_does_not_apply_names_its_reason() -> None:
    at_home = {
        line.check: line.reason for line in checklist(countries={"US"}, executives=0, state_register_countries={"US"})
    }
    abroad = {
        line.check: line.reason for line in checklist(countries={"DE"}, executives=1, state_register_countries={"US"})
    }

    assert (at_home[Check.FOREIGN_REGISTRY], at_home[Check.INTERNET_EXECUTIVES]) == (NO_FOREIGN_COUNTRY, NO_EXECUTIVES)
    assert abroad[Check.SECRETARY_OF_STATE] == NO_STATE_REGISTER
    assert {Check.FOREIGN_REGISTRY} == LEFT_TO_A_PERSON


@pytest.mark.rule("A-DD-04")
@given(st.integers(1, 9), st.sets(st.integers(1, 9)))
def test_second_reviewer_is_nobody_who_worked_on_the_case(decider: int, workers: set[int]) -> None:
    assert may_decide(decider=decider, workers=workers) is (decider not in workers)


@pytest.mark.parametrize(
    ("open_hits", "true_matches", "exceptions", "risk"),
    [(0, 0, 0, Risk.LOW), (1, 0, 0, Risk.HIGH), (0, 1, 2, Risk.HIGH), (0, 0, 1, Risk.MEDIUM)],
)
def test_risk_follows_what_was_found(open_hits: int, true_matches: int, exceptions: int, risk: Risk) -> None:
    assert risk_of(open_hits=open_hits, true_matches=true_matches, exceptions=exceptions) is risk


@pytest.mark.rule("A-DD-02")
@pytest.mark.parametrize(
    ("answers", "added"),
    [
        ({"officials": "yes"}, (Check.FOREIGN_REGISTRY,)),
        ({"officials": "no"}, ()),
        ({}, ()),
        ({"business": ["resale", "defence"]}, (Check.WEBSITE,)),
        ({"business": ["resale"]}, ()),
        ({"officials": "yes", "business": "defence"}, (Check.FOREIGN_REGISTRY, Check.WEBSITE)),
    ],
)
def test_answers_of_the_application_add_checks(answers: dict[str, Any], added: tuple[Check, ...]) -> None:
    conditions = [(Check.FOREIGN_REGISTRY, "officials", "yes"), (Check.WEBSITE, "business", "defence")]

    assert checks_added(conditions, answers) == added


@pytest.mark.rule("A-DD-02")
@given(st.sets(st.sampled_from(list(Check))), st.lists(st.sampled_from(list(Check))))
def test_added_check_applies_whatever_the_countries_say(checks: set[Check], added: list[Check]) -> None:
    lines = checklist(
        countries={"US"}, executives=0, state_register_countries={"US"}, checks=sorted(checks), added=added
    )

    assert {line.check for line in lines} == checks | set(added)
    assert len({line.check for line in lines}) == len(lines)
    assert all(line.applies for line in lines if line.check in added)
