"""Benefits of the programs beside the partner network."""

from decimal import Decimal

import pytest

from portal.money import Money
from tests.tiering.library import benefits_of, shipped
from tiering.rules.benefits import (
    Benefit,
    added_by_tier,
    badge_benefits,
    badge_points,
    discount_offers,
    effective_benefits,
    price_at_best_offer,
)


def held(program: str, category: str, tier: str, *flags: str) -> dict[str, Benefit]:
    found = effective_benefits(benefits_of(program), category=category, tier=tier, flags=flags)
    return {benefit.code: benefit for benefit in found}


SUPPORT = ("certified_support_professional", "valid_licence")


@pytest.mark.rule("A-BEN-01")
def test_appfoundry_grants_its_list_at_every_tier() -> None:
    found = held("appfoundry", "ISV", "Bronze", *SUPPORT, "published_listing")
    assert {code: benefit.value for code, benefit in found.items()} == {
        "university_discount": "yes", "knowledge_base": "yes", "technical_support": "yes", "lab_software": "for_a_fee",
        "sdk_integration": "yes", "test_plans": "when_available", "professional_services": "on_demand_or_paid",
        "partner_portal": "yes", "partner_webinars": "yes", "partner_community": "yes", "marketplace_listing": "yes",
        "partner_logo": "yes", "field_marketing": "opportunity", "partner_summit": "opportunity",
        "friends_webinar": "opportunity", "case_study": "opportunity", "press_release": "after_approval",
        "digital_marketing": "opportunity",
    }  # fmt: skip
    assert found["university_discount"].percent == 7
    assert added_by_tier(benefits_of("appfoundry"), category="ISV", tier="Bronze", then="Gold") == ()


@pytest.mark.rule("A-BEN-01")
@pytest.mark.parametrize(
    ("flags", "granted"), [((), False), (SUPPORT[:1], False), (SUPPORT[1:], False), (SUPPORT, True)]
)
def test_support_needs_certificate_and_licence(flags: tuple[str, ...], granted: bool) -> None:
    assert held("appfoundry", "ISV", "Gold", *flags)["technical_support"].grants is granted


@pytest.mark.rule("A-BEN-01", "G-PRC-04")
@pytest.mark.parametrize(("tier", "pays", "by"), [("Gold", 750_00, "gpn-2014"), ("Bronze", 900_00, "gpn-2014")])
def test_company_in_both_programs_buys_at_the_better_discount(tier: str, pays: int, by: str) -> None:
    offers = [
        offer
        for program, category, level in (("appfoundry", "ISV", "Silver"), ("gpn-2014", "VAR", tier))
        for offer in discount_offers(
            benefits_of(program), held(program, category, level).values(), source=program, buys="university"
        )
    ]
    price = price_at_best_offer(Money(1_000_00, "USD"), offers=offers)
    assert [offer.percent for offer in offers] == [7, {"Gold": 25, "Bronze": 10}[tier]]
    assert price.amount == Money(pays, "USD")
    assert price.offer is not None
    assert price.offer.source == by
    assert [offer.source for offer in price.passed_over] == ["appfoundry"]


LEVELS = {
    "training": (1, 2, 3), "sales_resources": (1, 2, 3), "marketing_support": ("none", 2, 3),
    "certification_program": (1, 2, 2), "demo_accounts": (1, 1, 1), "thought_leadership": (1, 2, 2),
    "partner_portal": (1, 1, 1), "program_badge": (1, 1, 1), "partner_catalog": (1, 2, 3),
}  # fmt: skip
RANKS = {
    "growth_commission": ((1, 2, 3), ("2", "4", "6")), "licence_discount": ((1, 2, 3), ("10", "15", "20")),
    "renewal_discount": ((1, 2, 3), ("3", "5", "7")), "deal_registration_discount": ((1, 2, 2), ("5", "10", "10")),
    "referral_commission": ((1, 2, 3), ("5", "7.5", "10")), "influence_commission": ((1, 2, 3), ("2", "3", "4")),
}  # fmt: skip
ALIGNED = ("Silver", "Gold", "Platinum")


@pytest.mark.rule("S-NFI-01")
@pytest.mark.parametrize("code", LEVELS)
def test_level_of_a_non_financial_benefit_follows_the_tier(code: str) -> None:
    assert tuple(held("aligned-si", "SI", tier)[code].value for tier in ALIGNED) == LEVELS[code]


@pytest.mark.rule("S-NFI-01")
def test_silver_has_no_marketing_support() -> None:
    assert not held("aligned-si", "SI", "Silver")["marketing_support"].grants
    added = {
        change.then.code
        for change in added_by_tier(benefits_of("aligned-si"), category="SI", tier="Silver", then="Gold")
    }
    assert "marketing_support" in added
    assert added.isdisjoint({"demo_accounts", "partner_portal", "program_badge", "project_portfolio"})


@pytest.mark.parametrize("code", RANKS)
def test_financial_incentives_keep_rank_and_open_percentage(code: str) -> None:
    found = [held("aligned-si", "SI", tier)[code] for tier in ALIGNED]
    ranks, percents = RANKS[code]
    assert tuple(benefit.value for benefit in found) == ranks
    assert tuple(benefit.percent for benefit in found) == tuple(map(Decimal, percents))
    assert not any(benefit.confirmed for benefit in found)


@pytest.mark.rule("S-NFI-02")
def test_benefits_without_a_column_are_on_approval_at_any_tier() -> None:
    for tier in ALIGNED:
        found = held("aligned-si", "SI", tier)
        on_approval = [code for code, benefit in found.items() if benefit.value == "on_approval"]
        assert on_approval == ["project_portfolio", "event_sponsorship", "customer_events", "solution_center"]
        assert not any(found[code].confirmed for code in on_approval)


@pytest.mark.rule("S-NFI-02")
def test_every_non_financial_benefit_is_defined_in_three_languages() -> None:
    rows = benefits_of("aligned-si").rows
    defined = [row.description for row in rows.values() if row.group == "non_financial"]
    assert len(defined) == 13
    assert all(text is not None and len({text.en, text.es, text.ru}) == 3 for text in defined)


@pytest.mark.rule("S-SPC-04")
@pytest.mark.parametrize(
    ("badge", "adds"),
    [
        ("VERTICAL", {"growth_commission": 1, "deal_registration_discount": "future", "referral_commission": 1}),
        ("BRANDFOLDER", {"growth_commission": 1, "deal_registration_discount": 2, "referral_commission": 1}),
    ],
)
def test_badge_adds_to_incentives(badge: str, adds: dict[str, object]) -> None:
    found = badge_benefits(benefits_of("aligned-si"), badge=badge)
    support = {"marketing_support": 1, "thought_leadership": 1, "product_access": 1}
    assert {benefit.code: benefit.value for benefit in found} == adds | support


@pytest.mark.rule("S-SPC-04")
@pytest.mark.parametrize(
    ("code", "inside", "points"),
    [
        ("growth_commission", True, 1), ("growth_commission", False, 0), ("deal_registration_discount", True, 2),
        ("deal_registration_discount", False, 0), ("referral_commission", True, 1), ("referral_commission", False, 1),
    ],
)  # fmt: skip
def test_add_ons_hold_inside_the_area_and_referrals_everywhere(code: str, inside: bool, points: int) -> None:
    found = badge_benefits(benefits_of("aligned-si"), badge="BRANDFOLDER")
    assert badge_points(found, code=code, inside_area=inside) == points


@pytest.mark.rule("S-SPC-04")
def test_amounts_of_badges_are_unconfirmed() -> None:
    found = badge_benefits(benefits_of("aligned-si"), badge="BRANDFOLDER")
    assert [benefit.code for benefit in found if not benefit.confirmed] == [
        "growth_commission", "deal_registration_discount", "referral_commission",
    ]  # fmt: skip
    assert "benefits.badges.growth_commission.points.BRANDFOLDER" in shipped("aligned-si").unconfirmed()


def test_solutions_partner_is_listed_from_authorized_on() -> None:
    listed = [
        held("partner-program", "SOLUTIONS", tier)["directory_entry"].grants for tier in ("Registered", "Authorized")
    ]
    assert listed == [False, True]
    assert held("partner-program", "AFFILIATE", "Registered") == {}
