"""The matrix of the partner network guide, cell by cell as it was printed, and as the corrections make it effective."""

import pytest

from tests.tiering.library import benefits_of
from tiering.rules.benefits import Benefit, effective_benefits, flags_of_certificates

COLUMNS = ("Gold", "Silver", "Bronze", "TechSilver", "TechBronze", "OEM")
YES = ("yes",) * 6

# G-BEN-01: 40 rows in six columns, as printed.
PRINTED = {
    "baseline_pricing": ("country_level", "country_level", "country_level", "na", "na", "custom"),
    "opportunity_discount": ("yes", "yes", "yes", "na", "na", "na"),
    "care_rate": ("yes", "yes", "yes", "na", "na", "yes"),
    "license_rebate": ("yes", "yes", "yes", "na", "na", "na"),
    "care_rebate": ("yes", "yes", "yes", "na", "na", "na"),
    "opportunity_registration": ("yes", "yes", "yes", "na", "na", "na"),
    "ps_discount": ("country_level", "country_level", "country_level", "na", "na", "na"),
    "university_discount": YES,
    "cloud_referral_fee": YES,
    "onprem_referral_credit": YES,
    "channel_manager": ("yes", "yes", "alias", "alias", "alias", "alias"),
    "welcome_kit": YES,
    "plaque": ("gold_plaque", "plaque", "plaque", "certificate", "certificate", "certificate"),
    "principles_of_engagement": ("yes", "yes", "yes", "na", "na", "na"),
    "net_promoter_system": ("yes", "yes", "yes", "no", "no", "yes"),
    "partner_conference": YES,
    "technical_training": YES,
    "ongoing_training": YES,
    "developer_documentation": YES,
    "toi_webinars": ("yes", "yes", "yes", "yes", "no", "no"),
    "eula_template": ("yes", "yes", "yes", "no", "no", "no"),
    "lab_software": YES,
    "demo_tools": ("yes", "yes", "yes", "yes", "yes", "no"),
    "partner_portal": (
        "highest_level", "standard_partner", "standard_partner", "technology_partner", "technology_partner", "oem_partner",
    ),
    "prm_system": ("yes", "yes", "yes", "limited", "limited", "limited"),
    "online_sales_training": ("yes", "yes", "yes", "no", "no", "no"),
    "partner_webinars": YES,
    "briefing_centers": ("yes", "yes", "yes", "no", "no", "no"),
    "recorded_videos": ("yes", "by_invitation", "by_invitation", "by_invitation", "no", "no"),
    "pricing_tools": ("yes", "yes", "yes", "no", "no", "no"),
    "partner_logo": ("category_gold_logo", "category_logo", "category_logo", "technology_logo", "technology_logo", "no"),
    "technology_logo": ("na", "na", "na", "gcertified", "gvalidated", "na"),
    "partner_directory": ("special_designation", "yes", "yes", "yes", "yes", "no"),
    "gforce_sponsorship": ("yes", "yes", "yes", "yes", "approval_required", "approval_required"),
    "gforce_recognition": ("yes", "no", "no", "no", "no", "no"),
    "awareness_initiatives": ("yes", "yes", "yes", "no", "no", "no"),
    "joint_collateral": ("yes", "yes", "yes", "yes", "no", "no"),
    "press_releases": ("yes", "yes", "yes", "yes", "no", "no"),
    "executive_council": ("yes", "no", "no", "no", "no", "no"),
    "solutions_catalog": ("no", "no", "no", "yes", "yes", "no"),
}  # fmt: skip

LADDERED = ("VAR", "SR", "CLD", "MSP", "SVC")
SDK, NO_FLAGS = ("sdk_certificate",), ()
CARE = ("provides_care", "resells_care")

# G-BEN-03: the 18 corrections, each with and without its conditions.
CORRECTED = [
    ("SVC", "Gold", "baseline_pricing", NO_FLAGS, "na", "footnote_1"),
    ("SVC", "Gold", "opportunity_discount", NO_FLAGS, "na", "footnote_1"),
    ("CLD", "Gold", "opportunity_discount", NO_FLAGS, "no", "text_a2"),
    ("CLD", "Gold", "opportunity_discount", ("volume_and_term",), "volume_and_term", "text_a2"),
    ("SVC", "Gold", "license_rebate", NO_FLAGS, "na", "footnote_1"),
    ("SVC", "Gold", "online_sales_training", NO_FLAGS, "na", "footnote_1"),
    ("SVC", "Gold", "pricing_tools", NO_FLAGS, "na", "footnote_1"),
    ("SVC", "Silver", "care_rate", ("provides_care",), "na", "footnote_2"),
    ("SVC", "Silver", "care_rate", ("resells_care",), "na", "footnote_2"),
    ("SVC", "Silver", "care_rate", CARE, "yes", "footnote_2"),
    ("SVC", "Silver", "care_rebate", NO_FLAGS, "na", "footnote_2"),
    ("SVC", "Silver", "care_rebate", CARE, "care_rebate", "footnote_2"),
    ("CLD", "Bronze", "care_rebate", NO_FLAGS, "cloud_care_rebate", "text_a5_a6"),
    ("VAR", "Bronze", "care_rebate", NO_FLAGS, "care_rebate", "text_a5_a6"),
    ("SR", "Silver", "care_rebate", NO_FLAGS, "care_rebate", "text_a5_a6"),
    ("MSP", "Gold", "care_rebate", NO_FLAGS, "care_rebate", "text_a5_a6"),
    ("CLD", "Gold", "care_rate", NO_FLAGS, "no", "text_a3"),
    ("CLD", "Gold", "care_rate", ("agreed_care_rate",), "agreed_rate", "text_a3"),
    ("OEM", "Authorized", "care_rate", NO_FLAGS, "agreed_rate", "matrix_oem"),
    ("SVC", "Gold", "opportunity_registration", NO_FLAGS, "no", "text_a7"),
    ("OEM", "Authorized", "partner_directory", NO_FLAGS, "hidden_entry", "text_e2"),
    ("OEM", "Authorized", "partner_directory", ("public_entry",), "yes", "text_e2"),
    ("TECH", "Silver", "demo_tools", NO_FLAGS, "demosrv_only", "text_c7"),
    ("TECH", "Bronze", "demo_tools", NO_FLAGS, "demosrv_only", "text_c7"),
    *((category, "Bronze", "lab_software", NO_FLAGS, "free", "text_c6") for category in ("VAR", "SR", "CLD", "MSP")),
    ("SVC", "Gold", "lab_software", NO_FLAGS, "for_a_fee", "text_c6"),
    ("TECH", "Silver", "lab_software", NO_FLAGS, "for_a_fee", "text_c6"),
    ("OEM", "Authorized", "lab_software", NO_FLAGS, "for_a_fee", "text_c6"),
    ("OEM", "Authorized", "lab_software", ("lab_fee_waived",), "free", "text_c6"),
    *((category, "Silver", "developer_documentation", NO_FLAGS, "no", "text_c3") for category in LADDERED),
    *((category, "Silver", "developer_documentation", SDK, "yes", "text_c3") for category in (*LADDERED, "TECH")),
    ("OEM", "Authorized", "developer_documentation", SDK, "yes", "text_c3"),
]


def held(category: str, tier: str, *flags: str) -> dict[str, Benefit]:
    found = effective_benefits(benefits_of("gpn-2014"), category=category, tier=tier, flags=flags)
    return {benefit.code: benefit for benefit in found}


@pytest.mark.rule("G-BEN-01")
@pytest.mark.parametrize("row", PRINTED)
def test_row_is_as_printed(row: str) -> None:
    section = benefits_of("gpn-2014")
    assert tuple(section.cell(row, column).value for column in COLUMNS) == PRINTED[row]


@pytest.mark.rule("G-BEN-01")
def test_matrix_has_no_other_row() -> None:
    assert list(benefits_of("gpn-2014").rows) == list(PRINTED)
    assert len(PRINTED) == 40


@pytest.mark.rule("G-BEN-01", "G-BEN-02", "G-BEN-03")
@pytest.mark.parametrize(("category", "tier", "code", "flags", "value", "why"), CORRECTED)
def test_correction_beats_the_printed_cell(
    category: str, tier: str, code: str, flags: tuple[str, ...], value: str, why: str
) -> None:
    benefit = held(category, tier, *flags)[code]
    assert (benefit.value, benefit.why) == (value, why)


@pytest.mark.rule("G-BEN-03")
def test_corrections_are_eighteen_and_each_is_proven() -> None:
    section = benefits_of("gpn-2014")
    proven = {(code, why) for _category, _tier, code, _flags, _value, why in CORRECTED}
    assert len(section.corrections) == 18
    assert {(one.benefit, one.why) for one in section.corrections.values()} == proven


@pytest.mark.rule("G-BEN-03")
@pytest.mark.parametrize("category", LADDERED)
@pytest.mark.parametrize("tier", ["Gold", "Silver", "Bronze"])
def test_what_no_correction_names_stays_as_printed(category: str, tier: str) -> None:
    corrected = {code for of, _tier, code, *_rest in CORRECTED if of == category}
    untouched = {code: benefit for code, benefit in held(category, tier).items() if code not in corrected}
    assert {code: benefit.value for code, benefit in untouched.items()} == {
        code: PRINTED[code][COLUMNS.index(tier)] for code in untouched
    }
    assert len(untouched) >= 29


@pytest.mark.rule("G-BEN-02")
def test_footnotes_stand_at_their_rows() -> None:
    rows = benefits_of("gpn-2014").rows
    assert {code for code, row in rows.items() if "footnote_1" in row.reasons} == {
        "baseline_pricing", "opportunity_discount", "license_rebate", "online_sales_training", "pricing_tools",
    }  # fmt: skip
    assert {code for code, row in rows.items() if "footnote_2" in row.reasons} == {"care_rate", "care_rebate"}
    assert held("OEM", "Authorized")["baseline_pricing"].value == "custom"


@pytest.mark.rule("G-BEN-04")
@pytest.mark.parametrize("category", ["CR", "GSA", "CON"])
def test_categories_without_a_column_have_what_all_partners_have(category: str) -> None:
    granted = {code: benefit for code, benefit in held(category, "Authorized", *SDK, *CARE).items() if benefit.grants}
    assert {code: benefit.percent or benefit.value for code, benefit in granted.items()} == {
        "university_discount": 10,
        "cloud_referral_fee": "yes",
        "onprem_referral_credit": "yes",
        "channel_manager": "alias",
        "welcome_kit": "yes",
        "partner_conference": "yes",
        "partner_portal": "own_level",
        "partner_webinars": "yes",
    }
    assert not any(benefit.confirmed for benefit in held(category, "Authorized").values())


@pytest.mark.rule("G-REL-01")
def test_channel_manager_is_named_for_gold_and_silver() -> None:
    named = {
        (category, tier)
        for category in (*LADDERED, "TECH", "OEM")
        for tier in ("Gold", "Silver", "Bronze", "Authorized")
        if held(category, tier) and held(category, tier)["channel_manager"].value == "yes"
    }
    assert named == {(category, tier) for category in LADDERED for tier in ("Gold", "Silver")}
    assert "partners@genesys.com" in benefits_of("gpn-2014").values["alias"].text.en


@pytest.mark.rule("G-REL-03")
def test_plaque_is_gold_for_gold_and_a_certificate_for_technology_and_oem() -> None:
    for category in LADDERED:
        values = [held(category, tier)["plaque"].value for tier in ("Gold", "Silver", "Bronze")]
        assert values == ["gold_plaque", "plaque", "plaque"]
    assert {held("TECH", tier)["plaque"].value for tier in ("Silver", "Bronze")} == {"certificate"}
    assert held("OEM", "Authorized")["plaque"].value == "certificate"


@pytest.mark.rule("G-TEC-02")
def test_developer_documentation_needs_the_sdk_certificate_in_force() -> None:
    section = benefits_of("gpn-2014")
    assert flags_of_certificates(section, in_force=["GCP8-CIV", "GCS8-CCTS"]) == frozenset()
    flags = flags_of_certificates(section, in_force=["GCP8-CIV", "GCD8-PSDK"])
    assert held("TECH", "Bronze")["developer_documentation"].missing == ("sdk_certificate",)
    assert held("TECH", "Bronze", *flags)["developer_documentation"].value == "yes"


@pytest.mark.rule("G-TEC-03", "G-TEC-04")
def test_toi_webinars_and_licence_template_leave_out_oem() -> None:
    def granted(category: str, tier: str) -> tuple[bool, bool]:
        benefits = held(category, tier)
        return benefits["toi_webinars"].grants, benefits["eula_template"].grants

    assert all(
        granted(category, tier) == (True, True) for category in LADDERED for tier in ("Gold", "Silver", "Bronze")
    )
    assert granted("TECH", "Silver") == (True, False)
    assert granted("TECH", "Bronze") == (False, False)
    assert granted("OEM", "Authorized") == (False, False)


def test_partner_without_a_tier_has_nothing() -> None:
    assert effective_benefits(benefits_of("gpn-2014"), category="VAR", tier=None) == ()
    assert effective_benefits(benefits_of("gpn-2014"), category="OEM", tier="Gold") == ()


@pytest.mark.parametrize("program", ["gpn-2014"])
def test_texts_differ_by_language(program: str) -> None:
    section = benefits_of(program)
    same = [code for code, row in section.rows.items() if row.text.en == row.text.ru]
    assert same in ([], ["net_promoter_system"])
    assert section.rows["plaque"].text.within("es-mx") == "Placa / certificado"
    assert section.rows["plaque"].text.within("fr") == "Plaque / certificate"
