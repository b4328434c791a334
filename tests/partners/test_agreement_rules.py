"""Which documents are signed, in which order, until when: by the shipped guides, without a database."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import cast

import pytest

from partners.agreement_states import AGREEMENT_STATES, UNDER_WAY, AgreementState, Side
from partners.guide.activation import ActivationSection
from partners.guide.agreements import AgreementsSection
from partners.rules.activation import award_of, fee_of, has_named_manager
from partners.rules.agreements import NotNow, documents_of, missing_documents, refuse_signature, state_after, term_from
from portal.embedded.places import ROOT
from portal.guides.documents import Document, read_guide
from portal.guides.linting import lint_guide

PLAQUES = ("VAR", "SR", "CLD", "MSP", "SVC")


@cache
def shipped(program: str, old: str = "", new: str = "") -> Document:
    source = (ROOT / f"portal/guides/library/{program}.toml").read_text()
    assert old in source
    return read_guide(source.replace(old, new))


def agreements(program: str) -> AgreementsSection:
    return cast(AgreementsSection, shipped(program).sections["agreements"])


def activation(program: str) -> ActivationSection:
    return cast(ActivationSection, shipped(program).sections["activation"])


@pytest.mark.rule("G-GEN-02")
def test_every_category_signs_the_master_and_its_own_schedule_only() -> None:
    categories = shipped("gpn-2014").sections["tiering"].categories  # type: ignore[attr-defined]

    for category in categories:
        found = documents_of(agreements("gpn-2014"), category=category, flags=())
        assert [key for key in found if key != "code_of_conduct"] == ["master", f"schedule_{category.lower()}"]
    assert len(categories) == 10


@pytest.mark.rule("A-AGR-01")
@pytest.mark.parametrize(
    ("flags", "others"), [((), []), (("uses_sdk",), ["sdk"]), (("evaluates",), ["evaluation"]), (("sold",), [])]
)
def test_isv_signs_the_apma_always_and_the_others_when_flagged(flags: tuple[str, ...], others: list[str]) -> None:
    found = list(documents_of(agreements("appfoundry"), category="ISV", flags=flags))

    assert found == ["apma", "schedules", *others, "code_of_conduct"]


@pytest.mark.rule("G-GEN-02")
def test_only_executed_documents_are_there() -> None:
    states = {state.value: state for state in AgreementState}

    assert missing_documents([*states, "never_sent"], states) == [
        state.value for state in AgreementState if state is not AgreementState.EXECUTED
    ] + ["never_sent"]


@pytest.mark.parametrize(
    ("state", "side", "signed", "order", "signed_by", "expected"),
    [
        ("sent", "partner", (), "partner_first", "both", None),
        ("sent", "vendor", (), "partner_first", "both", NotNow.PARTNER_FIRST),
        ("sent", "vendor", (), "any", "both", None),
        ("partner_signed", "vendor", ("partner",), "partner_first", "both", None),
        ("partner_signed", "partner", ("partner",), "any", "both", NotNow.SIGNED_ALREADY),
        ("vendor_signed", "partner", ("vendor",), "any", "both", None),
        ("sent", "vendor", (), "any", "partner", NotNow.ONE_SIDE_ONLY),
        ("paper", "partner", (), "any", "both", NotNow.ON_PAPER),
        ("executed", "vendor", ("partner", "vendor"), "any", "both", NotNow.SIGNED_ALREADY),
        ("withdrawn", "partner", (), "any", "both", NotNow.NOT_OPEN),
        ("lapsed", "partner", (), "any", "both", NotNow.LAPSED),
        ("lapsed", "partner", ("partner", "vendor"), "any", "both", NotNow.LAPSED),
        ("ended", "partner", ("partner", "vendor"), "any", "both", NotNow.SIGNED_ALREADY),
    ],
)
def test_signature_is_taken_in_its_turn(
    state: str, side: str, signed: tuple[str, ...], order: str, signed_by: str, expected: NotNow | None
) -> None:
    sides = {Side(one) for one in signed}

    found = refuse_signature(
        state=AgreementState(state), side=Side(side), signed=sides, order=order, signed_by=signed_by
    )

    assert found is expected


@pytest.mark.rule("G-GEN-02", "G-ETH-03")
def test_both_signatures_execute_and_a_code_needs_one() -> None:
    both = {Side.PARTNER, Side.VENDOR}

    assert state_after(signed={Side.PARTNER}, signed_by="both") is AgreementState.PARTNER_SIGNED
    assert state_after(signed={Side.VENDOR}, signed_by="both") is AgreementState.VENDOR_SIGNED
    assert state_after(signed=both, signed_by="both") is AgreementState.EXECUTED
    assert state_after(signed={Side.PARTNER}, signed_by="partner") is AgreementState.EXECUTED
    assert agreements("gpn-2014").documents["code_of_conduct"].signed_by == "partner"


def test_nothing_but_signatures_or_a_checked_paper_executes() -> None:
    before = {state for state in AgreementState if AGREEMENT_STATES.can_move(state, AgreementState.EXECUTED)}

    assert before == UNDER_WAY | {AgreementState.LAPSED}


@pytest.mark.rule("X-03")
def test_term_ends_on_the_day_before_and_clamps_to_the_month() -> None:
    terms = agreements("gpn-2014").documents["master"]

    leap = term_from(date(2024, 2, 29), terms)
    new_year = term_from(date(2026, 1, 1), terms)

    assert (leap.ends_on, leap.notice_on) == (date(2025, 2, 27), date(2024, 12, 29))
    assert (new_year.ends_on, new_year.notice_on) == (date(2026, 12, 31), date(2026, 11, 1))
    assert term_from(date(2026, 1, 1), agreements("appfoundry").documents["schedules"]).ends_on is None


@pytest.mark.rule("G-TECH-01", "F-ONB-02")
def test_fee_is_the_one_of_the_entry_tier_and_only_for_technology_partners() -> None:
    fee = fee_of(activation("gpn-2014"), category="TECH")

    assert fee is not None
    assert (fee.tier, fee.amount, fee.currency) == ("Bronze", Decimal(1500), "USD")
    assert activation("gpn-2014").fees["TECH"].amounts["Silver"].value == Decimal(3000)
    assert list(activation("gpn-2014").fees) == ["TECH"]
    assert activation("partner-program").fees == {}


@pytest.mark.rule("G-REL-03")
def test_plaque_and_certificate_by_category() -> None:
    section = activation("gpn-2014")

    assert {award_of(section, category=one, tier="Gold") for one in PLAQUES} == {("plaque", "Gold")}
    assert {award_of(section, category=one, tier="Silver") for one in PLAQUES} == {("plaque", "")}
    assert {award_of(section, category=one, tier="Bronze") for one in ("TECH", "OEM")} == {("certificate", "")}
    assert [award_of(section, category=one, tier="Authorized") for one in ("CR", "GSA", "CON")] == [None] * 3


@pytest.mark.rule("G-REL-01")
def test_manager_is_named_for_gold_and_silver_of_five_categories() -> None:
    section = activation("gpn-2014")
    tiers = ("Gold", "Silver", "Bronze", "Authorized")
    named = {
        (category, tier)
        for category in (*PLAQUES, "TECH", "OEM", "CR", "GSA", "CON")
        for tier in tiers
        if has_named_manager(section, category=category, tier=tier)
    }

    assert named == {(category, tier) for category in PLAQUES for tier in ("Gold", "Silver")}
    assert section.contact is not None
    assert section.contact.mail.value == "partners@genesys.com"


@pytest.mark.rule("A-ONB-01")
def test_the_six_steps_come_in_their_order() -> None:
    steps = activation("appfoundry").steps

    assert [step.ticked_by for step in steps] == ["applied", "approved", "agreements", "person", "person", "person"]
    assert {step.rule for step in steps} == {"A-ONB-01"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('applies_if = "uses_sdk"', 'applies_if = "uses_sdks"', "uses_sdks"),
        ('categories = ["VAR"]\non_lapse', 'categories = ["VAX"]\non_lapse', "VAX"),
        ('entry = { value = "Bronze", rule = "G-TIER-01"', 'entry = { value = "Tin", rule = "G-TIER-01"', "amount"),
        ('kind = "master"', 'kind = "schedule"', "master agreement"),
    ],
)
def test_guide_that_asks_for_what_is_not_there_is_refused(old: str, new: str, message: str) -> None:
    found = [one for one in lint_guide(shipped("gpn-2014", old, new)) if one.is_error]

    assert found
    assert all(message in str(one) for one in found if one.code.startswith(("agreements", "activation")))
    assert any(one.code.startswith(("agreements", "activation")) for one in found)
