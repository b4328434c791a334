"""What the next tier adds, and one discount at a time."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portal.money import Money
from tests.tiering.library import benefits_of, targets_of
from tiering.guide.benefits import BenefitsSection
from tiering.rules.benefits import (
    Offer,
    added_by_tier,
    discount_offers,
    effective_benefits,
    price_at_best_offer,
)

USD = Money(1_000_00, "USD")
UNIVERSITY = [
    ("VAR", "Gold", 25), ("VAR", "Silver", 15), ("VAR", "Bronze", 10), ("SVC", "Gold", 25), ("TECH", "Silver", 15),
    ("TECH", "Bronze", 10), ("OEM", "Authorized", 10), ("CR", "Authorized", 10), ("CON", "Authorized", 10),
]  # fmt: skip


def university(category: str, tier: str) -> list[Offer]:
    section = benefits_of("gpn-2014")
    held = effective_benefits(section, category=category, tier=tier)
    return discount_offers(section, held, source="gpn-2014", buys="university")


@pytest.mark.rule("G-PRC-04")
@pytest.mark.parametrize(("category", "tier", "percent"), UNIVERSITY)
def test_university_discount_follows_the_tier(category: str, tier: str, percent: int) -> None:
    assert [offer.percent for offer in university(category, tier)] == [percent]


@pytest.mark.rule("G-PRC-04", "G-PRC-05")
@pytest.mark.parametrize(
    ("special", "pays", "by"),
    [("20", 750_00, "gpn-2014"), ("25", 750_00, "gpn-2014"), ("30", 700_00, "special")],
)
def test_better_of_discount_and_special_offer_holds_and_is_recorded(special: str, pays: int, by: str) -> None:
    offers = [*university("VAR", "Gold"), Offer("special", Decimal(special), "")]
    price = price_at_best_offer(USD, offers=offers)
    assert price.amount == Money(pays, "USD")
    assert price.offer is not None
    assert price.offer.source == by
    assert {price.offer.source, *(offer.source for offer in price.passed_over)} == {"gpn-2014", "special"}


def test_without_an_offer_the_list_price_holds() -> None:
    assert price_at_best_offer(USD, offers=[]).amount == USD


@pytest.mark.parametrize("percent", ["-1", "100.01"])
def test_discount_beyond_the_price_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        price_at_best_offer(USD, offers=[Offer("special", Decimal(percent), "")])


PERCENTS = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=6)


@pytest.mark.rule("G-PRC-04", "G-PRC-05", "A-BEN-01")
@given(percents=PERCENTS, minor=st.integers(0, 10**12))
def test_discounts_are_never_added(percents: list[Decimal], minor: int) -> None:
    list_price = Money(minor, "USD")
    offers = [Offer(str(number), percent, "") for number, percent in enumerate(percents)]
    price = price_at_best_offer(list_price, offers=offers)
    alone = [price_at_best_offer(list_price, offers=[offer]).amount for offer in offers]
    assert price.amount == min(alone)
    assert len(price.passed_over) == len(offers) - 1


@pytest.mark.rule("G-BEN-01")
def test_next_tier_says_what_it_adds() -> None:
    changes = added_by_tier(benefits_of("gpn-2014"), category="VAR", tier="Silver", then="Gold")
    assert {change.then.code for change in changes} == {
        "university_discount", "plaque", "partner_portal", "recorded_videos", "partner_logo", "partner_directory",
        "gforce_recognition", "executive_council",
    }  # fmt: skip
    discount = next(change for change in changes if change.then.code == "university_discount")
    assert discount.now is not None
    assert [discount.now.percent, discount.then.percent] == [Decimal(15), Decimal(25)]


def test_first_tier_adds_only_what_it_grants() -> None:
    changes = added_by_tier(benefits_of("gpn-2014"), category="SVC", tier=None, then="Bronze")
    assert all(change.then.grants and change.now is None for change in changes)
    assert "baseline_pricing" not in {change.then.code for change in changes}


YES = {"en": "Yes", "es": "Sí", "ru": "Да"}


def small(**changes: Any) -> dict[str, Any]:
    return {
        "rule": "R-1",
        "groups": {"money": YES},
        "values": {"yes": {"text": YES}, "no": {"text": YES, "grants": False}},
        "columns": {"Gold": {"categories": ["VAR"], "tiers": ["Gold"], "rule": "R-1"}},
        "rows": {"kit": {"group": "money", "text": YES, "rule": "R-2", "confirmed": False, "cells": {"Gold": "yes"}}},
    } | changes


def test_plain_cell_stands_under_the_rule_of_its_row() -> None:
    cell = BenefitsSection.model_validate(small()).cell("kit", "Gold")
    assert (cell.rule, cell.confirmed) == ("R-2", False)


ROW = {"group": "money", "text": YES, "rule": "R-2"}
REASON = {"why": {"text": YES, "rule": "R-3"}}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"rows": {"kit": ROW | {"cells": {"Gold": "maybe"}}}}, "rows.kit: maybe is not known here"),
        ({"rows": {"kit": ROW | {"cells": {}}}}, "rows.kit has no cell for Gold"),
        ({"rows": {"kit": ROW | {"cells": {"Gold": "yes", "Lead": "yes"}}}}, "rows.kit: Lead is not known here"),
        ({"rows": {"kit": ROW | {"group": "fun", "cells": {"Gold": "yes"}}}}, "rows.kit: fun is not known here"),
        (
            {"columns": {name: {"categories": ["VAR"], "tiers": ["Gold"], "rule": "R-1", "absent": "no"} for name in "AB"},
             "rows": {}},
            "VAR Gold has two columns, A and B",
        ),
        (
            {"reasons": REASON, "corrections": {
                "one": {"benefit": "cup", "categories": ["VAR"], "value": "yes", "why": "why", "rule": "R-4"}}},
            "corrections.one: cup is not known here",
        ),
        (
            {"reasons": REASON, "corrections": {
                "one": {"benefit": "kit", "categories": ["VAR"], "value": "yes", "needs": ["sun"], "why": "why", "rule": "R"}}},
            "`needs` and `otherwise` come together",
        ),
    ],
)  # fmt: skip
def test_contradicting_matrix_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError) as caught:
        BenefitsSection.model_validate(small(**changes))
    assert problem in str(caught.value)


@pytest.mark.rule("G-PRC-03")
@pytest.mark.parametrize(("tier", "percent"), [("Gold", 15), ("Silver", 10), ("Bronze", 5)])
def test_discount_on_services_is_left_to_a_letter_with_a_proposal(tier: str, percent: int) -> None:
    target = targets_of("gpn-2014").all()["ps_discount"]
    assert target.demo is not None
    assert target.demo.amount(market="NA", tier=tier) == percent
    assert not target.demo.confirmed


@pytest.mark.parametrize("name", ["price_level", "care_rate"])
def test_withheld_levels_have_no_proposal(name: str) -> None:
    target = targets_of("gpn-2014").all()[name]
    assert (target.demo, target.confirmed, target.per) == (None, False, "country")
