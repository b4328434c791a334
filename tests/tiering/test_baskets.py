"""Which certificates count toward a quota."""

from collections.abc import Mapping

import pytest

from tests.tiering.scoring import country as in_country
from tests.tiering.scoring import find_line, gcp, said, score

COUNTRY_OF = {"NA": "US", "MAJ": "DE", "LG": "AR", "MID": "EG", "SM": "KE"}


def basket(
    category: str,
    tier: str,
    market: str,
    held: Mapping[str, int],
    *,
    requirement: str = "gcp",
    specialization: str = "",
) -> tuple[str, object, str]:
    """Result, counted and reason of one cell."""
    prefix = "GCP8-" if requirement == "gcp" else "GCPS8-"
    certificates = {f"{prefix}{code}": number for code, number in held.items()}
    card = score(
        category,
        specializations=[specialization] if specialization else [],
        countries={COUNTRY_OF[market]: in_country(certifications=certificates)},
    )
    result, _required, _actual, counted, reason = said(find_line(card, requirement, tier=tier))
    return result, counted, reason


# C40
@pytest.mark.rule("G-MIX-03")
def test_third_certificate_of_one_optional_code_does_not_count() -> None:
    found = basket("VAR", "Gold", "NA", {"CIV": 6, "CSIP": 2, "CVP": 3, "CWFM": 2, "CGIM": 1})
    assert found == ("missed", 13, "counted 13<14")


# C43
@pytest.mark.rule("G-MIX-04")
@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("VAR", ("missed", 4, "counted 4<6")),
        ("CLD", ("missed", 4, "counted 4<6")),
        ("MSP", ("met", 6, "")),
        ("SVC", ("met", 6, "")),
    ],
)
def test_cap_of_silver_depends_on_the_category(category: str, expected: tuple[str, int, str]) -> None:
    assert basket(category, "Silver", "NA", {"CIV": 1, "CSIP": 1, "CVP": 4}) == expected


# C58
@pytest.mark.rule("G-MIX-08")
@pytest.mark.parametrize(
    ("tier", "market", "held", "result", "reason"),
    [
        ("Silver", "MAJ", {"CIV": 1, "CSIP": 1, "CGIM": 2, "CWFM": 1}, "met", ""),
        ("Silver", "MAJ", {"CIV": 1, "CSIP": 1, "CGIM": 3}, "missed", "CGIM/CWFM 3/0 for 3"),
        ("Gold", "NA", {"CIV": 1, "CSIP": 1, "CGIM": 3, "CWFM": 3}, "met", ""),
        ("Gold", "NA", {"CIV": 1, "CSIP": 1, "CGIM": 4, "CWFM": 2}, "missed", "CGIM/CWFM 4/2 for 6"),
        ("Silver", "SM", {"CIV": 1, "CSIP": 1, "CWFM": 1}, "met", ""),
        ("Silver", "SM", {"CIV": 1, "CSIP": 1}, "missed", "counted 2<3"),
        ("Bronze", "NA", {"CGIM": 1, "CWFM": 1}, "met", ""),
        ("Bronze", "NA", {"CGIM": 2}, "missed", "GCP8-CWFM missing; counted 1<2"),
    ],
)
def test_wfo_parts_the_rest_equally(tier: str, market: str, held: dict[str, int], result: str, reason: str) -> None:
    found = basket("SR", tier, market, held, specialization="WFO")
    assert (found[0], found[2]) == (result, reason)


# C61
@pytest.mark.rule("G-MIX-02")
@pytest.mark.parametrize(
    ("specialization", "tier", "held", "result", "reason"),
    [
        ("WFO", "Gold", {"CORE": 1, "IP": 3}, "missed", "GCPS8-WFO missing"),
        ("WFO", "Gold", {"CORE": 1, "WFO": 1, "IP": 2}, "met", ""),
        ("WFO", "Bronze", {"CORE": 1}, "met", ""),
        ("GVP", "Gold", {"CORE": 1, "IP": 3}, "met", ""),
        ("IWD", "Gold", {"CORE": 1, "IP": 3}, "missed", "GCPS8-IWD missing"),
        ("EWM", "Gold", {"CORE": 1, "IWD": 3}, "met", ""),
    ],
)
def test_presales_exam_of_the_specialization_is_asked_where_it_exists(
    specialization: str, tier: str, held: dict[str, int], result: str, reason: str
) -> None:
    found = basket("SR", tier, "NA", held, requirement="gcps", specialization=specialization)
    assert (found[0], found[2]) == (result, reason)


@pytest.mark.rule("G-MIX-02")
def test_presales_exam_of_the_specialization_is_not_asked_of_a_quota_of_one() -> None:
    assert basket("SR", "Silver", "MID", {"CORE": 1}, requirement="gcps", specialization="WFO") == ("met", 1, "")
    assert basket("SR", "Silver", "LG", {"CORE": 2}, requirement="gcps", specialization="WFO")[0] == "missed"


@pytest.mark.rule("G-MIX-01")
@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({"CORE": 4}, ("met", 4, "")),
        ({"CORE": 1, "WFO": 1, "IWD": 1, "IP": 1}, ("met", 4, "")),
        ({"WFO": 2, "IP": 2}, ("missed", 4, "GCPS8-CORE missing")),
        ({"CORE": 3}, ("missed", 3, "counted 3<4")),
    ],
)
def test_presales_needs_one_core(held: dict[str, int], expected: tuple[str, int, str]) -> None:
    assert basket("VAR", "Gold", "NA", held, requirement="gcps") == expected


@pytest.mark.rule("G-MIX-03")
@pytest.mark.parametrize(
    ("market", "held", "expected"),
    [
        ("MAJ", {"CIV": 4, "CSIP": 2, "CVP": 2, "COV": 2, "BEP": 2}, ("met", 12, "")),
        ("LG", {"CIV": 2, "CSIP": 2, "CVP": 2, "COV": 2}, ("met", 8, "")),
        ("MID", {"CIV": 2, "CSIP": 1, "CVP": 1, "COV": 1, "BEP": 1}, ("met", 6, "")),
        ("MID", {"CIV": 2, "CSIP": 1, "CVP": 2, "COV": 1}, ("missed", 5, "counted 5<6")),
        ("SM", {"CIV": 1, "CSIP": 1, "CVP": 1, "COV": 1}, ("met", 4, "")),
        ("NA", {"CIV": 14, "CSIP": 1}, ("missed", 7, "CSIP 1<2; counted 7<14")),
        ("NA", {"CIV": 8, "CSIP": 2, "CVP": 2, "CWFM": 2}, ("missed", 12, "counted 12<14")),
    ],
)
def test_gold_mix_of_each_market(market: str, held: dict[str, int], expected: tuple[str, int, str]) -> None:
    assert basket("VAR", "Gold", market, held) == expected


@pytest.mark.rule("G-MIX-05")
def test_bronze_needs_a_second_code_beside_civ() -> None:
    assert basket("VAR", "Bronze", "NA", {"CIV": 2})[0] == "missed"
    assert basket("VAR", "Bronze", "NA", {"CIV": 1, "CSIP": 1}) == ("met", 2, "")
    assert basket("MSP", "Bronze", "SM", {"CIV": 1, "CGAX": 1}) == ("met", 2, "")
    assert basket("VAR", "Bronze", "NA", {"CSIP": 2})[2] == "GCP8-CIV missing"


@pytest.mark.rule("G-MIX-06")
@pytest.mark.parametrize(
    ("tier", "market", "held", "result"),
    [
        ("Gold", "NA", {"CIV": 1, "CSIP": 1, "DCV": 1, "CVP": 5}, "met"),
        ("Gold", "NA", {"CIV": 2, "CSIP": 1, "DCV": 1, "CVP": 4}, "missed"),
        ("Gold", "SM", {"CIV": 1, "CSIP": 1, "CVP": 2}, "missed"),
        ("Gold", "SM", {"CIV": 1, "CSIP": 1, "DCV": 1, "CVP": 1}, "met"),
        ("Silver", "SM", {"CIV": 1, "CSIP": 1, "CVP": 1}, "met"),
        ("Silver", "MAJ", {"CIV": 1, "CSIP": 1, "CVP": 3}, "missed"),
        ("Silver", "MAJ", {"CIV": 1, "CSIP": 1, "DCV": 1, "CVP": 2}, "met"),
        ("Bronze", "LG", {"CVP": 1, "CIV": 1}, "met"),
    ],
)
def test_gvp_fills_the_rest_with_voice(tier: str, market: str, held: dict[str, int], result: str) -> None:
    assert basket("SR", tier, market, held, specialization="GVP")[0] == result


@pytest.mark.rule("G-MIX-07")
def test_iwd_fills_the_rest_with_its_own() -> None:
    assert basket("SR", "Gold", "LG", {"CIV": 1, "CSIP": 1, "CIWD": 4}, specialization="IWD") == ("met", 6, "")
    assert basket("SR", "Gold", "LG", {"CIV": 2, "CSIP": 1, "CIWD": 3}, specialization="IWD") == (
        "missed",
        5,
        "counted 5<6",
    )
    assert basket("SR", "Bronze", "LG", {"CIV": 1, "CIWD": 1}, specialization="IWD")[0] == "met"


@pytest.mark.rule("G-MIX-09")
@pytest.mark.parametrize(
    ("tier", "market", "held", "result"),
    [
        ("Gold", "NA", {"CSIP": 1, "CESV": 6, "CIV": 1}, "met"),
        ("Gold", "NA", {"CSIP": 1, "CESV": 1, "CIV": 6}, "met"),
        ("Gold", "NA", {"CSIP": 1, "CESV": 7}, "missed"),
        ("Silver", "SM", {"CSIP": 1, "CESV": 1, "CIV": 1}, "met"),
        ("Silver", "SM", {"CSIP": 1, "CESV": 2}, "missed"),
        ("Bronze", "NA", {"CIV": 1, "CESV": 1}, "met"),
    ],
)
def test_eservices_shares_the_rest_with_one_of_each(tier: str, market: str, held: dict[str, int], result: str) -> None:
    assert basket("SR", tier, market, held, specialization="ESV")[0] == result


@pytest.mark.rule("G-MIX-10")
@pytest.mark.parametrize(
    ("tier", "market", "held", "expected"),
    [
        ("Gold", "NA", {"BEP": 3, "CSIP": 3, "CIV": 2}, ("met", 8, "")),
        ("Gold", "NA", {"BEP": 5, "CSIP": 2, "CIV": 2}, ("missed", 7, "counted 7<8")),
        ("Gold", "SM", {"BEP": 1, "CSIP": 3, "CIV": 2}, ("missed", 6, "BEP 1<2")),
        ("Silver", "NA", {"BEP": 3, "CSIP": 2, "CIV": 1}, ("met", 6, "")),
        ("Silver", "MAJ", {"BEP": 2, "CSIP": 2, "CIV": 1}, ("met", 5, "")),
        ("Silver", "MAJ", {"BEP": 3, "CSIP": 1, "CIV": 1}, ("missed", 4, "counted 4<5")),
        ("Bronze", "SM", {"BEP": 1, "CSIP": 1}, ("met", 2, "")),
    ],
)
def test_bep_counts_within_its_ranges(
    tier: str, market: str, held: dict[str, int], expected: tuple[str, int, str]
) -> None:
    assert basket("SR", tier, market, held, specialization="BEP") == expected


@pytest.mark.rule("G-REQ-04", "G-REQ-06")
def test_held_is_what_the_basket_knows() -> None:
    certificates = {**gcp(CIV=6), "ELSE-1": 9, "GCS8-CCTS": 3}
    line = find_line(score(countries={"US": in_country(certifications=certificates)}), "gcp", tier="Gold")
    assert (line.actual, line.counted, line.required) == (6, 6, 14)


@pytest.mark.rule("G-REQ-10")
def test_universal_sdk_is_another_name_of_the_developer_certificate() -> None:
    card = score(countries={"US": in_country(certifications={"Universal SDK": 1})})
    assert said(find_line(card, "gcd", tier="Gold")) == ("met", 1, 1, 1, "")
